import type { Branch } from "../../branch.ts";
import { evaluateField, evaluateTyped } from "../data-flow-jsonata.ts";
import { selectFrom } from "../data-flow-jsonpath.ts";
import type { Json } from "../definition.ts";
import { beginDelay, finishDelay } from "../delay.ts";
import { QueryError } from "../errors.ts";
import { commitExit, prepareExit } from "../exit.ts";
import { PathError } from "../json-path.ts";
import { parseTimestamp } from "../timestamp.ts";

/** Wait: for so many seconds, or until a moment; the account's clock says how long that takes. */
export async function runWait(branch: Branch): Promise<void> {
  if (!branch.frame.work) beginDelay(branch, "wait", await milliseconds(branch));
  await finishDelay(branch);
  commitExit(branch, await prepareExit(branch, undefined));
}

/** How long, in milliseconds of AWS time. */
async function milliseconds(branch: Branch): Promise<number> {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = branch.state;
  if (SecondsPath !== undefined) return 1000 * secondsAt(branch, SecondsPath);
  if (TimestampPath !== undefined) return momentAt(branch, TimestampPath) - branch.now;
  if (Timestamp !== undefined) return (await moment(branch, Timestamp)) - branch.now;
  const seconds =
    branch.language === "JSONata" ? await evaluateTyped(branch, "Seconds", Seconds!, "integer") : Seconds!;
  return 1000 * Number(seconds);
}

function secondsAt(branch: Branch, path: string): number {
  const value = at(branch, path, "SecondsPath");
  const shown = `${path} == ${typeof value === "string" ? value : JSON.stringify(value)}`;
  if (!Number.isInteger(value)) {
    throw branch.runtimeError(`The SecondsPath parameter cannot be parsed as a long value: ${shown}`);
  }
  if ((value as number) < 0) {
    throw branch.runtimeError(`The SecondsPath parameter references a negative value: ${shown}`);
  }
  return value as number;
}

function momentAt(branch: Branch, path: string): number {
  const value = at(branch, path, "TimestampPath");
  const found = parseTimestamp(value);
  if (found !== undefined) return found;
  throw branch.runtimeError(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}

function at(branch: Branch, path: string, field: string): Json {
  try {
    return selectFrom(branch.scope(), path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw branch.runtimeError(`The ${field} parameter does not reference an input value: ${path}`);
  }
}

async function moment(branch: Branch, timestamp: string): Promise<number> {
  const value =
    branch.language === "JSONata"
      ? await evaluateField(branch, "Timestamp", timestamp, branch.scope())
      : timestamp;
  const found = parseTimestamp(value);
  if (found !== undefined) return found;
  throw new QueryError(
    branch.because(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${String(value)}`,
    ),
    "Timestamp",
    true,
  );
}
