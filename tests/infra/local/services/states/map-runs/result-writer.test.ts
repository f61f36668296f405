import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { createMachineRole } from "../machine-fixture.ts";
import { BUCKET, distributed, Maps } from "./map-fixture.ts";

let account: TestAccount;
let maps: Maps;
beforeAll(async () => {
  account = await startTestAccount();
  await createMachineRole(account);
  maps = new Maps(account);
  await maps.createBucket();
});
afterAll(() => account.stop());

const Items = [[1], 2, "no", 3];
/** Fails for what is "no". */
const checking = {
  StartAt: "Check",
  States: {
    Check: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input = 'no' %}", Next: "No" }],
      Default: "Yes",
    },
    No: { Type: "Fail", Error: "No", Cause: "because" },
    Yes: { Type: "Succeed" },
  },
};
const writer = (more: object = {}, Arguments: object = { Bucket: BUCKET, Prefix: "out" }) => ({
  ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Arguments, ...more },
});
const formatting = (Transformation: string, OutputType = "JSON") => ({
  WriterConfig: { Transformation, OutputType },
});

interface Details {
  MapRunArn: string;
  ResultWriterDetails: { Bucket: string; Key: string };
}
interface Manifest {
  DestinationBucket: string;
  MapRunArn: string;
  ResultFiles: Record<"FAILED" | "PENDING" | "SUCCEEDED", { Key: string; Size: number }[]>;
}

const json = async (key: string) => JSON.parse(await maps.read(key)) as unknown;

/** The folder that a Map Run's results are in. */
const folderOf = (mapRunArn: string, prefix = "out/") => `${prefix}${mapRunArn.split(":").at(-1)}`;

const record = (input: string, more: object) => ({
  ExecutionArn: expect.stringContaining(":execution:"),
  Input: input,
  InputDetails: { Included: true },
  Name: expect.stringMatching(/^[0-9a-f-]{36}$/),
  RedriveCount: 0,
  StartDate: expect.stringMatching(/Z$/),
  StateMachineArn: expect.stringMatching(/:stateMachine:[^/]+\/Each$/),
  StopDate: expect.stringMatching(/Z$/),
  ...more,
});
const failed = record('"no"', {
  Error: "No",
  Cause: "because",
  Status: "FAILED",
  RedriveStatus: "REDRIVABLE_BY_MAP_RUN",
});

