import { isObject, type Json, type JsonObject } from "../definition.ts";
import { atMostOne, type Check, checkTable, exactlyOne, isOf, number, ofType, oneOf } from "./fields.ts";
import { checkFlow } from "./flow.ts";
import { reference, text } from "./paths.ts";
import type { Place } from "./validation.ts";
import { value } from "./values.ts";

const numberPath = reference({ context: false });

/** The fields of a Map state that only it has. */
export const MAP_NUMBERS: Record<string, Check> = {
  MaxConcurrency: number({ min: 0 }),
  ToleratedFailureCount: number({ min: 0 }),
  ToleratedFailurePercentage: number({ min: 0, max: 100, float: true }),
};

export const MAP_NUMBER_PATHS: Record<string, Check> = {
  MaxConcurrencyPath: numberPath,
  ToleratedFailureCountPath: numberPath,
  ToleratedFailurePercentagePath: numberPath,
};

/** Items: a list, of a distributed Map an object as well, or JSONata that gives one. Unsure: AWS's wording. */
export const items: Check = (place, given, at) => {
  if (typeof given !== "string" && !isObject(given)) isOf(place.validation, given, "ARRAY", at);
  value()(place, given, at);
};

const MAX_ITEMS = 100_000_000;

/** The words of AWS for readers that it does not know, observed by cdk-preflight as well as of CSV. */
const READERS = ["s3:getObject", "s3:listObjectsV2"].map((name) => `arn:aws:states:::${name}`);

const ofS3 =
  (resources: readonly string[]): Check =>
  ({ validation }, arn, at) => {
    if (typeof arn === "string" && resources.includes(arn.replace(/^arn:aws[\w-]*:/, "arn:aws:"))) return;
    validation.schema("The field 'Resource' does not match any of the allowed values", at);
  };

/** Parameters in a JSONPath state, Arguments in a JSONata one. */
const argumentsOf = ({ language }: Place): Record<string, Check> =>
  language === "JSONata" ? { Arguments: value() } : { Parameters: value() };

export const itemReader: Check = (place, given, at) => {
  const table = { Resource: ofS3(READERS), ReaderConfig: readerConfig, ...argumentsOf(place) };
  checkTable(place, given, at, table, ["Resource"]);
};

