import type { CleanUpOutput, CleanUpPlan, PlanItem } from "../../workflows/contract.ts";
import type { Tell } from "./print-execution.ts";

/** Tells a clean-up's plan, stage by stage, with where it departs from the guide's order, and what it leaves alone. */
export function tellPlan(plan: CleanUpPlan, tell: Tell): void {
  for (const stage of plan.stages) {
    tell(`  ${stage}`);
    for (const departure of plan.departures)
      if (departure.stage === stage) tell(`    Not in the guide's order: ${departure.why}`);
    for (const item of plan.items) if (item.stage === stage) tell(itemLine(item));
  }
  const left = plan.items.filter((item) => item.action === "leave");
  if (left.length > 0) tell("  Left alone");
  for (const item of left) tell(itemLine(item));
  if (plan.items.length === 0) tell("  Nothing of the lab is there.");
}

/** Tells what a clean-up did: how much went, what was restored, and what is somebody else's. */
export function tellCleaned({ stages, foreign }: CleanUpOutput, tell: Tell): void {
  const done = stages.flatMap((stage) => stage.done);
  const restored = done.filter((item) => item.action === "restore");
  tell(
    done.length === 0
      ? "Clean: nothing of the lab was there."
      : `Clean: ${done.length - restored.length} removed, ${restored.length} restored, and nothing of the lab is left.`,
  );
  for (const item of restored) tell(`  restored: ${thing(item)}`);
  for (const item of foreign) tell(`  left alone: ${thing(item)}`);
}

const itemLine = (item: PlanItem): string =>
  `    ${item.action === "restore" ? "restore " : ""}${thing(item)}: ${item.why}`;

const thing = ({ kind, name, id }: Pick<PlanItem, "kind" | "name" | "id">): string =>
  `${kind} ${name && name !== id ? `${name} ` : ""}(${id})`;
