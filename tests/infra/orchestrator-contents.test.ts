import { beforeAll, expect, test } from "vitest";
import { contentsOf, orchestratorContents } from "../../infra/orchestrator-contents.ts";
import { FUNCTIONS, machineName, VERBS } from "../../workflows/contract.ts";
import { builtDist } from "../lifecycle/built-dist.ts";

let contents: Awaited<ReturnType<typeof orchestratorContents>>;
beforeAll(async () => {
  contents = await orchestratorContents(
    { accountId: "123456789012", region: "eu-west-1" },
    await builtDist(),
  );
});

const things = (kind: string) => contents.find((one) => one.kind.startsWith(kind))!.things;
const names = (kind: string) => things(kind).map(({ name }) => name);

test("bucket, machines and functions are listed by the names that they will have", () => {
  expect(names("bucket")).toEqual(["handrail-123456789012-eu-west-1"]);
  expect(names("state machines")).toEqual(expect.arrayContaining(VERBS.map(machineName)));
  expect(names("functions")).toEqual(FUNCTIONS.map((name) => `handrail-${name}`));
  for (const { about } of things("functions")) expect(about).toMatch(/\w+ \w+/);
  for (const { about } of things("log groups")) expect(about).toBe("kept for 7 days");
});

test("each role says whose it is, what it changes and what it reads", () => {
  const about = (name: string) => things("roles").find((role) => role.name === `for handrail-${name}`)?.about;
  expect(about("verify")).toMatch(/^reads .*\bec2\b/);
  expect(about("solve")).toMatch(/^changes .*\bec2\b.*; reads/);
  expect(about("build-lab")).toBe("starts functions and machines of the above");
  expect(things("roles").find(({ name }) => name.startsWith("for CloudFormation"))?.about).toMatch(/\biam\b/);
});

test("nothing that the template makes is left out, whatever kind it is of", () => {
  const made = contentsOf({
    Topic: { Type: "AWS::SNS::Topic", Properties: {} },
    Role: { Type: "AWS::IAM::Role", Properties: {} },
    Policy: {
      Type: "AWS::IAM::Policy",
      Properties: { Roles: [{ Ref: "Role" }], PolicyDocument: { Statement: [{ Action: "s3:PutObject" }] } },
    },
  });
  expect(made.map(({ kind, things: [thing] }) => [kind.split(",")[0], thing!.name])).toEqual([
    ["roles", "for CloudFormation, to make the lab's stack"],
    ["AWS::SNS::Topic", "Topic"],
  ]);
});