const readerConfig: Check = (place, given, at) => {
  const { validation, language } = place;
  const csv = isObject(given) && ["CSV", "MANIFEST"].includes(String(given.InputType));
  const table = {
    // Unsure: the order in which AWS lists them. Source: Developer Guide, "ItemReader".
    InputType: oneOf("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"),
    Transformation: oneOf("NONE", "LOAD_AND_FLATTEN"),
    ManifestType: oneOf("ATHENA_DATA", "S3_INVENTORY"),
    MaxItems: number({ min: 0, max: MAX_ITEMS }),
    ItemsPointer: text,
    ...(language === "JSONPath" && { MaxItemsPath: numberPath }),
    ...(csv && {
      CSVHeaderLocation: oneOf("FIRST_ROW", "GIVEN"),
      CSVHeaders: ofType("ARRAY"),
      CSVDelimiter: oneOf("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
    }),
  };
  if (!checkTable(place, given, at, table)) return;
  atMostOne(validation, given, at, ["MaxItems", "MaxItemsPath"]);
  if (given.InputType === "CSV" && given.CSVHeaderLocation === undefined) {
    validation.schema("The field 'CSVHeaderLocation' is required", at);
  }
  if (given.CSVHeaderLocation === "GIVEN" && given.CSVHeaders === undefined) {
    validation.schema("These fields are required: [CSVHeaders]", at);
  }
};

/** Source for the bytes: Developer Guide, "ItemBatcher": up to 256 KiB. */
export const itemBatcher: Check = (place, given, at) => {
  const paths = { MaxItemsPerBatchPath: numberPath, MaxInputBytesPerBatchPath: numberPath };
  const table = {
    BatchInput: value(),
    MaxItemsPerBatch: number({ min: 0 }),
    MaxInputBytesPerBatch: number({ min: 0, max: 262_144 }),
    ...(place.language === "JSONPath" && paths),
  };
  if (!checkTable(place, given, at, table)) return;
  atMostOne(place.validation, given, at, ["MaxItemsPerBatch", "MaxItemsPerBatchPath"]);
  atMostOne(place.validation, given, at, ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"]);
};

const WRITER_CONFIG = {
  Transformation: oneOf("NONE", "COMPACT", "FLATTEN"),
  OutputType: oneOf("JSON", "JSONL"),
};

/** Source: Developer Guide, "ResultWriter": a destination, or how results are formatted, or both. */
export const resultWriter: Check = (place, given, at) => {
  const { validation, language } = place;
  const field = language === "JSONata" ? "Arguments" : "Parameters";
  const table = {
    Resource: ofS3(["arn:aws:states:::s3:putObject"]),
    WriterConfig: ((inner, config, location) => {
      checkTable(inner, config, location, WRITER_CONFIG, ["Transformation", "OutputType"]);
    }) satisfies Check,
    ...argumentsOf(place),
  };
  if (!checkTable(place, given, at, table)) return;
  const required = [
    ...(given.Resource === undefined && given.WriterConfig === undefined ? ["Resource"] : []),
    ...((given.Resource === undefined) === (given[field] === undefined)
      ? []
      : [given.Resource === undefined ? "Resource" : field]),
  ];
  if (required.length > 0) validation.schema(`These fields are required: [${required.join(", ")}]`, at);
};

/** Source: Developer Guide, "Map state in Distributed mode", Label. Unsure: the beginnings of AWS's messages. */
export const label: Check = ({ validation }, given, at) => {
  if (!isOf(validation, given, "STRING", at)) return;
  const name = given as string;
  if (name.length > 40) {
    validation.fail(
      "INVALID_LABEL_NAME",
      `Label name '${name}' exceeds the 40-character limit allowed by the service`,
      at,
    );
  } else if (!/^[^\s<>{}[\]*?"#%\\^|~`$&,;:/\p{Cc}]+$/u.test(name)) {
    validation.fail("INVALID_LABEL_NAME", `Invalid Label name: ${name}`, at);
  }
  if (validation.labels.has(name)) {
    validation.fail("DUPLICATE_LABEL_NAME", `Duplicate Label name: ${name}`, at);
  }
  validation.labels.add(name);
};

const DISTRIBUTED_ONLY = ["ItemReader", "ItemBatcher", "ResultWriter"];

/** A Map state's processor, and what depends on its mode. */
export function checkMap(place: Place, state: JsonObject, at: string): void {
  const { validation } = place;
  exactlyOne(validation, state, at, ["ItemProcessor", "Iterator"]);
  atMostOne(validation, state, at, ["ItemSelector", "Parameters"]);
  const processor = state.ItemProcessor ?? state.Iterator;
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  if (isObject(config) && config.Mode === "DISTRIBUTED") return;
  for (const field of DISTRIBUTED_ONLY) {
    if (state[field] === undefined) continue;
    // Unsure: AWS's wording, and whether it refuses an inline ItemReader before it runs; here it would be ignored.
    validation.schema(`Field '${field}' is only supported in 'DISTRIBUTED' mode`, at);
  }
}

/** ItemProcessor, and Iterator, which it was called first; either may say its mode (observed). */
export const itemProcessor: Check = (place, given, at) => {
  if (!isOf(place.validation, given, "OBJECT", at) || !isObject(given)) return;
  const config = given.ProcessorConfig;
  if (config !== undefined) processorConfig(place, config, `${at}/ProcessorConfig`);
  const express = isObject(config) && config.Mode === "DISTRIBUTED" && config.ExecutionType === "EXPRESS";
  checkFlow({ ...place, ...(express && { type: "EXPRESS" }) }, given, at, ["ProcessorConfig"]);
};

function processorConfig(place: Place, config: Json, at: string): void {
  const distributed = isObject(config) && config.Mode === "DISTRIBUTED";
  if (distributed && place.type === "EXPRESS") {
    place.validation.schema(
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
      `${at}/Mode`,
    );
  }
  const table = {
    Mode: oneOf("INLINE", "DISTRIBUTED"),
    ...(distributed && { ExecutionType: oneOf("STANDARD", "EXPRESS") }),
  };
  checkTable(place, config, at, table, distributed ? ["ExecutionType"] : []);
}
