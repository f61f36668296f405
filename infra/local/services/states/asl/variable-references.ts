import { type Flow, isObject } from "./definition.ts";
import { expressionIn } from "./jsonata.ts";

/** `$name`, but not `$$`, nor a function's call. */
const REFERENCE = /(?<![$\p{L}\p{N}_])\$([\p{L}_][\p{L}\p{N}_]*)(?!\s*\()/gu;

/** The members of a JSONPath state whose texts are paths; in templates they end in `.$`. */
const PATHS = /(\.\$|Path|^Variable)$/;

/**
 * The variables that each state refers to, by the state's name, in the order of their first mention. Unsure: whether
 * AWS lists names to which no state assigns anything; here they are taken for something else.
 */
export function variableReferences(definition: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const assigned = new Set<string>();
  visit(JSON.parse(definition) as Flow, (name, state) => {
    found[name] = [...new Set(mentionedIn(state))];
    for (const variable of assignedIn(state)) assigned.add(variable);
  });
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, variables]) => {
      const own = variables.filter((variable) => assigned.has(variable));
      return own.length > 0 ? [[name, own] as const] : [];
    }),
  );
}

/** Each state with what it says itself, without the states inside it. */
function visit(flow: Flow, see: (name: string, state: object) => void): void {
  for (const [name, { Branches = [], ItemProcessor, Iterator, ...own }] of Object.entries(flow.States)) {
    see(name, own);
    for (const inner of [...Branches, ItemProcessor, Iterator]) if (inner) visit(inner, see);
  }
}

function mentionedIn(value: unknown, member = ""): string[] {
  if (typeof value === "string") {
    const text = expressionIn(value) ?? (PATHS.test(member) ? value : "");
    return [...text.matchAll(REFERENCE)].map(([, name]) => name!);
  }
  if (Array.isArray(value)) return value.flatMap((item) => mentionedIn(item, member));
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => mentionedIn(item, name)) : [];
}

function assignedIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(assignedIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === "Assign" && isObject(item)
      ? Object.keys(item).map((variable) => variable.replace(/\.\$$/, ""))
      : assignedIn(item),
  );
}
