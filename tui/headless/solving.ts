import type { Action } from "../../workflows/contract.ts";
import type { Tell } from "./print-execution.ts";

/** Tells the calls that solve a step, each once, as they become known. */
export function tellingCalls(tell: Tell): (calls: readonly Action[]) => void {
  const told = new Set<string>();
  return (calls) => {
    for (const call of calls) {
      const text = JSON.stringify(call);
      if (!told.has(text)) tell(`  ${call.service}:${call.operation}  ${call.summary}`);
      told.add(text);
    }
  };
}
