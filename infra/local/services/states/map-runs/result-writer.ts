import type { Json, JsonObject, ResultWriter } from "../asl/definition.ts";
import { templateIn } from "../asl/map-settings.ts";
import type { Branch } from "../branch.ts";
import type { MapRun } from "../store.ts";
import { BucketAccess } from "./bucket-access.ts";
import { formatted, transformed, type WriterConfig } from "./results.ts";
import { requireArguments } from "./s3-arguments.ts";

/** What is exported to where no WriterConfig says otherwise. */
const DEFAULT_CONFIG: WriterConfig = { Transformation: "NONE", OutputType: "JSON" };

const GROUPS = ["FAILED", "PENDING", "SUCCEEDED"] as const;

/** Where ResultWriter exports to. */
export interface Destination {
  Bucket: string;
  Prefix?: string;
}

export async function destinationOf(branch: Branch, writer: ResultWriter): Promise<Destination> {
  const template = writer.Arguments ?? writer.Parameters ?? {};
  const args = await templateIn(branch, template, "ResultWriter/Arguments");
  return requireArguments(branch, args, ["Bucket"], ["Prefix"]);
}

/**
 * Exports the results of a Map Run's children: a file for those that succeeded, that failed and that never began,
 * where there are any, and a manifest that lists the files. Answers the state's result, which says where that is.
 * @throws StateError States.ResultWriterFailed
 */
export async function exportResults(
  branch: Branch,
  mapRun: MapRun,
  inputs: readonly string[],
  { Bucket, Prefix }: Destination,
): Promise<JsonObject> {
  const s3 = new BucketAccess(branch, "States.ResultWriterFailed");
  const config = branch.state.ResultWriter?.WriterConfig ?? DEFAULT_CONFIG;
  const folder = `${Prefix ? `${Prefix.replace(/\/$/, "")}/` : ""}${mapRun.arn.split(":").at(-1)!}`;
  // Unsure: that files of JSON Lines have their own ending.
  const ending = config.OutputType.toLowerCase();
  const files: Record<string, Json> = {};
  for (const group of GROUPS) {
    const indices = [...mapRun.children.keys()].filter((index) => groupOf(mapRun, index) === group);
    files[group] = [];
    if (indices.length === 0) continue;
    const Key = `${folder}/${group}_0.${ending}`;
    const text = formatted(transformed(mapRun, inputs, indices, config.Transformation), config.OutputType);
    files[group] = [{ Key, Size: await s3.put(Bucket, Key, text) }];
  }
  const Key = `${folder}/manifest.json`;
  const manifest = { DestinationBucket: Bucket, MapRunArn: mapRun.arn, ResultFiles: files };
  await s3.put(Bucket, Key, JSON.stringify(manifest));
  mapRun.written = true;
  return { MapRunArn: mapRun.arn, ResultWriterDetails: { Bucket, Key } };
}

function groupOf(mapRun: MapRun, index: number): (typeof GROUPS)[number] {
  const child = mapRun.children[index];
  if (!child) return "PENDING";
  return child.status === "SUCCEEDED" ? "SUCCEEDED" : "FAILED";
}
