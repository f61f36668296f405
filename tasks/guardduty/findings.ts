import {
  type Finding,
  type FindingCriteria,
  GetFindingsCommand,
  ListFindingsCommand,
  type SortCriteria,
} from "@aws-sdk/client-guardduty";
import type { Clients } from "../runtime/clients.ts";

/** How many findings GuardDuty lists, and tells of, in one call. */
export const PAGE = 50;

/**
 * Whether a finding is one that GuardDuty made up: its additional info says so (User Guide, "Sample findings"). Older
 * ones are known by the console's prefix, or by the resources that samples name.
 */
export function isSample(finding: Finding): boolean {
  const info = finding.Service?.AdditionalInfo?.Value ?? "";
  return (
    /"sample"\s*:\s*true/.test(info) ||
    (finding.Title ?? "").startsWith("[SAMPLE]") ||
    finding.Resource?.InstanceDetails?.InstanceId === "i-99999999" ||
    (finding.Resource?.AccessKeyDetails?.AccessKeyId ?? "").startsWith("GeneratedFinding")
  );
}

/** The ids of the first fifty findings of these criteria. */
export async function listPage(
  { guardDuty }: Clients,
  DetectorId: string,
  Criterion: FindingCriteria["Criterion"],
  SortCriteria?: SortCriteria,
): Promise<string[]> {
  const { FindingIds = [] } = await guardDuty.send(
    new ListFindingsCommand({
      DetectorId,
      FindingCriteria: { Criterion },
      MaxResults: PAGE,
      ...(SortCriteria ? { SortCriteria } : {}),
    }),
  );
  return FindingIds;
}

/** Findings by their ids, fifty a call, the calls side by side; none is made where there are no ids. */
export async function getFindings(
  { guardDuty }: Clients,
  DetectorId: string,
  ids: readonly string[],
): Promise<Finding[]> {
  const batches = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, at) =>
    ids.slice(at * PAGE, (at + 1) * PAGE),
  );
  const answers = await Promise.all(
    batches.map((FindingIds) => guardDuty.send(new GetFindingsCommand({ DetectorId, FindingIds }))),
  );
  return answers.flatMap(({ Findings = [] }) => Findings);
}
