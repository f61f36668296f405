// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like that.
import { describe, expect, it } from "vitest";
import { conditionHolds } from "../../../../infra/local/policy/conditions.ts";
import { parsePolicy } from "../../../../infra/local/policy/document.ts";

const context = new Map<string, readonly string[]>([
  ["aws:requestedregion", ["us-east-1"]],
  ["aws:username", ["ada"]],
  ["aws:principalarn", ["arn:aws:iam::123456789012:role/lab/Verify"]],
  ["aws:currenttime", ["2026-11-22T12:00:00.000Z"]],
  ["aws:securetransport", ["true"]],
  ["aws:sourceip", ["10.1.2.3"]],
  ["aws:tagkeys", ["Lab", "Owner"]],
  ["s3:max-keys", ["10"]],
  ["empty", []],
]);

function holds(operator: string, key: string, values: unknown): boolean {
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "*", Resource: "*", Condition: { [operator]: { [key]: values } } },
  });
  return parsePolicy(text).statements[0]!.conditions.every((condition) => conditionHolds(condition, context));
}

describe("condition operators", () => {
  it.each<[string, string, unknown, boolean]>([
    ["StringEquals", "aws:RequestedRegion", "us-east-1", true],
    ["StringEquals", "AWS:requestedregion", ["eu-west-1", "us-east-1"], true],
    ["StringEquals", "aws:RequestedRegion", "US-EAST-1", false],
    ["StringEqualsIgnoreCase", "aws:RequestedRegion", "US-EAST-1", true],
    ["StringEquals", "aws:RequestedRegion", "us-*", false],
    ["StringLike", "aws:RequestedRegion", "us-*", true],
    ["StringNotLike", "aws:RequestedRegion", "us-*", false],
    ["StringNotEquals", "aws:RequestedRegion", ["eu-west-1", "us-east-1"], false],
    ["StringNotEquals", "aws:RequestedRegion", ["eu-west-1", "eu-west-2"], true],
    ["StringEquals", "aws:username", "${aws:username}", true],
    ["StringEquals", "aws:missing", "x", false],
    ["StringNotEquals", "aws:missing", "x", true],
    ["StringEqualsIfExists", "aws:missing", "x", true],
    ["StringEqualsIfExists", "aws:username", "x", false],
    ["Null", "aws:missing", "true", true],
    ["Null", "aws:missing", false, false],
    ["Null", "aws:username", false, true],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/lab/*", true],
    ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/lab/*", true],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam:*:role/lab/*", false],
    ["ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*", true],
    ["NumericLessThanEquals", "s3:max-keys", 10, true],
    ["NumericLessThan", "s3:max-keys", "10", false],
    ["NumericGreaterThan", "s3:max-keys", "9", true],
    ["NumericNotEquals", "s3:max-keys", "9", true],
    ["DateGreaterThan", "aws:CurrentTime", "2026-11-22T11:59:59Z", true],
    ["DateLessThan", "aws:CurrentTime", "2026-11-22T11:59:59Z", false],
    ["DateLessThan", "aws:CurrentTime", "1999999999", true],
    ["Bool", "aws:SecureTransport", true, true],
    ["Bool", "aws:SecureTransport", "false", false],
    ["IpAddress", "aws:SourceIp", "10.1.0.0/16", true],
    ["IpAddress", "aws:SourceIp", "10.1.2.3", true],
    ["NotIpAddress", "aws:SourceIp", ["10.2.0.0/16", "192.168.0.0/16"], true],
    ["IpAddress", "aws:SourceIp", "2001:db8::/32", false],
    ["IpAddress", "aws:SourceIp", "nonsense/99", false],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["Lab", "Owner", "Cost"], true],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["Lab"], false],
    ["ForAllValues:StringEquals", "aws:missing", ["Lab"], true],
    ["ForAnyValue:StringEquals", "aws:TagKeys", ["Lab"], true],
    ["ForAnyValue:StringEquals", "aws:TagKeys", ["Cost"], false],
    ["ForAnyValue:StringEquals", "aws:missing", ["Lab"], false],
    ["ForAnyValue:StringLikeIfExists", "aws:missing", ["Lab"], true],
    ["ForAllValues:StringEquals", "empty", ["Lab"], true],
    ["ForAnyValue:StringEquals", "empty", ["Lab"], false],
  ])("%s %s %j is %s", (operator, key, values, expected) => {
    expect(holds(operator, key, values)).toBe(expected);
  });
});
