import { isObject, type Json, type JsonObject } from "./definition.ts";
import { type JsonPath, PastEndError, PathError, type Segment } from "./json-path.ts";
import { OutOfTime, withinTime } from "./time-box.ts";

/**
 * How long a path may select, in milliseconds of a clock that goes on while other programs have the processor. Unsure:
 * AWS's limit, and its words.
 */
const SELECTION_MS = 250;

/**
 * What a path selects.
 * @throws PathError where a definite path leads nowhere: `Missing property in path …` for a parent,
 *   `No results for path: …` for the last step (observed).
 */
export function selectPath(path: JsonPath, root: Json): Json {
  if (!path.slow) return select(path, root);
  try {
    return withinTime(SELECTION_MS, () => select(path, root));
  } catch (error) {
    if (error instanceof OutOfTime) throw new PathError(`The path takes longer than ${SELECTION_MS} ms`);
    throw error;
  }
}

function select(path: JsonPath, root: Json): Json {
  if (path.definite) return selectDefinite(path, root);
  let nodes: Json[] = [root];
  for (const [i, segment] of path.segments.entries()) {
    const isLast = i === path.segments.length - 1;
    const descends = path.segments[i - 1]?.kind === "descent";
    nodes = nodes.flatMap((node) =>
      descends ? found(segment, node, root, isLast) : step(segment, node, root, isLast),
    );
  }
  return nodes;
}

/** What an `@`-path of a filter selects; undefined for nothing. */
export function selectOptional(path: JsonPath, root: Json): Json | undefined {
  try {
    return select(path, root);
  } catch (error) {
    if (error instanceof PathError) return undefined;
    throw error;
  }
}

function selectDefinite(path: JsonPath, root: Json): Json {
  let node = root;
  let walked = "$";
  for (const [i, segment] of path.segments.entries()) {
    const label =
      segment.kind === "names"
        ? `[${segment.names.map((name) => `'${name}'`).join(", ")}]`
        : `[${segment.kind === "indexes" ? segment.indexes[0] : ""}]`;
    walked += label;
    const isLast = i === path.segments.length - 1;
    const next = isPastEnd(segment, node) ? undefined : step(segment, node, root, isLast)[0];
    if (next === undefined) {
      if (!isLast) throw new PathError(`Missing property in path ${walked}`);
      const nothing = `No results for path: ${walked}`;
      throw isPastEnd(segment, node) ? new PastEndError(nothing) : new PathError(nothing);
    }
    node = next;
  }
  return node;
}

/** Whether a single index is beyond an array's bounds. */
const isPastEnd = (segment: Segment, node: Json): boolean =>
  segment.kind === "indexes" && Array.isArray(node) && node.at(segment.indexes[0]!) === undefined;

/** Where a step leads from a node; several names at the end make one object of what there is. */
function step(segment: Segment, node: Json, root: Json, isLast: boolean): Json[] {
  switch (segment.kind) {
    case "names":
      return isObject(node) ? membersOf(node, segment.names, isLast) : [];
    case "indexes":
      return Array.isArray(node) ? segment.indexes.map((index) => elementAt(node, index)) : [];
    case "slice":
      return Array.isArray(node) ? slice(node, segment.from, segment.to) : [];
    case "wildcard":
      return children(node);
    case "descent":
      return descendants(node);
    case "filter":
      if (Array.isArray(node)) return node.filter((child) => segment.filter(child, root));
      return isObject(node) && segment.filter(node, root) ? [node] : [];
  }
}

/** What a step finds at one of the nodes that a descent comes by: a filter looks at the node, not at what it holds. */
function found(segment: Segment, node: Json, root: Json, isLast: boolean): Json[] {
  if (segment.kind === "filter") return isObject(node) && segment.filter(node, root) ? [node] : [];
  const isWhole = isLast && segment.kind === "names" && isObject(node);
  if (isWhole && !segment.names.every((name) => Object.hasOwn(node, name))) return [];
  return step(segment, node, root, isLast);
}

function membersOf(node: JsonObject, names: string[], isLast: boolean): Json[] {
  const present = names.filter((name) => Object.hasOwn(node, name));
  if (!isLast || names.length === 1) return present.map((name) => node[name]!);
  return [Object.fromEntries(present.map((name) => [name, node[name]!]))];
}

/** Past an array's end there is null: AWS's JSON library has it so (observed of a single index by floci-io/floci). */
const elementAt = (node: Json[], index: number): Json => node.at(index) ?? null;

/**
 * As Jayway slices: between two bounds, each index on the way counts for itself, from the end where it is negative, so
 * that `[1:-1]` is empty and `[-1:1]` is the last and the first. Unlike there, none is before the array's beginning.
 */
function slice(node: Json[], from: number | undefined, to: number | undefined): Json[] {
  if (from === undefined || to === undefined) return node.slice(from, to);
  const start = Math.max(from, -node.length);
  const length = Math.max(0, Math.min(node.length, to) - start);
  return Array.from({ length }, (_, i) => node.at(start + i)!);
}

const children = (node: Json): Json[] =>
  Array.isArray(node) ? node : isObject(node) ? Object.values(node) : [];

const descendants = (node: Json): Json[] => [node, ...children(node).flatMap(descendants)];
