/** One rule of a recording: what to replace in an answer before it is compared. */
export interface Normalise {
  regex?: string;
  jsonpath?: string;
  replacement: string;
}

/** Members that hold times and identifiers of the moment. */
const OF_THE_MOMENT = new Set([
  "timestamp",
  "startDate",
  "stopDate",
  "StartDate",
  "StopDate",
  "StartTime",
  "EnteredTime",
  "Date",
  "x-amzn-RequestId",
  "X-Amzn-Trace-Id",
  "RequestId",
  "roleArn",
  "mapRunArn",
]);

/** Compares what was recorded with what was observed; answers the first difference, or nothing. */
export class Comparison {
  readonly #bound = new Map<string, string>();
  readonly #rules: Normalise[];
  readonly #ignored: Set<string>;

  constructor(rules: Normalise[]) {
    this.#rules = rules;
    const named = rules.flatMap(({ jsonpath }) => jsonpath?.split(".").at(-1) ?? []);
    this.#ignored = new Set([...OF_THE_MOMENT, ...named]);
  }

  difference(expected: unknown, observed: unknown, at = ""): string | undefined {
    const actual = opened(expected, observed);
    const wanted = opened(observed, expected);
    if (wanted === null || typeof wanted !== "object") {
      return this.#same(wanted, actual) ? undefined : `${at}: ${show(wanted)} ≠ ${show(actual)}`;
    }
    if (actual === null || typeof actual !== "object" || Array.isArray(wanted) !== Array.isArray(actual)) {
      return `${at}: ${show(wanted)} ≠ ${show(actual)}`;
    }
    const [left, right] = [wanted as Record<string, unknown>, actual as Record<string, unknown>];
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (this.#ignored.has(key) && key in left && key in right) continue;
      if ((left[key] ?? null) === (right[key] ?? null)) continue;
      if (!(key in left) || !(key in right)) {
        return `${at}/${key}: ${show(left[key])} ≠ ${show(right[key])}`;
      }
      if (key === "Content-Length" && alikeInLength(left[key], right[key])) continue;
      const found = this.difference(left[key], right[key], `${at}/${key}`);
      if (found) return found;
    }
    return;
  }

  #same(expected: unknown, observed: unknown): boolean {
    if (expected === observed || expected === "timestamp" || expected === "date") return true;
    if (typeof expected !== "string" || typeof observed !== "string") return false;
    let text = observed;
    for (const { regex, replacement } of this.#rules) {
      if (regex) text = text.replaceAll(new RegExp(regex, "g"), replacement);
    }
    if (text === expected) return true;
    const parts = expected.split(/(<[\w:-]+>)/);
    const names: string[] = [];
    const pattern = parts.map((part, i) => {
      if (i % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const bound = this.#bound.get(part);
      if (bound !== undefined) return `(?:${bound.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}|${part})`;
      names.push(part);
      return "([\\s\\S]+?)";
    });
    const match = new RegExp(`^${pattern.join("")}$`).exec(text);
    if (!match) return false;
    // A name that occurs twice in one string is bound by its first occurrence.
    for (const [i, name] of names.entries()) {
      if (match[i + 1] !== name && !this.#bound.has(name)) this.#bound.set(name, match[i + 1]!);
    }
    return true;
  }
}

/** A string that holds a JSON text, opened where the other side is a structure. */
function opened(other: unknown, value: unknown): unknown {
  if (typeof value !== "string" || other === null || typeof other !== "object") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/**
 * A body that holds a moment as Java writes it (`1.719493201123E9`) is one character shorter for each zero that its
 * milliseconds end in. No such body is shorter than the ARN beside the moment; lengths below that must be the same.
 */
function alikeInLength(expected: unknown, observed: unknown): boolean {
  const [wanted, found] = [expected, observed].map((value) => Number([value].flat()[0]));
  return wanted! > 100 && Math.abs(wanted! - found!) <= 3;
}

const show = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 300);
