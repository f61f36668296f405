import { isObject, type Json } from "./definition.ts";
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
  for (const segment of path.segments) nodes = nodes.flatMap((node) => step(segment, node, root));
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
        ? `['${segment.names[0]}']`
        : `[${segment.kind === "indexes" ? segment.indexes[0] : ""}]`;
    walked += label;
    const [next] = step(segment, node, root);
    if (next === undefined) {
      if (i < path.segments.length - 1) throw new PathError(`Missing property in path ${walked}`);
      const nothing = `No results for path: ${walked}`;
      throw segment.kind === "indexes" && Array.isArray(node)
        ? new PastEndError(nothing)
        : new PathError(nothing);
    }
    node = next;
  }
  return node;
}

function step(segment: Segment, node: Json, root: Json): Json[] {
  switch (segment.kind) {
    case "names":
      return isObject(node)
        ? segment.names.filter((name) => Object.hasOwn(node, name)).map((name) => node[name]!)
        : [];
    case "indexes":
      return Array.isArray(node)
        ? segment.indexes.flatMap((index) => {
            const found = node.at(index);
            return found === undefined ? [] : [found];
          })
        : [];
    case "slice":
      return Array.isArray(node) ? node.slice(segment.from ?? 0, segment.to ?? node.length) : [];
    case "wildcard":
      return children(node);
    case "descent":
      return descendants(node);
    case "filter":
      if (Array.isArray(node)) return node.filter((child) => segment.filter(child, root));
      return isObject(node) && segment.filter(node, root) ? [node] : [];
  }
}

const children = (node: Json): Json[] =>
  Array.isArray(node) ? node : isObject(node) ? Object.values(node) : [];

const descendants = (node: Json): Json[] => [node, ...children(node).flatMap(descendants)];
