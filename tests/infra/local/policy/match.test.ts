// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like that.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  actionPattern,
  matches,
  matchesAction,
  matchesArn,
  resolvePattern,
} from "../../../../infra/local/policy/match.ts";

const context = new Map<string, readonly string[]>([
  ["aws:username", ["ada"]],
  ["aws:principaltag/team", ["a*b"]],
  ["aws:tagkeys", ["one", "two"]],
]);

const arnMatches = (pattern: string, arn: string) => {
  const resolved = resolvePattern(pattern, context);
  return resolved !== undefined && matchesArn(resolved, arn);
};

describe("wildcards", () => {
  it.each([
    ["*", "", true],
    ["a*c", "abbbc", true],
    ["a*c", "abbbcd", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["*a*b*", "xxaxxbxx", true],
    ["**", "x", true],
    ["a.c", "abc", false],
  ])("%s on %s is %s", (pattern, text, expected) => expect(matches(pattern, text)).toBe(expected));

  it("agree with a regular expression", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", ":", "/", "*", "?"), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const expression = pattern.replace(/[/:]/g, "\\$&").replaceAll("*", "[^]*").replaceAll("?", "[^]");
        return matches(pattern, text) === new RegExp(`^${expression}$`).test(text);
      }),
      { numRuns: 500 },
    );
  });

  it("take no exponential time", () => {
    expect(matches("*a".repeat(40), `${"a".repeat(5000)}b`)).toBe(false);
  });
});

describe("actions", () => {
  it.each([
    ["ec2:Describe*", "ec2:DescribeVpcs", true],
    ["EC2:describevpcs", "ec2:DescribeVpcs", true],
    ["ec2:Describe*", "ec2:CreateVpc", false],
    ["*:*", "ec2:CreateVpc", true],
    ["*", "ec2:CreateVpc", true],
  ])("%s on %s is %s", (pattern, action, expected) =>
    expect(matchesAction(actionPattern(pattern), action)).toBe(expected),
  );
});

describe("ARNs", () => {
  it.each([
    ["arn:aws:s3:::lab/*", "arn:aws:s3:::lab/a/b", true],
    ["arn:aws:s3:::lab", "arn:aws:s3:::lab/a", false],
    ["arn:aws:logs:*:*:log-group:/x:*", "arn:aws:logs:us-east-1:1:log-group:/x:log-stream:s", true],
    ["arn:aws:ec2:*:1:vpc/*", "arn:aws:ec2:us-east-1:1:vpc/vpc-1", true],
    // A wildcard ends where its segment does.
    ["arn:aws:ec2:*:vpc/*", "arn:aws:ec2:us-east-1:1:vpc/vpc-1", false],
    ["arn:aws:s3*", "arn:aws:s3:::lab", true],
    ["*", "*", true],
    ["arn:aws:s3:::*", "*", false],
    ["arn:aws:iam::1:role/Lab", "arn:aws:iam::1:role/lab", false],
  ])("%s on %s is %s", (pattern, arn, expected) => expect(arnMatches(pattern, arn)).toBe(expected));
});

describe("policy variables", () => {
  it.each([
    ["arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/ada/x", true],
    ["arn:aws:s3:::b/${AWS:UserName}", "arn:aws:s3:::b/ada", true],
    ["arn:aws:s3:::b/${aws:missing}", "arn:aws:s3:::b/", false],
    ["arn:aws:s3:::b/${aws:missing, 'all'}", "arn:aws:s3:::b/all", true],
    // The star of a value is a star and nothing more.
    ["arn:aws:s3:::${aws:PrincipalTag/team}", "arn:aws:s3:::axxb", false],
    ["arn:aws:s3:::${aws:PrincipalTag/team}", "arn:aws:s3:::a*b", true],
    ["arn:aws:s3:::a${*}", "arn:aws:s3:::ab", false],
    ["arn:aws:s3:::a${*}", "arn:aws:s3:::a*", true],
    ["arn:aws:s3:::${aws:TagKeys}", "arn:aws:s3:::one", false],
  ])("%s on %s is %s", (pattern, arn, expected) => expect(arnMatches(pattern, arn)).toBe(expected));

  it("are plain text in an older document", () => {
    expect(matchesArn(resolvePattern("a${aws:username}", context, false)!, "a${aws:username}")).toBe(true);
  });
});
