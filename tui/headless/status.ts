import { VERB_WORDS } from "../screens/machine/about.ts";
import type { LabStatus, Work } from "../status/lab-status.ts";
import type { Tell } from "./print-execution.ts";

const STANDS: Record<LabStatus["stands"], string> = {
  none: "not built",
  building: "being built",
  built: "built",
  cleaning: "being cleaned up; it may wait for somebody's yes",
  cleaned: "cleaned up",
  unclear: "not known: the last build or clean-up did not come to a good end",
};

/** Tells where somebody stands with a lab: a line for the lab, and one for all that runs or has failed. */
export function tellStatus(status: LabStatus, tell: Tell): void {
  tell(`${status.lab}: ${STANDS[status.stands]}${status.step ? `; last at ${status.step}` : ""}`);
  for (const work of status.running) tell(`  runs: ${about(work)}, since ${work.startedAt}`);
  for (const work of status.failed)
    tell(`  ✗ ${about(work)}: ${work.status}, ${work.endedAt ?? work.startedAt}`);
  if (status.running.length + status.failed.length === 0 && status.lastAt)
    tell(`  Nothing runs, and nothing has failed; the last thing was begun ${status.lastAt}.`);
}

const about = ({ verb, step }: Work): string => [VERB_WORDS[verb], step].filter(Boolean).join(" ");
