import type { CleanUpOutput, CleanUpPlan, InventoryItem, PlanItem } from "../../workflows/contract.ts";
import { groupsOf, itemsOf, type PlannedStage } from "../clean-up/plan-groups.ts";
import { comparedInWords } from "../clean-up/proof-words.ts";
import { totalOf, unlistedInWords } from "../clean-up/tally-words.ts";
import { counted } from "../text/counted.ts";
import type { Tell } from "./print-execution.ts";

/** Tells a clean-up's plan: what goes and what is put back, stage by stage, and what is somebody else's and stays. */
export function tellPlan(plan: CleanUpPlan, tell: Tell): void {
  const { goes, restored, foreign } = groupsOf(plan);
  tellStages("Goes", goes, tell);
  tellStages("Is put back as it was", restored, tell);
  const total = totalOf(foreign, plan.foreign);
  if (total > 0) tell(`  Stays, because it is not the lab's: ${counted(total, "thing")}`);
  for (const item of foreign) tell(`      ${thing(item)}: ${item.why}`);
  const more = unlistedInWords(foreign, plan.foreign);
  if (more) tell(`      and more of the same: ${more}`);
  if (plan.items.length === 0) tell("  Nothing of the lab is there.");
}

function tellStages(heading: string, stages: readonly PlannedStage[], tell: Tell): void {
  if (stages.length > 0) tell(`  ${heading}: ${counted(itemsOf(stages).length, "thing")}`);
  for (const { number, name, departs, items } of stages) {
    tell(`    ${number}. ${name}`);
    if (departs) tell(`      Not in the guide's order: ${departs}`);
    for (const item of items) tell(`      ${thing(item)}: ${item.why}${backTo(item)}`);
  }
}

/** Tells what a clean-up did, what proves that the account is as it was, and what is somebody else's. */
export function tellCleaned(cleaned: CleanUpOutput, tell: Tell): void {
  const { stages, foreign } = cleaned;
  const done = stages.flatMap((stage) => stage.done);
  const restored = done.filter((item) => item.action === "restore");
  tell(
    done.length === 0
      ? "Clean: nothing of the lab was there."
      : `Clean: ${done.length - restored.length} removed, ${restored.length} restored, and nothing of the lab is left.`,
  );
  if (done.length > 0) tell(`  ${comparedInWords(cleaned)}`);
  for (const item of restored) tell(`  restored: ${thing(item)}${backTo(item)}`);
  for (const item of foreign) tell(`  left alone: ${thing(item)}`);
  const more = unlistedInWords(foreign, cleaned.stayed);
  if (more) tell(`  left alone as well: ${more}`);
}

const backTo = ({ to }: PlanItem): string => (to === undefined ? "" : ` (back to: ${to})`);

const thing = ({ kind, name, id }: Pick<InventoryItem, "kind" | "name" | "id">): string =>
  `${kind} ${name && name !== id ? `${name} ` : ""}(${id})`;
