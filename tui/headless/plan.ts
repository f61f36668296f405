import type { CleanUpPlan } from "../../workflows/contract.ts";
import type { Tell } from "./print-execution.ts";

/** Tells a clean-up's plan, stage by stage, and what it leaves alone. */
export function tellPlan(plan: CleanUpPlan, tell: Tell): void {
  const line = (item: CleanUpPlan["items"][number]) =>
    `    ${item.kind} ${item.name ? `${item.name} ` : ""}(${item.id}): ${item.why}`;
  for (const stage of plan.stages) {
    tell(`  ${stage}`);
    for (const item of plan.items) if (item.stage === stage) tell(line(item));
  }
  const left = plan.items.filter((item) => item.action === "leave");
  if (left.length > 0) tell("  Left alone");
  for (const item of left) tell(line(item));
  if (plan.items.length === 0) tell("  Nothing of the lab is there.");
}
