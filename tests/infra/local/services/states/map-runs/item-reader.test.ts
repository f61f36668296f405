// One file, however long: all of it asks one account.
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
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

/** An ItemReader of this object. */
const reading = (Key: string, ReaderConfig: object, more: object = {}) => ({
  ItemReader: {
    Resource: "arn:aws:states:::s3:getObject",
    ReaderConfig,
    Arguments: { Bucket: BUCKET, Key },
  },
  ...more,
});

const DEEP = "[".repeat(1_001) + "]".repeat(1_001);
const TOO_DEEP = "Document nesting depth (1001) exceeds the maximum allowed (1000)";
/** With its quotes as long as an item may be. */
const LONGEST = "x".repeat(8 * 1024 * 1024 - 2);
const TOO_LONG = "The size of the item at index 1 exceeds the maximum of 8388608 bytes.";

describe("one object", () => {
  test.each([
    ["array.json", '[1, {"a": 2}]', { InputType: "JSON" }, [1, { a: 2 }]],
    ["nested.json", '{"a": {"b/c": [1, 2]}}', { InputType: "JSON", ItemsPointer: "/a/b~1c" }, [1, 2]],
    [
      "object.json",
      '{"a": 1, "b": 2}',
      { InputType: "JSON" },
      [
        { Key: "a", Value: 1 },
        { Key: "b", Value: 2 },
      ],
    ],
    ["lines.jsonl", '{"a": 1}\n\n[2]\r\n3', { InputType: "JSONL" }, [{ a: 1 }, [2], 3]],
    ["packed.jsonl.gz", gzipSync("1"), { InputType: "JSONL" }, [1]],
    ["packed.json.zstd", zstdCompressSync("[1]"), { InputType: "JSON" }, [1]],
    ["most.jsonl", "1\n2\nnot JSON", { InputType: "JSONL", MaxItems: "{% 1 + 1 %}" }, [1, 2]],
    [
      "first.csv",
      'id,"the name"\n1,"a, b"\n2\n3,c,d\n',
      { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
      [
        { id: "1", "the name": "a, b" },
        { id: "2", "the name": "" },
        { id: "3", "the name": "c" },
      ],
    ],
    [
      "given.csv",
      "1|a\n2|b\n",
      {
        InputType: "CSV",
        CSVHeaderLocation: "GIVEN",
        CSVHeaders: ["id", "name"],
        CSVDelimiter: "PIPE",
        MaxItems: 1,
      },
      [{ id: "1", name: "a" }],
    ],
  ])("%s", async (key, body, config, items) => {
    await maps.put(key, body);
    expect(await maps.output(distributed(reading(key, config)))).toEqual(items);
  });

  it.each([
    ["no-list.json", "7", { InputType: "JSON" }, "Attempting to map over non-iterable node."],
    [
      "nowhere.json",
      '{"a": []}',
      { InputType: "JSON", ItemsPointer: "/b" },
      "Attempting to map over non-iterable node.",
    ],
    ["broken.json", "[", { InputType: "JSON" }, /^Failed to parse the JSON file: /],
    ["broken.jsonl", "1\n{", { InputType: "JSONL" }, /^Failed to parse line 2 /],
    ["deep.json", DEEP, { InputType: "JSON" }, `Failed to parse the JSON file: ${TOO_DEEP}`],
    [
      "deep.jsonl",
      `1\n${DEEP}`,
      { InputType: "JSONL" },
      `Failed to parse line 2 of the JSON Lines file: ${TOO_DEEP}`,
    ],
    ["deep-manifest.json", DEEP, { InputType: "MANIFEST" }, `Failed to parse the manifest: ${TOO_DEEP}`],
    ["long.jsonl.gz", gzipSync(`1\n"${LONGEST}x"`), { InputType: "JSONL" }, TOO_LONG],
    ["long.json.gz", gzipSync(`[1,"${LONGEST}x"]`), { InputType: "JSON" }, TOO_LONG],
    [
      "large.jsonl.gz",
      gzipSync(Buffer.alloc(128 * 1024 * 1024 + 1), { level: 1 }),
      { InputType: "JSONL" },
      /^The object is larger than 134217728 bytes/,
    ],
    ["empty.csv", "", { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" }, "The CSV file has no headers."],
    ["broken.gz", new Uint8Array([0x1f, 0x8b, 0]), { InputType: "JSON" }, /^Failed to unpack the object: /],
    ["untold", "[]", {}, "ReaderConfig does not say of which InputType the object is."],
    ["columns.parquet", "PAR1", { InputType: "PARQUET" }, "The local account does not read PARQUET files."],
    [
      "missing.json",
      undefined,
      { InputType: "JSON" },
      /^The specified key does not exist\. \(Service: S3, Status Code: 404, /,
    ],
  ])("that cannot be read fails the Map Run: %s", async (key, body, config, cause) => {
    if (body !== undefined) await maps.put(key, body);
    const ended = await maps.map(distributed(reading(key, config)));
    expect(ended).toMatchObject({ status: "FAILED", error: "States.ItemReaderFailed" });
    expect(ended.cause).toMatch(cause);
    expect(ended.types.slice(1)).toEqual([
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    expect(await maps.mapRun(ended)).toMatchObject({ status: "FAILED", itemCounts: { total: 0 } });
  });

  it("may have items that only ItemSelector makes small enough", async () => {
    await maps.put("longest.json.gz", gzipSync(`["${LONGEST}"]`));
    const ItemSelector = "{% $length($states.context.Map.Item.Value) %}";
    const state = distributed({ ...reading("longest.json.gz", { InputType: "JSON" }), ItemSelector });
    expect(await maps.output(state)).toEqual([LONGEST.length]);
  });

  it("is looked for by JSONPath, and a path says how many items are wanted", async () => {
    await maps.put("path.json", "[1, 2, 3]");
    const state = distributed({
      InputPath: "$.in",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSON", MaxItemsPath: "$.most" },
        Parameters: { Bucket: BUCKET, "Key.$": "$.key" },
      },
      ItemSelector: { "item.$": "$$.Map.Item", "from.$": "$.key" },
    });
    const item = (Index: number) => ({
      item: { Index, Value: Index + 1, Source: `S3://${BUCKET}/path.json` },
      from: "path.json",
    });
    const input = (most: unknown) => ({ in: { key: "path.json", most } });
    expect(await maps.output(state, input(2), "JSONPath")).toEqual([item(0), item(1)]);
    expect(await maps.map(state, input("two"), "JSONPath")).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining('The MaxItemsPath field refers to value "two"'),
    });
  });

  it("is read with the permissions of the machine's role, and of the bucket's owner only if asked", async () => {
    await maps.put("mine.json", "[1]");
    const config = { InputType: "JSON" };
    const state = distributed({
      ItemReader: {
        ...reading("mine.json", config).ItemReader,
        Arguments: { Bucket: BUCKET, Key: "mine.json", ExpectedBucketOwner: "{% $states.input %}" },
      },
    });
    expect(await maps.output(state, "123456789012")).toEqual([1]);
    expect(await maps.map(state, "210987654321")).toMatchObject({
      error: "States.ItemReaderFailed",
      cause: expect.stringContaining("Access Denied (Service: S3, Status Code: 403"),
    });
    const other = await startTestAccount();
    try {
      const others = new Maps(other);
      await createMachineRole(other, ["s3:ListBucket"]);
      await others.createBucket();
      await others.put("mine.json", "[1]");
      const refused = await others.map(distributed(reading("mine.json", config)));
      expect(refused).toMatchObject({ error: "States.ItemReaderFailed" });
      expect(refused.cause).toMatch(
        /is not authorized to perform: s3:GetObject on resource: .*Status Code: 403/,
      );
    } finally {
      await other.stop();
    }
  });
});

describe("the objects of a bucket", () => {
  const listing = (ReaderConfig: object, Prefix = "list/") => ({
    ItemReader: {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      ReaderConfig,
      Arguments: { Bucket: BUCKET, Prefix },
    },
  });
  beforeAll(async () => {
    await maps.put("list/", "");
    await maps.put("list/a.jsonl", "1\n2");
    await maps.put("list/b.jsonl", "3\n4");
  });

  it("are items by what S3 lists of them", async () => {
    const ItemSelector = {
      value: "{% $states.context.Map.Item.Value %}",
      source: "{% $states.context.Map.Item.Source %}",
    };
    const items = await maps.output(distributed({ ...listing({ MaxItems: 2 }), ItemSelector }));
    expect(items).toEqual(
      [
        ["list/", 0],
        ["list/a.jsonl", 3],
      ].map(([Key, Size]) => ({
        value: {
          Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
          Key,
          LastModified: expect.any(Number),
          Size,
          StorageClass: "STANDARD",
        },
        source: `S3://${BUCKET}`,
      })),
    );
    expect(await maps.output(distributed(listing({}, "nothing/")))).toEqual([]);
  });

  it("are loaded and flattened", async () => {
    const ReaderConfig = { InputType: "JSONL", Transformation: "LOAD_AND_FLATTEN", MaxItems: 3 };
    const ItemSelector = "{% [$states.context.Map.Item.Value, $states.context.Map.Item.Source] %}";
    expect(await maps.output(distributed({ ...listing(ReaderConfig), ItemSelector }))).toEqual([
      [1, `S3://${BUCKET}/list/a.jsonl`],
      [2, `S3://${BUCKET}/list/a.jsonl`],
      [3, `S3://${BUCKET}/list/b.jsonl`],
    ]);
  });
});

describe("a manifest", () => {
  it("of an S3 inventory lists objects by its schema", async () => {
    await maps.put("inventory/data.csv.gz", gzipSync('"data","a.txt","3"\n"data","b.txt","4"\n'));
    await maps.put(
      "inventory/manifest.json",
      JSON.stringify({
        sourceBucket: "data",
        destinationBucket: `arn:aws:s3:::${BUCKET}`,
        fileFormat: "CSV",
        fileSchema: "Bucket, Key, Size",
        files: [{ key: "inventory/data.csv.gz", size: 1, MD5checksum: "" }],
      }),
    );
    const items = [
      { Bucket: "data", Key: "a.txt", Size: "3" },
      { Bucket: "data", Key: "b.txt", Size: "4" },
    ];
    const read = (config: object) => maps.output(distributed(reading("inventory/manifest.json", config)));
    expect(await read({ InputType: "MANIFEST" })).toEqual(items);
    expect(await read({ ManifestType: "S3_INVENTORY", MaxItems: 1 })).toEqual(items.slice(0, 1));
    await maps.put("inventory/manifest.json", "{}");
    expect(await read({ InputType: "MANIFEST" })).toBe("The manifest is not one of an S3 inventory.");
  });

  it("of Athena lists data files", async () => {
    await maps.put("athena/1.gz", gzipSync('{"n":1}\n{"n":2}\n'));
    await maps.put("athena/2", '{"n":3}\n');
    await maps.put("athena/manifest.csv", `s3://${BUCKET}/athena/1.gz\ns3://${BUCKET}/athena/2\n`);
    const config = { ManifestType: "ATHENA_DATA", InputType: "JSONL" };
    expect(await maps.output(distributed(reading("athena/manifest.csv", config)))).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
  });
});
