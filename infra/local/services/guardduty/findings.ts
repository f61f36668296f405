import type { Finding } from "@aws-sdk/client-guardduty";
import { pageOf } from "../../paging.ts";
import type { Call, Operations } from "../../service.ts";
import { sorted, testOf } from "./criteria.ts";
import { badRequest, invalidParameter } from "./errors.ts";
import { atMostFifty, pageSize, unknownToken } from "./limits.ts";
import { type DetectorRecord, type FindingRecord, getDetector } from "./store.ts";

export const findingOperations = {
  async ListFindings({ DetectorId, FindingCriteria, SortCriteria, MaxResults, NextToken }, call) {
    const detector = getDetector(call, DetectorId);
    const size = pageSize(MaxResults);
    const test = testOf(FindingCriteria);
    const found = sorted((await visibleFindings(detector, call)).filter(test), SortCriteria);
    const { items, next } = pageOf(found, size, NextToken || undefined, unknownToken);
    // Observed: the last page's token is an empty string.
    return { FindingIds: items.map(({ Id }) => Id!), NextToken: next ?? "" };
  },

  async GetFindings({ DetectorId, FindingIds = [], SortCriteria }, call) {
    const detector = getDetector(call, DetectorId);
    const ids = atMostFifty("findingIds", FindingIds, 300);
    const byId = new Map((await visibleFindings(detector, call)).map((finding) => [finding.Id!, finding]));
    // Unsure: that ids which are not there are passed over in silence.
    return {
      Findings: sorted(
        ids.flatMap((id) => byId.get(id) ?? []),
        SortCriteria,
      ),
    };
  },

  ArchiveFindings: (input, call) => archive(input, true, call),
  UnarchiveFindings: (input, call) => archive(input, false, call),

  UpdateFindingsFeedback({ DetectorId, FindingIds, Feedback }, call) {
    const records = recordsOf(getDetector(call, DetectorId), FindingIds, call);
    if (Feedback !== "USEFUL" && Feedback !== "NOT_USEFUL") throw invalidParameter("feedback");
    for (const record of records) record.feedback = Feedback;
    return {};
  },
} satisfies Operations<"guardduty">;

/** A detector's findings in full, those left out that have not appeared yet. */
export async function visibleFindings(detector: DetectorRecord, call: Call): Promise<Finding[]> {
  // Loaded with the first finding: nobody pays for 229 types at start-up.
  const { renderFinding } = await import("./finding.ts");
  return visible(detector, call).map((record) => renderFinding(record, detector, call));
}

const visible = (detector: DetectorRecord, call: Call): FindingRecord[] =>
  detector.findings.filter(({ visibleAt }) => visibleAt <= call.cloud.clock.now());

/** @throws AwsError BadRequestException for more than 50 ids, or one that is not a finding's */
function recordsOf(detector: DetectorRecord, ids: readonly string[] = [], call: Call): FindingRecord[] {
  const wanted = new Set(atMostFifty("findingIds", ids, 300));
  const records = visible(detector, call).filter(({ id }) => wanted.has(id));
  if (records.length < wanted.size) throw invalidParameter("findingIds");
  return records;
}

function archive(input: { DetectorId?: string; FindingIds?: string[] }, archived: boolean, call: Call) {
  const detector = getDetector(call, input.DetectorId);
  const records = recordsOf(detector, input.FindingIds, call);
  // API reference, ArchiveFindings: only the administrator account can. Unsure: the message.
  if (detector.administrator)
    throw badRequest(
      "The request is rejected because only the administrator account can archive findings of its member accounts.",
    );
  for (const record of records) record.archived = archived;
  return {};
}
