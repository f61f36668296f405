import type jsonata from "jsonata";
import type { Json } from "./definition.ts";
import { OutOfMemory } from "./evaluation-memory.ts";
import { digest, partition, range } from "./intrinsic-functions.ts";
import { JavaRandom } from "./java-random.ts";
import { parseJson } from "./nesting.ts";

/**
 * Where Step Functions' JSONata differs from the library's. Source: "Transforming data with JSONata in Step Functions";
 * what that leaves open is as floci-io/floci observed on AWS, whose documentation and tests say so. Numbers that should
 * be integers lose their fraction. Recorded scenarios: `test_array_partition` of the JSONata functions, and
 * `test_math_random_seeded`, where a function is called that there is not. What else differs: numbers that are not
 * finite (`plain-json.ts`), and the limits (`jsonata.ts`).
 */
export function changeFunctions(expression: jsonata.Expression): void {
  expression.assign("eval", undefined);
  expression.registerFunction("partition", partitionOf, "<an?:a>");
  expression.registerFunction("range", rangeOf, "<nnn?:x>");
  expression.registerFunction("hash", hashOf, "<ss?:s>");
  expression.registerFunction("random", randomOf, "<n?:n>");
  expression.registerFunction("uuid", () => crypto.randomUUID(), "<:s>");
  expression.registerFunction("parse", parseOf, "<s?:x>");
}

/** An error in the shape of the library's own. Unsure: all of AWS's words after the code. */
class FunctionError extends Error {
  readonly code = "D3137";
}

/** Nothing for no chunks; all in one without a size. */
function partitionOf(values: Json[] | undefined, size?: number): Json[][] | undefined {
  if (values === undefined || values.length === 0) return;
  const chunk = size === undefined ? values.length : Math.trunc(size);
  if (chunk < 0) throw new FunctionError("Second argument must be zero or greater");
  return chunk === 0 ? undefined : partition([...values], chunk);
}

/** Nothing for an empty range, and a single number by itself. AWS refuses a longer one. */
const LONGEST_RANGE = 360_145;

function rangeOf(start?: number, end?: number, step?: number): number[] | number | undefined {
  if (start === undefined || end === undefined || step === undefined) return;
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  if (by === 0 || (to - from) / by < 0) return;
  if ((to - from) / by >= LONGEST_RANGE) throw new OutOfMemory();
  const numbers = range(from, to, by);
  return numbers.length === 1 ? numbers[0] : numbers;
}

function hashOf(data?: string, algorithm?: string): string | undefined {
  if (data === undefined || algorithm === undefined) return;
  const found = digest(data, algorithm);
  if (found === undefined) throw new FunctionError(`Unknown hash algorithm ${algorithm}`);
  return found;
}

const randomOf = (seed?: number): number =>
  seed === undefined ? Math.random() : new JavaRandom(Math.trunc(seed)).nextDouble();

function parseOf(text?: string): Json | undefined {
  if (text === undefined) return;
  try {
    return parseJson(text);
  } catch {
    throw new FunctionError("Invalid JSON");
  }
}
