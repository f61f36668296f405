import type { Branch } from "../../branch.ts";
import { evaluateField, evaluateTyped } from "../data-flow-jsonata.ts";
import { scopeAfterInputPath, selectFrom } from "../data-flow-jsonpath.ts";
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
  if (TimestampPath !== undefined) return until(branch, momentAt(branch, TimestampPath));
  if (Timestamp !== undefined) return until(branch, await moment(branch, Timestamp));
  return 1000 * (branch.language === "JSONata" ? await secondsOf(branch, Seconds!) : Number(Seconds));
}

const until = (branch: Branch, nanoseconds: bigint): number => Number(nanoseconds / 1_000_000n) - branch.now;

/** AWS's limit, in seconds. Source: "Wait workflow state". */
const LONGEST = 99_999_999;

/** Unsure: AWS's words for a number that is too small or too large, here and below. */
async function secondsOf(branch: Branch, seconds: Json): Promise<number> {
  const found = (await evaluateTyped(branch, "Seconds", seconds, "integer")) as number;
  if (found >= 0 && found <= LONGEST) return found;
  const what = found < 0 ? "a negative value" : `a value above ${LONGEST}`;
  throw new QueryError(branch.because(`The Seconds field references ${what}: ${found}`), "Seconds", true);
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
  if ((value as number) > LONGEST) {
    throw branch.runtimeError(`The SecondsPath parameter references a value above ${LONGEST}: ${shown}`);
  }
  return value as number;
}

function momentAt(branch: Branch, path: string): bigint {
  const value = at(branch, path, "TimestampPath");
  const found = parseTimestamp(value);
  if (found !== undefined) return found;
  throw branch.runtimeError(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
}

function at(branch: Branch, path: string, field: string): Json {
  try {
    return selectFrom(scopeAfterInputPath(branch), path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw branch.runtimeError(`The ${field} parameter does not reference an input value: ${path}`);
  }
}

async function moment(branch: Branch, timestamp: string): Promise<bigint> {
  const value =
    branch.language === "JSONata"
      ? await evaluateField(branch, "Timestamp", timestamp, branch.scope())
      : timestamp;
  const found = parseTimestamp(value);
  if (found !== undefined) return found;
  throw new QueryError(
    branch.because(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
    "Timestamp",
    true,
  );
}
