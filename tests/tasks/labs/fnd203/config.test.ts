import { describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import type { ChannelFacts, ConfigFacts, RecorderFacts } from "../../../../tasks/labs/fnd203/config/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/config/judge.ts";
import { ROLE } from "../../../infra/local/services/config/recording.ts";
import { PLACE } from "../../fixtures/config-lab.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const IAM = ["AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"];
const STARTED = "2026-11-22T09:00:00.000Z";

const RECORDER: RecorderFacts = {
  name: "default",
  roleArn: ROLE,
  strategy: "all",
  types: [],
  global: true,
  daily: false,
  overridden: [],
  recording: true,
  status: "SUCCESS",
  startedAt: STARTED,
  known: false,
};
const CHANNEL: ChannelFacts = { name: "default", bucket: "config-bucket-1", ownBucket: true, known: false };

const facts = (
  recorder?: Partial<RecorderFacts> | null,
  channel?: Partial<ChannelFacts> | null,
  more: Partial<ConfigFacts> = {},
): ConfigFacts => ({
  place: PLACE,
  readAt: "2026-11-22T10:00:00.000Z",
  ...(recorder === null ? {} : { recorder: { ...RECORDER, ...recorder } }),
  ...(channel === null ? {} : { channel: { ...CHANNEL, ...channel } }),
  ...more,
});

const TYPES = "It records all types";
const EACH = "It records each change";
const IAM_ROW = "It records IAM's global types";
const DELIVERED = "What it records is delivered";
const NEEDED = [
  "AWS::EC2::NetworkAcl",
  "AWS::EC2::SecurityGroup",
  "AWS::EC2::Instance",
  "AWS::EC2::Subnet",
  "AWS::EC2::VPC",
];

describe("judged", () => {
  test.each<[string, ConfigFacts, [string, string] | undefined]>([
    ["as the guide of 2019 asks", facts(), undefined],
    [
      "as the console proposes, with IAM taken back in",
      facts({ strategy: "all-but", types: ["AWS::RDS::DBInstance"], global: false }),
      undefined,
    ],
    ["just started, with no status yet", facts({ status: "PENDING" }), undefined],
    [
      "where IAM cannot be recorded",
      facts({ global: false }, {}, { place: { ...PLACE, region: "eu-south-2" } }),
      undefined,
    ],
    [
      "IAM left out, as the console proposes",
      facts({ strategy: "all-but", types: IAM, global: true }),
      [IAM_ROW, "It does not record AWS::IAM::Group, AWS::IAM::Policy, AWS::IAM::Role and AWS::IAM::User."],
    ],
    ["global types not included", facts({ global: false }), [IAM_ROW, "It does not record AWS::IAM::Group"]],
    [
      "only what the lab looks at",
      facts({ strategy: "only", types: [...NEEDED, ...IAM] }),
      [TYPES, "It records 9 types"],
    ],
    [
      "another role that works",
      facts({ roleArn: "arn:aws:iam::1:role/mine" }),
      ["It looks with Config's own role", "arn:aws:iam::1:role/mine"],
    ],
  ])("met: %s", (_, state, said) => {
    const findings = judge(state);
    expectMet(findings, said);
    expect(findings.filter(({ status }) => status === "advice")).toHaveLength(said ? 1 : 0);
  });

  test.each<[string, ConfigFacts, [string, string]]>([
    [
      "nothing done",
      facts(null, null),
      ["A configuration recorder records in us-east-1", "There is no configuration recorder"],
    ],
    [
      "a recorder that was never started",
      facts({ recording: false }),
      ["A configuration recorder records", "The recorder default is there, and stopped."],
    ],
    [
      "one network ACL too few",
      facts({ strategy: "all-but", types: ["AWS::EC2::NetworkAcl"] }),
      [TYPES, "It leaves out AWS::EC2::NetworkAcl."],
    ],
    [
      "buckets only",
      facts({ strategy: "only", types: ["AWS::S3::Bucket"] }),
      [TYPES, "It records 1 type only"],
    ],
    ["once a day", facts({ daily: true }), [EACH, "It records once a day"]],
    [
      "network ACLs once a day",
      facts({ overridden: ["AWS::EC2::NetworkAcl"] }),
      [EACH, "It records AWS::EC2::NetworkAcl once a day."],
    ],
    [
      "a role that is gone",
      facts({ status: "FAILURE", error: "AccessDenied" }),
      ["A configuration recorder records", "cannot record (AccessDenied)"],
    ],
    [
      "no delivery channel",
      facts({ recording: false }, null),
      ["A configuration recorder records", "stopped"],
    ],
    ["a channel that was deleted", facts({}, null), [DELIVERED, "There is no delivery channel."]],
    [
      "a bucket that was deleted",
      facts({}, { ownBucket: false }),
      [DELIVERED, "this account has no such bucket"],
    ],
    [
      "a policy that was taken away",
      facts({}, { error: "AccessDenied" }),
      [DELIVERED, "cannot deliver into config-bucket-1 (AccessDenied)"],
    ],
  ])("unmet: %s", (_, state, said) => expectUnmet(judge(state), said));

  test("daily by default, with what the lab needs continuous, is met", () => {
    expectMet(judge(facts({ daily: true, overridden: NEEDED })));
  });

  test("a role that was just made is waited for, for two minutes", () => {
    const failing = { status: "FAILURE", error: "AccessDenied" };
    const early = judge(facts(failing, {}, { readAt: "2026-11-22T09:01:30.000Z" }));
    expect(stepStatusOf(early)).toBe("waiting");
    expect(stepStatusOf(judge(facts(failing, {}, { readAt: "2026-11-22T09:02:30.000Z" })))).toBe("unmet");
  });

  test("an organisation's is provided elsewhere, its bucket in an account that we cannot see", () => {
    const theirs = { name: "aws-controltower-BaselineConfigRecorder", known: true, global: false };
    const findings = judge(facts(theirs, { name: "aws-controltower-x", ownBucket: false, known: true }));
    expect(stepStatusOf(findings)).toBe("met");
    expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(["elsewhere"]));
    expectUnmet(judge(facts({ ...theirs, recording: false })), ["A configuration recorder", "stopped"]);
  });

  test("one of before the lab needs only what the lab looks at", () => {
    const mine = {
      known: true,
      strategy: "only" as const,
      types: NEEDED,
      roleArn: "arn:aws:iam::1:role/mine",
    };
    const findings = judge(facts(mine, { known: true }));
    expect(findings.map(({ status }) => status)).toEqual(Array(6).fill("met"));
    expect(findings[0]!.actual).toContain("The account had it before the lab");
  });
});
