import type { Call, Operations } from "../../service.ts";
import { invalidParameter, notImplemented } from "./errors.ts";
import { findFunction } from "./function-names.ts";
import type { FunctionRecord } from "./store.ts";

/** @throws AwsError `InvalidParameterValueException` */
export function checkTags(tags: Record<string, string>): void {
  const entries = Object.entries(tags);
  if (entries.length > 50) throw invalidParameter("Number of tags exceeds resource tag limit.");
  for (const [key, value] of entries) {
    if (key === "" || key.length > 128) throw invalidParameter("The TagKey you have provided is invalid");
    if (value.length > 256) throw invalidParameter("The TagValue you have provided is invalid");
  }
}

function tagged(call: Call, resource: string | undefined): FunctionRecord {
  if (!resource?.includes(":function:")) throw notImplemented("tags of anything but functions");
  const { record, reference } = findFunction(call, resource);
  if (reference.qualifier !== undefined)
    throw invalidParameter(
      "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    );
  return record;
}

export const tagOperations: Operations<"lambda"> = {
  ListTags(input, call) {
    return { Tags: tagged(call, input.Resource).tags };
  },
  TagResource(input, call) {
    const record = tagged(call, input.Resource);
    const tags = { ...record.tags, ...input.Tags };
    checkTags(tags);
    record.tags = tags;
    return {};
  },
  UntagResource(input, call) {
    const record = tagged(call, input.Resource);
    const gone = new Set(input.TagKeys);
    record.tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !gone.has(key)));
    return {};
  },
};
