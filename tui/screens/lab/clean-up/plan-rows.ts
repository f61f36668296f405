import type { CleanUpPlan, PlanItem } from "../../../../workflows/contract.ts";
import { groupsOf, itemsOf, type PlannedStage, thingName } from "../../../clean-up/plan-groups.ts";
import { totalOf, unlistedInWords } from "../../../clean-up/tally-words.ts";
import { counted } from "../../../text/counted.ts";
import type { CleanUpState } from "./state.ts";

/** A row of the plan's tree: a group, a stage in it, or a thing. */
export interface PlanRow {
  id: string;
  /** 0 for a group. */
  depth: number;
  kind: "group" | "stage" | "thing";
  text: string;
  /** What a folded row still says of what is inside. */
  inside?: string;
  /** Why a stage is not where the lab's guide has it. */
  departs?: string;
  /** What of a group is not listed. */
  unlisted?: string;
  item?: PlanItem;
  /** Absent: there is nothing to fold. */
  open?: boolean;
  parent?: string;
}

/** More things than this are first told by the stage, and then one by one. */
const MANY = 12;

/** The rows that are to be seen, in their order. */
export function planRows(plan: CleanUpPlan, { toggled }: Pick<CleanUpState, "toggled">): PlanRow[] {
  const { goes, restored, foreign } = groupsOf(plan);
  const isOpen = (id: string, atFirst: boolean) => toggled.includes(id) !== atFirst;
  const group = (
    id: string,
    text: string,
    items: readonly PlanItem[],
    rows: (open: PlanRow) => PlanRow[],
    unlisted?: string,
  ) => {
    if (items.length === 0) return [];
    const open = isOpen(id, id !== "foreign" || items.length <= MANY);
    const row: PlanRow = { id, depth: 0, kind: "group", text, inside: namesOf(items), unlisted, open };
    return open ? [row, ...rows(row)] : [row];
  };
  const stages = (planned: readonly PlannedStage[], within: PlanRow, fewEnough: boolean) =>
    planned.flatMap(({ number, name, departs, items }): PlanRow[] => {
      const id = `${within.id}/${name}`;
      const open = isOpen(id, fewEnough);
      const text = `${number}. ${name} (${items.length})`;
      const inside = namesOf(items);
      const row: PlanRow = { id, depth: 1, kind: "stage", text, inside, departs, open, parent: within.id };
      return open ? [row, ...things(items, row)] : [row];
    });
  const going = itemsOf(goes);
  const back = itemsOf(restored);
  return [
    ...group("goes", `Goes: ${counted(going.length, "thing")}, in this order`, going, (row) =>
      stages(goes, row, going.length <= MANY),
    ),
    ...group("restored", `Is put back as it was: ${counted(back.length, "thing")}`, back, (row) =>
      stages(restored, row, true),
    ),
    ...group(
      "foreign",
      `Stays, because it is not the lab's: ${counted(totalOf(foreign, plan.foreign), "thing")}`,
      foreign,
      (row) => things(foreign, row),
      unlistedInWords(foreign, plan.foreign),
    ),
  ];
}

const things = (items: readonly PlanItem[], within: PlanRow): PlanRow[] =>
  items.map((item) => ({
    id: `${within.id}/${item.kind}/${item.id}`,
    depth: within.depth + 1,
    kind: "thing",
    text: item.kind,
    item,
    parent: within.id,
  }));

/** The first few by name; how much of it is seen is the width's to say. */
const namesOf = (items: readonly PlanItem[]): string =>
  items
    .slice(0, 8)
    .map((item) => `${item.kind} ${thingName(item)}`)
    .join(", ");

/** The row that is selected, by index: the first, where the one that was is folded away. */
export const selectedRow = (rows: readonly PlanRow[], { selected }: CleanUpState): number =>
  Math.max(
    0,
    rows.findIndex(({ id }) => id === selected),
  );
