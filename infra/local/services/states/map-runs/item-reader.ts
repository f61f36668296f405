import { evaluateField } from "../asl/data-flow-jsonata.ts";
import type { ItemReader, Json, JsonObject } from "../asl/definition.ts";
import { numberIn, templateIn } from "../asl/map-settings.ts";
import type { Branch } from "../branch.ts";
import type { MapItem } from "../frames.ts";
import { BucketAccess } from "./bucket-access.ts";
import { itemsIn, type ReaderConfig } from "./item-formats.ts";
import { itemsOfManifest, type SourcedItem, sourceOf } from "./manifests.ts";
import { requireArguments } from "./s3-arguments.ts";

/** AWS reads no further than this. */
const MOST_ITEMS = 100_000_000;

/**
 * The items that a distributed Map's ItemReader reads from S3, with the permissions of the machine's role.
 * Source: Step Functions Developer Guide, "ItemReader (Map)".
 * @throws StateError States.ItemReaderFailed
 */
export async function readItems(branch: Branch, reader: ItemReader): Promise<MapItem[]> {
  const args = await templateIn(branch, reader.Arguments ?? reader.Parameters ?? {}, "ItemReader/Arguments");
  const config = await evaluatedConfig(branch, reader);
  const limit = await maxItems(branch, config);
  const items: MapItem[] = [];
  const found = sourcedItems(branch, reader, args, config as ReaderConfig);
  for await (const item of found) {
    items.push({ ...item, index: items.length });
    if (items.length >= limit) break;
  }
  return items;
}

/** An ItemReader's ReaderConfig, its expressions evaluated. */
export async function evaluatedConfig(
  branch: Branch,
  { ReaderConfig = {} }: ItemReader,
): Promise<JsonObject> {
  if (branch.language === "JSONPath") return ReaderConfig;
  return (await evaluateField(branch, "ItemReader/ReaderConfig", ReaderConfig, branch.scope())) as JsonObject;
}

/** 0 is no limit. Unsure: that it is, and the wording for what is less. */
async function maxItems(branch: Branch, config: JsonObject): Promise<number> {
  const limit = (await numberIn(branch, config, "MaxItems", "integer", "ItemReader/ReaderConfig/")) ?? 0;
  if (limit < 0) throw branch.runtimeError("field MaxItems must be positive");
  return Math.min(limit || MOST_ITEMS, MOST_ITEMS);
}

async function* sourcedItems(
  branch: Branch,
  { Resource }: ItemReader,
  args: Json,
  config: ReaderConfig,
): AsyncGenerator<SourcedItem> {
  const s3 = new BucketAccess(branch, "States.ItemReaderFailed");
  if (Resource.endsWith(":s3:listObjectsV2")) {
    const from = requireArguments(branch, args, ["Bucket"], ["Prefix", "ExpectedBucketOwner"]);
    const { Bucket } = from;
    for await (const object of s3.list(from)) {
      if (config.Transformation !== "LOAD_AND_FLATTEN") {
        yield { value: { ...object }, source: `S3://${Bucket}` };
        // What the console makes for a folder holds no data.
      } else if (!object.Key.endsWith("/")) {
        const name = { Bucket, Key: object.Key };
        yield* withSource(itemsIn(await s3.get(name), config), sourceOf(name));
      }
    }
    return;
  }
  const object = requireArguments(branch, args, ["Bucket", "Key"], ["VersionId", "ExpectedBucketOwner"]);
  if (config.InputType === "MANIFEST" || config.ManifestType !== undefined) {
    yield* itemsOfManifest(s3, object, config);
  } else yield* withSource(itemsIn(await s3.get(object), config), sourceOf(object));
}

function* withSource(items: Iterable<Omit<SourcedItem, "source">>, source: string): Generator<SourcedItem> {
  for (const item of items) yield { ...item, source };
}
