import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { foldCommand } from "../../tui/text/command-lines.ts";

const GROUP = "sg-0123456789abcdef0";
const PAIRS = `'IpProtocol=tcp,FromPort=22,ToPort=22,UserIdGroupPairs=[{GroupId=${GROUP}}]'`;

const COMMANDS = [
  "aws ec2 describe-vpcs",
  `aws ec2 authorize-security-group-egress --group-id ${GROUP} --ip-permissions ${PAIRS} ${PAIRS}`,
  `aws ec2 describe-security-group-rules --filters Name=group-id,Values=${GROUP} --query 'SecurityGroupRules[?!IsEgress] | [0]' --output table`,
  `aws ec2 create-network-acl --vpc-id vpc-1 --tag-specifications 'ResourceType=network-acl,Tags=[{Key=Name,Value=PoC}]' --query NetworkAcl.NetworkAclId --output text`,
  `aws x "$(aws y --home '/a folder/of mine' --region eu-west-1)" end`,
  `curl -x http://127.0.0.1:4203 http://${"a-very-long-name-".repeat(8)}.elb.amazonaws.com/`,
];

/** The words that a shell makes of a command, `aws` and `curl` being functions that print them. */
const wordsOf = (command: string): string =>
  execFileSync("sh", ["-c", `aws() { printf '<%s>' "$@"; }; curl() { aws "$@"; }\n${command}`], {
    encoding: "utf8",
  });

test.each([40, 52, 80, 200])("a command folded to %i columns means the same to a shell", (width) => {
  for (const command of COMMANDS) {
    const lines = foldCommand(command, width);
    expect(wordsOf(lines.join("\n"))).toBe(wordsOf(command));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  }
});

test("an option stays with its value", () => {
  expect(
    foldCommand("aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1 --output table", 62),
  ).toEqual(["aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1 \\", "--output table"]);
  expect(foldCommand("aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1", 50)).toEqual([
    "aws ec2 describe-subnets \\",
    "--filters Name=vpc-id,Values=vpc-1",
  ]);
});

test("what cannot be folded safely is left whole", () => {
  const spaces = "echo  two  spaces";
  expect(foldCommand(spaces, 5)).toEqual([spaces]);
  const apostrophe = `echo "it's one"`;
  expect(foldCommand(apostrophe, 5)).toEqual([apostrophe]);
});
