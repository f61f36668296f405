import type { Flow, StateDefinition } from "./definition.ts";

/** A state of a machine by its name, however deep in it; undefined where there is none. */
export function findState(flow: Flow | undefined, name: string): StateDefinition | undefined {
  if (!flow) return undefined;
  const own = flow.states.get(name);
  if (own) return own;
  for (const { branches, processor } of flow.states.values())
    for (const inner of processor ? [...branches, processor] : branches) {
      const found = findState(inner, name);
      if (found) return found;
    }
  return undefined;
}
