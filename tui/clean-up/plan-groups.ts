import type { CleanUpPlan, InventoryItem, PlanItem, StageResult } from "../../workflows/contract.ts";

/** What a stage does of one kind of thing to do, in its place in the order. */
export interface PlannedStage {
  /** Counted from 1, over all stages of the plan. */
  number: number;
  name: string;
  /** Why the stage is not where the lab's guide has it. */
  departs?: string;
  items: PlanItem[];
}

/** A plan as whoever approves it wants to know it: what goes, what is put back, and what stays. */
export interface PlanGroups {
  goes: PlannedStage[];
  restored: PlannedStage[];
  foreign: PlanItem[];
}

export function groupsOf({ stages, items, departures }: CleanUpPlan): PlanGroups {
  const doing = (action: PlanItem["action"]): PlannedStage[] =>
    stages.flatMap((name, index) => {
      const own = items.filter((item) => item.stage === name && item.action === action);
      const departs = departures.find(({ stage }) => stage === name)?.why;
      return own.length > 0 ? [{ number: index + 1, name, departs, items: own }] : [];
    });
  return {
    goes: doing("remove"),
    restored: doing("restore"),
    foreign: items.filter(({ action }) => action === "leave"),
  };
}

export const itemsOf = (stages: readonly PlannedStage[]): PlanItem[] => stages.flatMap(({ items }) => items);

/** How far the stages have got, in things. */
export interface SweptCount {
  done: number;
  failed: number;
  planned: number;
}

/** What the stages that are over did, of all that the plan has to do. */
export function sweptCount(plan: CleanUpPlan, sweeps: readonly StageResult[]): SweptCount {
  return {
    done: sweeps.reduce((sum, { done }) => sum + done.length, 0),
    failed: sweeps.reduce((sum, { failed }) => sum + failed.length, 0),
    planned: plan.items.filter(({ action }) => action !== "leave").length,
  };
}

/** A thing by its name, where it has one that says more than its id. */
export const thingName = ({ name, id }: Pick<InventoryItem, "name" | "id">): string =>
  name && name !== id ? name : id;
