import type { LabStatus } from "../status/lab-status.ts";
import { aboutWork, standing } from "../status/words.ts";
import type { Tell } from "./print-execution.ts";

/** Tells where somebody stands with a lab: a line for the lab, and one for all that runs or has failed. */
export function tellStatus(status: LabStatus, tell: Tell): void {
  tell(`${status.lab}: ${standing(status)}${status.step ? `; last at ${status.step}` : ""}`);
  for (const work of status.running) tell(`  runs: ${aboutWork(work)}, since ${work.startedAt}`);
  for (const work of status.failed)
    tell(`  ✗ ${aboutWork(work)}: ${work.status}, ${work.endedAt ?? work.startedAt}`);
  if (status.running.length + status.failed.length === 0 && status.lastAt)
    tell(`  Nothing runs, and nothing has failed; the last thing was begun ${status.lastAt}.`);
}
