import {
  DeleteDetectorCommand,
  type DetectorFeatureConfiguration,
  type DetectorFeatureConfigurationResult,
  GetAdministratorAccountCommand,
  GetDetectorCommand,
  UpdateDetectorCommand,
  type UpdateDetectorCommandInput,
} from "@aws-sdk/client-guardduty";
import { findDetector } from "../../guardduty/detector.ts";
import type { DetectorSettings } from "../../inventory/guardduty.ts";
import type { Clients } from "../../runtime/clients.ts";
import type { Finding, Scope, Sweeper } from "../sweeper.ts";

/**
 * GuardDuty's detector, of which a Region has one: deleted if the lab made it, given its settings back if the account
 * had it before, left alone if another account manages it.
 */
export const detectors: Sweeper = {
  kind: "GuardDuty detector",
  async find(clients, scope) {
    const id = await findDetector(clients);
    if (id === undefined) return [];
    const changed = scope.before.has(id) ? await changes(clients, scope, id) : undefined;
    if (changed?.length === 0) return [];
    const { Administrator } = await clients.guardDuty.send(
      new GetAdministratorAccountCommand({ DetectorId: id }),
    );
    return [Administrator?.AccountId ? managed(id, Administrator.AccountId) : ours(id, changed)];
  },
  async sweep(clients, item, scope) {
    if ((await findDetector(clients)) !== item.id) return; // Gone already.
    if (!scope.before.has(item.id))
      await clients.guardDuty.send(new DeleteDetectorCommand({ DetectorId: item.id }));
    else for (const change of await changes(clients, scope, item.id)) await clients.guardDuty.send(change);
  },
};

const ours = (id: string, changed: readonly UpdateDetectorCommand[] | undefined): Finding =>
  changed
    ? {
        action: "restore",
        id,
        why: "The account had it before the lab, with other settings: it gets those back, and is suspended again if it was.",
      }
    : {
        action: "remove",
        id,
        why: "It was made for the lab; the Region had none before. Its findings go with it.",
      };

const managed = (id: string, administrator: string): Finding => ({
  action: "leave",
  id,
  why: `The account ${administrator} manages it: only there can it be changed or removed.`,
});

/** The requests that give a detector back the settings that the ledger has; none where it has them. */
async function changes(
  { guardDuty }: Clients,
  { ledger }: Scope,
  DetectorId: string,
): Promise<UpdateDetectorCommand[]> {
  const known = ledger.items.find((item) => item.id === DetectorId)?.settings;
  if (known === undefined) return [];
  const before = JSON.parse(known) as DetectorSettings;
  const now = await guardDuty.send(new GetDetectorCommand({ DetectorId }));
  const features = featureChanges(before, now.Features);
  const change: Omit<UpdateDetectorCommandInput, "DetectorId"> = {
    ...(before.status === now.Status ? {} : { Enable: before.status === "ENABLED" }),
    ...(before.frequency === now.FindingPublishingFrequency
      ? {}
      : { FindingPublishingFrequency: before.frequency as "SIX_HOURS" }),
  };
  // One request may name one of the two kinds of runtime monitoring only.
  const batches = [
    features.filter(({ Name }) => Name !== "EKS_RUNTIME_MONITORING"),
    features.filter(({ Name }) => Name === "EKS_RUNTIME_MONITORING"),
  ].filter((batch) => batch.length > 0);
  const [first, ...rest] = batches;
  const requests = [
    { ...change, ...(first ? { Features: first } : {}) },
    ...rest.map((Features) => ({ Features })),
  ];
  return requests
    .filter((request) => Object.keys(request).length > 0)
    .map((request) => new UpdateDetectorCommand({ DetectorId, ...request }));
}

/** The plans that are not as they were, as they are to be. The names are GuardDuty's own, from the ledger. */
function featureChanges(
  before: DetectorSettings,
  now: readonly DetectorFeatureConfigurationResult[] = [],
): DetectorFeatureConfiguration[] {
  return Object.entries(before.features).flatMap(([name, { status, additional }]) => {
    const feature = now.find(({ Name }) => Name === name);
    const switches = Object.entries(additional);
    const same = switches.every(([each, wanted]) =>
      feature?.AdditionalConfiguration?.some(({ Name, Status }) => Name === each && Status === wanted),
    );
    if (feature?.Status === status && same) return [];
    return {
      Name: name,
      Status: status,
      AdditionalConfiguration: switches.map(([Name, Status]) => ({ Name, Status })),
    } as DetectorFeatureConfiguration;
  });
}
