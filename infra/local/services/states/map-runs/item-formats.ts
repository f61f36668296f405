import zlib from "node:zlib";
import { isObject, type Json } from "../asl/definition.ts";
import { StateError } from "../asl/errors.ts";
import { parseJson } from "../asl/nesting.ts";
import { textOf } from "../history.ts";
import { csvItem, DELIMITERS, parseCsv } from "./csv.ts";

/** ItemReader's ReaderConfig, once its expressions are evaluated. */
export interface ReaderConfig {
  InputType?: "CSV" | "JSON" | "JSONL" | "PARQUET" | "MANIFEST";
  Transformation?: "NONE" | "LOAD_AND_FLATTEN";
  ManifestType?: "S3_INVENTORY" | "ATHENA_DATA";
  CSVHeaderLocation?: "FIRST_ROW" | "GIVEN";
  CSVHeaders?: string[];
  CSVDelimiter?: keyof typeof DELIMITERS;
  ItemsPointer?: string;
}

/** An item of a file. `key` is a member's name, where the file holds an object. */
export interface FileItem {
  value: Json;
  key?: string;
}

/**
 * The largest file that is read, in bytes, unpacked. A deliberate difference: AWS reads 10 GB (Developer Guide,
 * "ItemReader (Map)"), and here a file is in memory as a whole.
 */
const FILE_LIMIT = 128 * 1024 * 1024;

/**
 * AWS's limit on an item of a file, in bytes; what ItemSelector makes of it must be a payload. Source: Developer Guide,
 * "ItemReader (Map)", 8 MB. Unsure: how AWS measures an item, which is counted as its JSON here.
 */
const ITEM_LIMIT = 8 * 1024 * 1024;

/** In a file of so many characters no item can be over the limit, even if all of them are escaped. */
const HARMLESS = 1_000_000;

/** AWS's limit on the headers of a CSV file, in bytes. */
const HEADERS_LIMIT = 10 * 1024;

/** What has AWS's error for a dataset that cannot be read. Unsure: the causes' wording, but for that of JSON. */
export const unreadable = (cause: string): StateError => new StateError("States.ItemReaderFailed", cause);

/**
 * The items of a file, one at a time, so that MaxItems need not read all of it.
 * @throws StateError States.ItemReaderFailed
 */
export function* itemsIn(bytes: Uint8Array, config: ReaderConfig): Generator<FileItem> {
  const text = textIn(bytes);
  let index = 0;
  for (const item of itemsOf(text, config)) {
    if (text.length > HARMLESS && Buffer.byteLength(textOf(item.value)) > ITEM_LIMIT) {
      throw unreadable(`The size of the item at index ${index} exceeds the maximum of ${ITEM_LIMIT} bytes.`);
    }
    index++;
    yield item;
  }
}

function* itemsOf(text: string, config: ReaderConfig): Generator<FileItem> {
  switch (config.InputType) {
    case "JSON":
      yield* jsonItems(text, config.ItemsPointer);
      return;
    case "JSONL":
      for (const [index, line] of text.split(/\r?\n/).entries()) {
        if (line.trim() !== "") yield { value: parsed(line, `line ${index + 1} of the JSON Lines file`) };
      }
      return;
    case "CSV":
      yield* csvItems(text, config);
      return;
    case undefined:
      throw unreadable("ReaderConfig does not say of which InputType the object is.");
    default:
      throw unreadable(`The local account does not read ${config.InputType} files.`);
  }
}

const TOO_LONG = `The object is larger than ${FILE_LIMIT} bytes, which is as much as the local account reads.`;

/**
 * A file's text, unpacked where it is compressed. Node.js knows ZSTD since 22.15. Unsure: whether AWS goes by the name
 * (`….gz`, `….zstd`) instead.
 * @throws StateError States.ItemReaderFailed
 */
export function textIn(bytes: Uint8Array): string {
  if (bytes.length > FILE_LIMIT) throw unreadable(TOO_LONG);
  const options = { maxOutputLength: FILE_LIMIT };
  const begins = (...magic: number[]) => magic.every((byte, i) => bytes[i] === byte);
  try {
    if (begins(0x1f, 0x8b)) return zlib.gunzipSync(bytes, options).toString();
    if (begins(0x28, 0xb5, 0x2f, 0xfd)) return zlib.zstdDecompressSync(bytes, options).toString();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw unreadable(TOO_LONG);
    throw unreadable(`Failed to unpack the object: ${(error as Error).message}`);
  }
  return Buffer.from(bytes).toString();
}

function parsed(text: string, what: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw unreadable(`Failed to parse ${what}: ${(error as Error).message}`);
  }
}

function* jsonItems(text: string, pointer: string | undefined): Generator<FileItem> {
  const found = pointedTo(parsed(text, "the JSON file"), pointer ?? "");
  yield* elementsOf(found);
}

/** The elements of an array, or the members of an object. */
function* elementsOf(found: Json | undefined): Generator<FileItem> {
  if (Array.isArray(found)) for (const value of found) yield { value };
  else if (isObject(found)) for (const [key, value] of Object.entries(found)) yield { key, value };
  else throw unreadable("Attempting to map over non-iterable node.");
}

/** What a JSON Pointer (RFC 6901) points to; undefined where nothing is there. */
function pointedTo(document: Json, pointer: string): Json | undefined {
  let found: Json | undefined = document;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(found)) found = /^(0|[1-9]\d*)$/.test(name) ? found[Number(name)] : undefined;
    else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

function* csvItems(text: string, config: ReaderConfig): Generator<FileItem> {
  const rows = parseCsv(text, DELIMITERS[config.CSVDelimiter ?? "COMMA"]);
  const headers = config.CSVHeaderLocation === "GIVEN" ? config.CSVHeaders! : rows.next().value;
  if (!headers) throw unreadable("The CSV file has no headers.");
  if (Buffer.byteLength(headers.join(",")) > HEADERS_LIMIT) {
    throw unreadable(`The headers of the CSV file are larger than ${HEADERS_LIMIT} bytes.`);
  }
  for (const row of rows) yield { value: csvItem(headers, row) };
}
