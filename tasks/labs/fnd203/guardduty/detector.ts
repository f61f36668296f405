import { findDetector } from "../../../guardduty/detector.ts";
import type { Clients } from "../../../runtime/clients.ts";
import type { LabSituation } from "../../lab.ts";

/** What is being read for a verification: the steps about GuardDuty share one reading of which detector there is. */
const readings = new WeakMap<LabSituation, Promise<string | undefined>>();

/** `findDetector`, once for all steps that are verified together. */
export function findSharedDetector(clients: Clients, lab: LabSituation): Promise<string | undefined> {
  const reading = readings.get(lab) ?? findDetector(clients);
  readings.set(lab, reading);
  return reading;
}
