import {
  ArchiveFindingsCommand,
  GetAdministratorAccountCommand,
  paginateListFindings,
} from "@aws-sdk/client-guardduty";
import { findDetector } from "../../guardduty/detector.ts";
import { getFindings, isSample, PAGE } from "../../guardduty/findings.ts";
import type { Clients } from "../../runtime/clients.ts";
import { TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import type { Scope, Sweeper } from "../sweeper.ts";

/**
 * The sample findings that the lab left in a detector that was there before. GuardDuty deletes no finding, and so they
 * are archived: the list no longer shows them, and they go after 90 days. In a detector of the lab's own they go with it.
 *
 * An item's id is `DETECTOR/sample-findings`.
 */
export const sampleFindings: Sweeper = {
  kind: "GuardDuty sample findings",
  async find(clients, scope) {
    const id = await findDetector(clients);
    if (id === undefined || !scope.before.has(id)) return [];
    const samples = await labSamples(clients, scope, id);
    if (samples.length === 0) return [];
    const { Administrator } = await clients.guardDuty.send(
      new GetAdministratorAccountCommand({ DetectorId: id }),
    );
    const manager = Administrator?.AccountId;
    return [
      {
        action: manager ? "leave" : "remove",
        id: `${id}/sample-findings`,
        name: `${samples.length} samples`,
        why: manager
          ? `Only the account ${manager}, which manages GuardDuty here, can archive them.`
          : "They were made for the lab in a detector that was there before: they are archived, as nobody can delete them.",
      },
    ];
  },
  async sweep(clients, item, scope) {
    const DetectorId = item.id.slice(0, item.id.indexOf("/"));
    const samples = await labSamples(clients, scope, DetectorId);
    for (let at = 0; at < samples.length; at += PAGE)
      await clients.guardDuty.send(
        new ArchiveFindingsCommand({ DetectorId, FindingIds: samples.slice(at, at + PAGE) }),
      );
    // Samples appear bit by bit: those that were still on their way are found by looking again.
    if (samples.length > 0)
      throw new TaskError("notYet", `${samples.length} sample findings were archived; more may appear.`);
  },
};

/** The ids of the samples that are in sight and were first made since the lab began. */
async function labSamples(clients: Clients, { startedAt }: Scope, DetectorId: string): Promise<string[]> {
  const Criterion = {
    "service.archived": { Equals: ["false"] },
    updatedAt: { GreaterThanOrEqual: startedAt.getTime() },
  };
  const ids = await collect(
    paginateListFindings({ client: clients.guardDuty }, { DetectorId, FindingCriteria: { Criterion } }),
    (page) => page.FindingIds,
  );
  return (await getFindings(clients, DetectorId, ids))
    .filter((finding) => isSample(finding) && new Date(finding.CreatedAt ?? 0) >= startedAt)
    .map(({ Id }) => Id!);
}
