import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Normalise } from "./compare.ts";
import type { RecordedFunction } from "./python-functions.ts";

/** A state machine that a scenario needs beside its own; `start`: the inputs of executions to begin of it. */
export interface Companion {
  name: string;
  arn: string;
  type: "STANDARD" | "EXPRESS";
  definition: unknown;
  start?: string[];
}

/** A run of a state machine on AWS: what was sent, and what DescribeExecution and GetExecutionHistory answered. */
export interface Scenario {
  id: string;
  category: string;
  /** `pure`: Step Functions alone; `lambda`: with functions in Python; `sfn-only`: nested machines, activities. */
  tier: string;
  type: "STANDARD" | "EXPRESS" | "EXPRESS_SYNC";
  definitionText: string;
  input: string | null;
  expectedStatus: string;
  expectedOutput?: unknown;
  expectedError?: unknown;
  expectedCause?: unknown;
  expectedHistory: HistoryEvent[] | null;
  lambdas: RecordedFunction[];
  companions: Companion[];
  normalise: Normalise[];
  /** The recording lost part of a Parallel section. */
  historyLossy: boolean;
}

/** Where the recordings are looked for; they do not ship. */
export const recordingsFolder = (): string =>
  process.env.HANDRAIL_CONFORMANCE ?? new URL("../../../shared/conformance", import.meta.url).pathname;

/** All recordings; undefined where the folder has none. */
export function readRecordings(): Scenario[] | undefined {
  const file = join(recordingsFolder(), "states-language.jsonl.gz");
  if (!existsSync(file)) return;
  return gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Scenario);
}

/** Choice operators are many small cases; they are counted apart, so that they outweigh nothing. */
export const languageOf = ({ category, definitionText }: Scenario): string => {
  if (category === "choice-operators") return "choice operators";
  return /"QueryLanguage"\s*:\s*"JSONata"/.test(definitionText) ? "JSONata" : "JSONPath";
};