describe("in a bucket", () => {
  it("are the results of children by how they ended, and a manifest", async () => {
    const ended = await maps.map(distributed({ Items, ...writer(), ToleratedFailureCount: 1 }, checking));
    const { MapRunArn, ResultWriterDetails } = JSON.parse(ended.output!) as Details;
    const folder = folderOf(MapRunArn);
    expect(ResultWriterDetails).toEqual({ Bucket: BUCKET, Key: `${folder}/manifest.json` });
    const manifest = (await json(ResultWriterDetails.Key)) as Manifest;
    const [SUCCEEDED, FAILED] = [`${folder}/SUCCEEDED_0.json`, `${folder}/FAILED_0.json`];
    expect(manifest).toEqual({
      DestinationBucket: BUCKET,
      MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: FAILED, Size: (await maps.read(FAILED)).length }],
        PENDING: [],
        SUCCEEDED: [{ Key: SUCCEEDED, Size: (await maps.read(SUCCEEDED)).length }],
      },
    });
    const succeeded = (text: string) =>
      record(text, {
        Output: text,
        OutputDetails: { Included: true },
        RedriveStatus: "NOT_REDRIVABLE",
        RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
        Status: "SUCCEEDED",
      });
    expect(await json(SUCCEEDED)).toEqual([succeeded("[1]"), succeeded("2"), succeeded("3")]);
    expect(await json(FAILED)).toEqual([failed]);
    expect((await maps.mapRun(ended)).itemCounts).toMatchObject({ failed: 1, total: 4, resultsWritten: 4 });
  });

  it("are transformed, as lines too", async () => {
    const more = { Items, ToleratedFailureCount: 1 };
    const { MapRunArn } = (await maps.output(
      distributed({ ...more, ...writer(formatting("FLATTEN", "JSONL"), { Bucket: BUCKET }) }, checking),
    )) as Details;
    expect(await maps.read(`${folderOf(MapRunArn, "")}/SUCCEEDED_0.jsonl`)).toBe("1\n2\n3\n");
    const lines = await maps.read(`${folderOf(MapRunArn, "")}/FAILED_0.jsonl`);
    expect(JSON.parse(lines)).toEqual(failed);
  });

  it("are those of a run that failed as well, and what never began", async () => {
    const ended = await maps.map(
      distributed({ Items, MaxConcurrency: 1, ...writer(formatting("COMPACT")) }, checking),
    );
    expect(ended).toMatchObject({ error: "States.ExceedToleratedFailureThreshold" });
    const { mapRunArn, itemCounts } = await maps.mapRun(ended);
    expect(itemCounts).toMatchObject({ succeeded: 2, failed: 1, pending: 1, resultsWritten: 3 });
    const folder = folderOf(mapRunArn!);
    expect(await json(`${folder}/SUCCEEDED_0.json`)).toEqual([[1], 2]);
    expect(await json(`${folder}/FAILED_0.json`)).toEqual([failed]);
    expect(await json(`${folder}/PENDING_0.json`)).toMatchObject([{ Input: "3", Status: "PENDING" }]);
  });

  it("may be more than the state could answer", async () => {
    const large = {
      StartAt: "Large",
      States: { Large: { Type: "Pass", Output: "x".repeat(200_000), End: true } },
    };
    const { MapRunArn } = (await maps.output(
      distributed(
        { Items: [1, 2], ...writer(formatting("COMPACT"), { Bucket: BUCKET, Prefix: "large/" }) },
        large,
      ),
    )) as Details;
    expect((await maps.read(`${folderOf(MapRunArn, "large/")}/SUCCEEDED_0.json`)).length).toBeGreaterThan(
      400_000,
    );
  });

  it.each([
    ["no-such-bucket", /^The specified bucket does not exist \(Service: S3, Status Code: 404, /],
    ["elsewhere", /^The bucket you are attempting to access must be addressed using the specified endpoint/],
    ["somebody-elses", /Status Code: 403/],
  ])("that cannot be written to fail the Map Run: %s", async (Bucket, cause) => {
    if (Bucket === "elsewhere")
      await new Maps({
        ...account,
        client: (Client) => account.client(Client, { region: "eu-west-1" }),
      }).createBucket(Bucket);
    const credentials = { accessKeyId: "210987654321", secretAccessKey: "test" };
    const theirs = {
      ...account,
      client: ((Client) => account.client(Client, { credentials })) as TestAccount["client"],
    };
    if (Bucket === "somebody-elses") await new Maps(theirs).createBucket(Bucket);
    const ended = await maps.map(distributed({ Items: [1], ...writer({}, { Bucket }) }));
    expect(ended).toMatchObject({ status: "FAILED", error: "States.ResultWriterFailed" });
    expect(ended.cause).toMatch(cause);
    expect(await maps.mapRun(ended)).toMatchObject({
      status: "FAILED",
      executionCounts: { succeeded: 1, resultsWritten: 0 },
    });
  });
});

it.each([
  [
    "NONE",
    [
      expect.objectContaining({ Output: "[1]" }),
      expect.objectContaining({ Output: "2" }),
      failed,
      expect.objectContaining({ Output: "3" }),
    ],
  ],
  ["COMPACT", [[1], 2, failed, 3]],
  ["FLATTEN", [1, 2, failed, 3]],
])("without one, the state's output alone is transformed: %s", async (transformation, output) => {
  const state = distributed(
    { Items, ToleratedFailureCount: 1, ResultWriter: formatting(transformation) },
    checking,
  );
  expect(await maps.output(state)).toEqual(output);
});
