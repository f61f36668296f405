import type { BuildOutput } from "../../workflows/contract.ts";
import type { Tell } from "./print-execution.ts";

/** Tells what a build made: the stack, its web servers, and what names end in. */
export function tellBuilt({ stack, sites, resources }: BuildOutput, tell: Tell): void {
  tell(`The stack ${stack.name} is in state ${stack.status}.`);
  for (const { url, status, note } of sites) tell(`  ${url} answers ${status}${note ? ` (${note})` : ""}`);
  const suffix = resources["participant.suffix"];
  if (suffix) tell(`Names of buckets end in "${suffix}".`);
}
