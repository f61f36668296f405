import { GetAdministratorAccountCommand, GetDetectorCommand } from "@aws-sdk/client-guardduty";
import { featuresOf, findDetector } from "../../../guardduty/detector.ts";
import type { Clients } from "../../../runtime/clients.ts";
import type { LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { findSharedDetector } from "./detector.ts";
import type { DetectorFacts } from "./facts.ts";

/**
 * Reads the Region's detector.
 * @throws GuardDuty's own errors, AccessDeniedException among them
 */
export async function observe(clients: Clients, lab: LabSituation): Promise<DetectorFacts> {
  return read(clients, lab, await findSharedDetector(clients, lab));
}

/** The same, read anew: for what has just changed it. */
export async function observeAnew(clients: Clients, lab: LabSituation): Promise<DetectorFacts> {
  return read(clients, lab, await findDetector(clients));
}

async function read(
  { guardDuty }: Clients,
  { place, ledger }: LabSituation,
  DetectorId: string | undefined,
): Promise<DetectorFacts> {
  const { region } = place;
  if (DetectorId === undefined) return { region };
  const [detector, { Administrator }] = await Promise.all([
    guardDuty.send(new GetDetectorCommand({ DetectorId })),
    guardDuty.send(new GetAdministratorAccountCommand({ DetectorId })),
  ]);
  const known = before(ledger, DetectorId);
  return {
    region,
    detector: {
      id: DetectorId,
      enabled: detector.Status === "ENABLED",
      ...featuresOf(detector),
      ...(Administrator?.AccountId ? { administrator: Administrator.AccountId } : {}),
      ...(known ? { before: known.settings ?? "{}" } : {}),
    },
  };
}
