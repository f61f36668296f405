import type { Flow, State } from "./definition.ts";

/** What a distributed Map's executions are known by. AWS makes one up; the state's name tells more, within the rules. */
export const labelOf = ({ Label }: State, name: string): string =>
  Label ?? (name.replaceAll(/[^\p{L}\p{N}_-]/gu, "").slice(0, 40) || "Map");

/** The processor of the distributed Map with this label, as a definition; undefined where there is none. */
export function labelledDefinition(definition: string, label: string): string | undefined {
  const processor = find(JSON.parse(definition) as Flow, label);
  return processor && JSON.stringify(processor);
}

function find(flow: Flow, label: string): Flow | undefined {
  for (const [name, state] of Object.entries(flow.States)) {
    const processor = state.ItemProcessor ?? state.Iterator;
    if (processor?.ProcessorConfig?.Mode === "DISTRIBUTED" && labelOf(state, name) === label)
      return processor;
    for (const inner of [...(state.Branches ?? []), ...(processor ? [processor] : [])]) {
      const found = find(inner, label);
      if (found) return found;
    }
  }
  return undefined;
}
