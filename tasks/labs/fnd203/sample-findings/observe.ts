import { GetFindingsStatisticsCommand } from "@aws-sdk/client-guardduty";
import { findDetector } from "../../../guardduty/detector.ts";
import { getFindings, isSample, listPage } from "../../../guardduty/findings.ts";
import type { Clients } from "../../../runtime/clients.ts";
import type { LabSituation } from "../../lab.ts";
import { findSharedDetector } from "../guardduty/detector.ts";
import { noFindings, type SampleFacts, severityOf } from "./facts.ts";
import { enough } from "./judge.ts";
import { recentRequests } from "./requests.ts";

/** A clock that is slow by this much still counts what was made at the lab's first moment. */
const SLACK_MS = 5 * 60 * 1000;

/**
 * Reads what samples there are: the most severe fifty findings since the lab began and fifty of medium severity, told
 * apart from real ones one by one, and how many there are in all.
 */
export async function observe(clients: Clients, lab: LabSituation): Promise<SampleFacts> {
  return read(clients, lab, await findSharedDetector(clients, lab));
}

/** The same of the detector that is there now: for what has just made one. */
export async function observeAnew(clients: Clients, lab: LabSituation): Promise<SampleFacts> {
  return read(clients, lab, await findDetector(clients));
}

async function read(
  clients: Clients,
  lab: LabSituation,
  detectorId: string | undefined,
): Promise<SampleFacts> {
  if (detectorId === undefined) return { samples: noFindings(), findings: noFindings(), requests: [] };
  const recent = { updatedAt: { GreaterThanOrEqual: lab.startedAt.getTime() - SLACK_MS } };
  const [severe, medium, findings] = await Promise.all([
    listPage(clients, detectorId, recent, { AttributeName: "severity", OrderBy: "DESC" }),
    listPage(clients, detectorId, { ...recent, severity: { GreaterThanOrEqual: 4, LessThan: 7 } }),
    countFindings(clients, detectorId, recent),
  ]);
  const seen = await getFindings(clients, detectorId, [...new Set([...severe, ...medium])]);
  const samples = noFindings();
  for (const finding of seen.filter(isSample)) samples[severityOf(finding.Severity ?? 0)]++;
  const requests = enough(samples) ? [] : await recentRequests(clients, lab);
  return { detectorId, samples, findings, requests };
}

async function countFindings(
  { guardDuty }: Clients,
  DetectorId: string,
  Criterion: { updatedAt: { GreaterThanOrEqual: number } },
): Promise<SampleFacts["findings"]> {
  const { FindingStatistics } = await guardDuty.send(
    new GetFindingsStatisticsCommand({
      DetectorId,
      FindingStatisticTypes: ["COUNT_BY_SEVERITY"],
      FindingCriteria: { Criterion },
    }),
  );
  const counts = noFindings();
  for (const [severity, count] of Object.entries(FindingStatistics?.CountBySeverity ?? {}))
    counts[severityOf(Number(severity))] += count;
  return counts;
}
