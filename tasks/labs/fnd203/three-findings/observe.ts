import { findDetector } from "../../../guardduty/detector.ts";
import { getFindings, listPage } from "../../../guardduty/findings.ts";
import type { Clients } from "../../../runtime/clients.ts";
import type { LabSituation } from "../../lab.ts";
import { findSharedDetector } from "../guardduty/detector.ts";
import { recentRequests } from "../sample-findings/requests.ts";
import type { ThreeFacts } from "./facts.ts";
import { isFilled } from "./judge.ts";
import { SLOTS, typesOf } from "./slots.ts";

/** Reads the latest fifty findings of the types that the step is about: samples, or real ones. */
export async function observe(clients: Clients, lab: LabSituation): Promise<ThreeFacts> {
  return read(clients, lab, await findSharedDetector(clients, lab));
}

/** The same of the detector that is there now: for what has just made one. */
export async function observeAnew(clients: Clients, lab: LabSituation): Promise<ThreeFacts> {
  return read(clients, lab, await findDetector(clients));
}

async function read(
  clients: Clients,
  lab: LabSituation,
  detectorId: string | undefined,
): Promise<ThreeFacts> {
  if (detectorId === undefined) return { findings: [], requests: [] };
  const ids = await listPage(
    clients,
    detectorId,
    { type: { Equals: SLOTS.flatMap(typesOf) } },
    { AttributeName: "updatedAt", OrderBy: "DESC" },
  );
  const findings = (await getFindings(clients, detectorId, ids)).map(({ Id, Type, Service, Resource }) => ({
    id: Id!,
    type: Type!,
    action: Service?.Action?.ActionType,
    resource: Resource?.ResourceType,
    archived: Service?.Archived ?? false,
  }));
  const requests = SLOTS.every((slot) => isFilled(slot, findings)) ? [] : await recentRequests(clients, lab);
  return { detectorId, findings, requests };
}
