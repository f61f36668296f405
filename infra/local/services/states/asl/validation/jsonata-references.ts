import { parseExpression } from "../jsonata.ts";

/** What of JSONata's syntax tree matters here. */
interface Node {
  type?: string;
  value?: unknown;
  steps?: Node[];
  [member: string]: unknown;
}

export interface References {
  /** What is read from the top-level context, which there is none of: names, `$` and `$$`. */
  context: string[];
  /** The members of `$states` that are read, anywhere. */
  states: string[];
}

/**
 * What an expression refers to beyond itself. Only the first step of a path reads the top-level context; later
 * steps, predicates, sorting and grouping read what the step before gave. A lambda's body keeps the context that it
 * is written in (all observed: floci-io/floci pull request 2699).
 * @throws JSONata's own error where the text is no expression
 */
export function referencesOf(expression: string): References {
  const context = new Set<string>();
  const states = new Set<string>();
  const walk = (value: unknown, top: boolean): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, top);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    const node = value as Node;
    if (top && node.type === "name") context.add(String(node.value));
    if (node.type === "variable") {
      // `$` has the empty name, `$$` the name `$`.
      if (node.value === "$") context.add("$$");
      else if (top && node.value === "") context.add("$");
    }
    if (node.type === "path") {
      const [first, second] = node.steps ?? [];
      if (first?.type === "variable" && first.value === "states" && second?.type === "name") {
        states.add(String(second.value));
      }
      for (const [i, step] of (node.steps ?? []).entries()) walk(step, top && i === 0);
      walk(node.group, false);
      return;
    }
    for (const [member, inner] of Object.entries(node)) {
      if (typeof inner === "object") walk(inner, top && !LATER.has(member));
    }
  };
  // The library types its tree too narrowly to walk it: predicates, groups and pairs are missing.
  walk(parseExpression(expression).ast() as unknown, true);
  return { context: [...context], states: [...states] };
}

/** Members of a node that are evaluated against what the node itself gave. */
const LATER = new Set([
  "predicate",
  "stages",
  "group",
  "nextFunction",
  "terms",
  "pattern",
  "update",
  "delete",
]);
