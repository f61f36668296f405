import { compileFilter, type Filter } from "./json-path-filter.ts";

/**
 * JSONPath in the dialect that Step Functions speaks, which is Jayway's: a definite path that leads nowhere is
 * an error, an indefinite one (wildcard, slice, filter, descent) answers a list, empty if need be.
 *
 * Where this is not Jayway's, because AWS is not: an indefinite path whose beginning leads nowhere is an empty list
 * too (recorded: `test_json_path_array_wildcard_or_slice_with_no_input`). Left out: functions such as `length()`, which
 * AWS refuses (repost.aws, "sum() function returns error about not finding path"). Unsure: AWS's words where a step
 * meets a value of another kind than it asks for; Jayway's name Java classes, so that these are the words for a step
 * that leads nowhere.
 */
export interface JsonPath {
  segments: Segment[];
  /** Whether it selects one value: also several names at the end do, which make an object. */
  definite: boolean;
  /** Whether it leads to a single place, as a reference path has to. */
  single: boolean;
  /** Whether selecting can take more than a pass through the value: by a filter, or by descending again and again. */
  slow: boolean;
}

/** A step of a path. */
export type Segment =
  | { kind: "names"; names: string[] }
  | { kind: "indexes"; indexes: number[] }
  | { kind: "slice"; from: number | undefined; to: number | undefined }
  | { kind: "wildcard" }
  | { kind: "descent" }
  | { kind: "filter"; filter: Filter };

/** A path that is none, or that leads nowhere; `message` is Jayway's. */
export class PathError extends Error {}

/** A path whose last step is past an array's end. */
export class PastEndError extends PathError {}

/** @throws PathError where the text after `$` is not a path. */
export function compilePath(text: string): JsonPath {
  if (!text.startsWith("$")) throw new PathError(`Illegal character in path: ${text}`);
  const segments: Segment[] = [];
  let at = 1;
  const fail = (): never => {
    throw new PathError(`Could not parse token starting at position ${at} in path: ${text}`);
  };
  while (at < text.length) {
    if (text.startsWith("..", at)) {
      segments.push({ kind: "descent" });
      at += text[at + 2] === "[" ? 2 : 1;
      if (at >= text.length - (text[at] === "." ? 1 : 0)) fail();
    } else if (text.startsWith(".[", at)) {
      at++;
    } else if (text[at] === ".") {
      const end = nameEnd(text, at + 1);
      const name = text.slice(at + 1, end);
      if (name === "") fail();
      segments.push(name === "*" ? { kind: "wildcard" } : { kind: "names", names: [name] });
      at = end;
    } else if (text[at] === "[") {
      const end = bracketEnd(text, at);
      if (end < 0) fail();
      segments.push(bracket(text.slice(at + 1, end).trim()) ?? fail());
      at = end + 1;
    } else fail();
  }
  const [last] = segments.slice(-1);
  const single = segments.every(isSingle);
  const definite = single || (last?.kind === "names" && segments.slice(0, -1).every(isSingle));
  const slow =
    segments.some(({ kind }) => kind === "filter") ||
    segments.filter(({ kind }) => kind === "descent").length > 1;
  return { segments, definite, single, slow };
}

const isSingle = (segment: Segment): boolean =>
  (segment.kind === "names" && segment.names.length === 1) ||
  (segment.kind === "indexes" && segment.indexes.length === 1);

function nameEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "." && text[at] !== "[") at++;
  return at;
}

/** The index of the `]` that closes the `[` at `open`; quotes and nested brackets are skipped. */
function bracketEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const c = text[at];
    if (c === "'" || c === '"') {
      at++;
      while (at < text.length && text[at] !== c) at += text[at] === "\\" && text[at + 1] === c ? 2 : 1;
    } else if (c === "[" || c === "(") depth++;
    else if (c === "]" || c === ")") {
      depth--;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function bracket(inside: string): Segment | undefined {
  if (inside === "*") return { kind: "wildcard" };
  if (inside.startsWith("?(") && inside.endsWith(")")) {
    return { kind: "filter", filter: compileFilter(inside.slice(2, -1)) };
  }
  // A step is read over, and a slice without any bound is none.
  const slice = /^(-?\d+)?:(-?\d+)?(?::-?\d*)?$/.exec(inside);
  if (slice) {
    if (slice[1] === undefined && slice[2] === undefined) return;
    const bound = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
    return { kind: "slice", from: bound(slice[1]), to: bound(slice[2]) };
  }
  if (/^-?\d+(\s*,\s*-?\d+)*$/.test(inside))
    return { kind: "indexes", indexes: inside.split(",").map(Number) };
  const names: string[] = [];
  let rest = inside;
  while (rest !== "") {
    // A backslash escapes the closing quote alone and is kept before anything else (observed).
    const match = /^'((?:\\'|[^'])*)'|^"((?:\\"|[^"])*)"/.exec(rest);
    if (!match) return;
    names.push(match[1]?.replaceAll("\\'", "'") ?? match[2]!.replaceAll('\\"', '"'));
    rest = rest.slice(match[0].length).trim();
    if (rest.startsWith(",")) rest = rest.slice(1).trim();
    else if (rest !== "") return;
  }
  return names.length > 0 ? { kind: "names", names } : undefined;
}
