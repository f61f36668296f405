import { describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { TRAIL_NAME, type TrailFact, type TrailFacts } from "../../../../tasks/labs/fnd203/trail/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/trail/judge.ts";
import { recordsOf } from "../../../../tasks/labs/fnd203/trail/records.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const BUCKET = "fdn203-demo-bucket-me";
const arnOf = (name: string) => `arn:aws:cloudtrail:us-east-1:123456789012:trail/${name}`;

const RIGHT: TrailFact = {
  name: TRAIL_NAME,
  arn: arnOf(TRAIL_NAME),
  bucket: BUCKET,
  bucketExists: true,
  multiRegion: true,
  globalEvents: true,
  logging: true,
  records: "all",
  excluded: [],
  before: false,
};
const ORGANISATION = {
  name: "org",
  arn: "arn:aws:cloudtrail:us-east-1:999988887777:trail/org",
  homeRegion: "us-east-1",
  organization: true,
  multiRegion: true,
};

const factsOf = (change: Partial<TrailFact>, others: TrailFacts["others"] = []): TrailFacts => ({
  region: "us-east-1",
  bucketName: BUCKET,
  candidates: [{ ...RIGHT, ...change }],
  others,
});

describe("what is not done", () => {
  const nothing: TrailFacts = { region: "us-east-1", bucketName: BUCKET, candidates: [], others: [] };
  const WRONG: [string, TrailFacts, [requirement: string, actual: string]][] = [
    ["no trail", nothing, ["has a trail", "has no trail"]],
    [
      "only the organisation's",
      { ...nothing, others: [ORGANISATION] },
      ["has a trail", "your organisation's"],
    ],
    ["one Region", factsOf({ multiRegion: false }), ["all Regions", "its own Region only"]],
    ["no global services", factsOf({ globalEvents: false }), ["all Regions", "leaves out global"]],
    ["writes only", factsOf({ records: "writes" }), ["all management events", "writes only"]],
    ["reads only", factsOf({ records: "reads" }), ["all management events", "reads only"]],
    ["data events only", factsOf({ records: "none" }), ["all management events", "no management event"]],
    ["another bucket", factsOf({ bucket: "my-logs" }), ["into a bucket", "into my-logs"]],
    ["a bucket that is gone", factsOf({ bucketExists: false }), ["into a bucket", "does not have"]],
    ["not started", factsOf({ logging: false }), ["is logging", "logs nothing"]],
    [
      "a bucket that keeps CloudTrail out",
      factsOf({ delivery: { error: "AccessDenied", policyAllows: false } }),
      ["is logging", "cannot deliver: AccessDenied"],
    ],
    [
      "a bucket that was deleted under it",
      factsOf({ bucketExists: false, delivery: { error: "NoSuchBucket", policyAllows: false } }),
      ["into a bucket", "does not have"],
    ],
  ];
  test.each(WRONG)("%s", (_, facts, finding) => expectUnmet(judge(facts), finding));
});

describe("what is done, to the letter or in effect", () => {
  const DONE: [string, TrailFacts, [requirement: string, actual: string] | undefined][] = [
    ["as the guide says", factsOf({}), undefined],
    ["delivered already", factsOf({ latestDelivery: new Date() }), undefined],
    ["the name in other letters", factsOf({ name: "all_api.commands-across-all-regions" }), undefined],
    [
      "another name, into the lab's bucket",
      factsOf({ name: "management" }),
      ["has a trail", "called management"],
    ],
    ["the bucket as a reader corrects it", factsOf({ bucket: "fnd203-demo-bucket-me" }), undefined],
    [
      "another suffix",
      factsOf({ bucket: "fdn203-demo-bucket-you" }),
      ["into a bucket", "fdn203-demo-bucket-you"],
    ],
    [
      "KMS left out",
      factsOf({ excluded: ["kms.amazonaws.com"] }),
      ["all management events", "kms.amazonaws.com"],
    ],
    ["a key of its own", factsOf({ kmsKeyId: "arn:aws:kms:key" }), ["costs no more", "arn:aws:kms:key"]],
    ["beside the organisation's", factsOf({}, [ORGANISATION]), ["costs no more", "your organisation's"]],
    ["there before the lab", factsOf({ before: true }), undefined],
  ];
  test.each(DONE)("%s", (_, facts, advised) => expectMet(judge(facts), advised));

  test("of two trails, the better one counts", () => {
    const worse = { ...RIGHT, logging: false };
    const better = { ...RIGHT, name: "second", arn: arnOf("second") };
    expectMet(judge({ ...factsOf({}), candidates: [worse, better] }));
  });
});

test("a bucket that has been mended waits for CloudTrail to try again", () => {
  const findings = judge(factsOf({ delivery: { error: "AccessDenied", policyAllows: true } }));
  expect(stepStatusOf(findings)).toBe("waiting");
});

test("what selectors record is what any of them takes", () => {
  const management = { Field: "eventCategory", Equals: ["Management"] };
  const only = (readOnly: string) => ({
    FieldSelectors: [management, { Field: "readOnly", Equals: [readOnly] }],
  });
  expect(recordsOf([], [{ FieldSelectors: [management] }])).toEqual({ records: "all", excluded: [] });
  expect(recordsOf([], [only("true")])).toMatchObject({ records: "reads" });
  expect(recordsOf([], [only("true"), only("false")])).toMatchObject({ records: "all" });
  expect(recordsOf([], [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Data"] }] }])).toMatchObject({
    records: "none",
  });
  const one = { FieldSelectors: [management, { Field: "eventSource", Equals: ["ec2.amazonaws.com"] }] };
  expect(recordsOf([], [one])).toMatchObject({ records: "none" });
  const without = (...sources: string[]) => ({ ExcludeManagementEventSources: sources });
  expect(recordsOf([without("kms.amazonaws.com")], [])).toEqual({
    records: "all",
    excluded: ["kms.amazonaws.com"],
  });
  expect(recordsOf([without("kms.amazonaws.com"), without()], [])).toEqual({ records: "all", excluded: [] });
});
