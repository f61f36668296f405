import { isObject } from "../asl/definition.ts";
import { parseJson } from "../asl/nesting.ts";
import type { BucketAccess, ObjectName } from "./bucket-access.ts";
import { csvItem, DELIMITERS, parseCsv } from "./csv.ts";
import { type FileItem, itemsIn, type ReaderConfig, textIn, unreadable } from "./item-formats.ts";

/** An item, with the object that it was read from. */
export interface SourcedItem extends FileItem {
  source: string;
}

/** How `$$.Map.Item.Source` names an object. Source: Step Functions Developer Guide, "Context object". */
export const sourceOf = ({ Bucket, Key }: { Bucket: string; Key: string }): string => `S3://${Bucket}/${Key}`;

/** The items that a manifest lists: those of an S3 inventory, or of the data files of an Athena UNLOAD. */
export function itemsOfManifest(
  s3: BucketAccess,
  manifest: ObjectName,
  config: ReaderConfig,
): AsyncGenerator<SourcedItem> {
  return config.ManifestType === "ATHENA_DATA"
    ? itemsOfAthena(s3, manifest, config)
    : itemsOfInventory(s3, manifest, config);
}

interface Inventory {
  destinationBucket: string;
  fileFormat: string;
  fileSchema: string;
  files: { key: string }[];
}

/**
 * An inventory's rows, by the names of its schema; its files are gzipped CSV. Source: Amazon S3 User Guide,
 * "Inventory list". Unsure: whether Step Functions decodes keys, which inventories hold URL-encoded: here they stay.
 */
async function* itemsOfInventory(
  s3: BucketAccess,
  manifest: ObjectName,
  { CSVDelimiter = "COMMA" }: ReaderConfig,
): AsyncGenerator<SourcedItem> {
  const delimiter = DELIMITERS[CSVDelimiter];
  const inventory = inventoryIn(await s3.get(manifest));
  const Bucket = inventory.destinationBucket.replace(/^arn:aws[\w-]*:s3:::/, "");
  const headers = inventory.fileSchema.split(",").map((name) => name.trim());
  for (const { key: Key } of inventory.files) {
    const text = textIn(await s3.get({ Bucket, Key }));
    for (const row of parseCsv(text, delimiter)) {
      yield { value: csvItem(headers, row), source: sourceOf(manifest) };
    }
  }
}

function inventoryIn(bytes: Uint8Array): Inventory {
  let found: unknown;
  try {
    found = parseJson(Buffer.from(bytes).toString());
  } catch (error) {
    throw unreadable(`Failed to parse the manifest: ${(error as Error).message}`);
  }
  const isText = (value: unknown) => typeof value === "string";
  const whole =
    isObject(found) &&
    [found.destinationBucket, found.fileFormat, found.fileSchema].every(isText) &&
    Array.isArray(found.files) &&
    found.files.every((file) => isObject(file) && isText(file.key));
  if (!whole) throw unreadable("The manifest is not one of an S3 inventory.");
  // The check above is what the type says.
  const inventory = found as unknown as Inventory;
  if (inventory.fileFormat === "CSV") return inventory;
  throw unreadable(`The inventory's files are ${inventory.fileFormat}; Step Functions reads CSV.`);
}

/** The data files that an Athena manifest lists, a line each as `s3://bucket/key`, in the format of InputType. */
async function* itemsOfAthena(
  s3: BucketAccess,
  manifest: ObjectName,
  config: ReaderConfig,
): AsyncGenerator<SourcedItem> {
  const lines = Buffer.from(await s3.get(manifest))
    .toString()
    .split(/\r?\n/);
  for (const line of lines.filter((text) => text.trim() !== "")) {
    const [, Bucket, Key] = /^"?s3:\/\/([^/]+)\/(.+?)"?$/i.exec(line.trim()) ?? [];
    if (Bucket === undefined || Key === undefined)
      throw unreadable(`The manifest lists no S3 object: ${line}`);
    for (const item of itemsIn(await s3.get({ Bucket, Key }), config)) {
      yield { ...item, source: sourceOf({ Bucket, Key }) };
    }
  }
}
