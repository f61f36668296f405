import { isObject, type Json, type JsonObject, type ResultWriter } from "../asl/definition.ts";
import { textOf } from "../history.ts";
import type { MapRun, MapRunChild } from "../store.ts";

export type WriterConfig = NonNullable<ResultWriter["WriterConfig"]>;
type Transformation = WriterConfig["Transformation"];

/**
 * The results of children, in the order of their items: of one that succeeded its output (COMPACT), the elements of
 * its output where that is a list (FLATTEN), or all there is to say of it (NONE); of one that failed always the latter.
 * Source: Step Functions Developer Guide, "ResultWriter (Map)".
 */
export function transformed(
  mapRun: MapRun,
  inputs: readonly string[],
  indices: readonly number[],
  transformation: Transformation,
): Json[] {
  return indices.flatMap((index) => {
    const child = mapRun.children[index];
    if (child?.status !== "SUCCEEDED" || transformation === "NONE") {
      return [recordOf(mapRun, child, inputs[index]!)];
    }
    const output = JSON.parse(child.output!) as Json;
    return transformation === "FLATTEN" && Array.isArray(output) ? output : [output];
  });
}

/** Results as text, as OutputType asks. */
export const formatted = (results: readonly Json[], outputType: WriterConfig["OutputType"]): string =>
  outputType === "JSONL" ? results.map((result) => `${textOf(result)}\n`).join("") : JSON.stringify(results);

/** A child as the files of ResultWriter tell of it. Unsure: what they tell of one that never began. */
function recordOf(mapRun: MapRun, child: MapRunChild | null | undefined, input: string): JsonObject {
  const given = { Input: input, InputDetails: { Included: true } };
  if (!child) return { ...given, StateMachineArn: mapRun.machineArn, Status: "PENDING" };
  const { arn, status, startDate, stopDate, output, error, cause, redriveCount = 0 } = child;
  const succeeded = status === "SUCCEEDED";
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: arn,
    ...given,
    Name: arn.split(":")[7]!,
    ...(output !== undefined && { Output: output, OutputDetails: { Included: true } }),
    ...(mapRun.childType === "STANDARD" && {
      RedriveCount: redriveCount,
      RedriveStatus: succeeded ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN",
      ...(succeeded && { RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven" }),
    }),
    StartDate: startDate.toISOString(),
    StateMachineArn: mapRun.machineArn,
    Status: status,
    ...(stopDate && { StopDate: stopDate.toISOString() }),
  };
}

/** Whether a ResultWriter exports to S3; without a resource it says only what the state's output looks like. */
export const exports = (writer: ResultWriter | undefined): writer is ResultWriter & { Resource: string } =>
  isObject(writer) && writer.Resource !== undefined;
