import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, met, unmet, type Verdict, waiting } from "../../finding.ts";
import type { SeenFinding, ThreeFacts } from "./facts.ts";
import { SLOTS, type Slot, typesOf } from "./slots.ts";

export const STEP = "three-findings";

const find = finder(STEP);

/** Judges whether there is a finding to read for each of GuardDuty's three sources. */
export function judge(facts: ThreeFacts): Finding[] {
  return SLOTS.map((slot) =>
    find(
      slot.title,
      `${slot.current[0]}, with the action type ${slot.action} and the resource type ${slot.resource}`,
      verdict(slot, facts),
    ),
  );
}

const fits = (slot: Slot, { type, action, resource }: SeenFinding): boolean =>
  typesOf(slot).includes(type) && action === slot.action && resource === slot.resource;

/** Whether a finding is there that shows what the slot is for. */
export function isFilled(slot: Slot, findings: readonly SeenFinding[]): boolean {
  return findings.some((finding) => fits(slot, finding));
}

function verdict(slot: Slot, { detectorId, findings, requests }: ThreeFacts): Verdict {
  if (detectorId === undefined)
    return unmet(
      "GuardDuty has no detector in this Region.",
      "Enable GuardDuty, and make the sample findings.",
    );
  const filling = findings.filter((finding) => fits(slot, finding));
  const shown = filling.find(({ archived }) => !archived);
  if (shown)
    return met(`${shown.type} is there, seen in ${slot.source}.${successor(slot, shown)}`, [shown.id]);
  const [hidden] = filling;
  if (hidden)
    return advice(
      `${hidden.type} is there, and archived: the list of findings does not show it.`,
      "Show archived findings as well, or bring it back with unarchive-findings.",
      [hidden.id],
    );
  if (requests.some(({ types }) => types.length === 0 || types.some((type) => typesOf(slot).includes(type))))
    return waiting(
      "It has been asked for, and has not appeared yet.",
      "GuardDuty takes some seconds, and now and then five minutes, to show samples.",
      [detectorId],
    );
  return unmet(
    `There is none.${slot.retired ? ` Do not look for ${slot.original}: GuardDuty retired it in ${slot.retired}.` : ""}`,
    `Make the sample findings, or only this one: create-sample-findings with --finding-types '${slot.current[0]}'. If you just have, look again in a while: they take up to five minutes.`,
    [detectorId],
  );
}

/** Where a type stands in for a retired one, which. */
function successor({ original, retired }: Slot, { type }: SeenFinding): string {
  return retired && type !== original ? ` It stands for ${original}, retired in ${retired}.` : "";
}
