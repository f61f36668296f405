import type { Finding, Service } from "@aws-sdk/client-guardduty";
import type { Place } from "../../cloud.ts";
import { type FindingType, TYPES } from "./catalogue.ts";
import { actionOf } from "./sample/action.ts";
import { resourceOf } from "./sample/resource.ts";
import { detailsOf } from "./sample/service.ts";
import { fillIn } from "./sample/words.ts";
import { type DetectorRecord, detectorArn, type FindingRecord, stamp } from "./store.ts";

/** A finding in full, as GetFindings answers it. Every finding here is a sample. */
export function renderFinding(record: FindingRecord, detector: DetectorRecord, place: Place): Finding {
  const type = TYPES.get(record.type)!;
  const title = fillIn(type);
  return {
    SchemaVersion: "2.0",
    AccountId: place.accountId,
    Region: place.region,
    Partition: "aws",
    Id: record.id,
    Arn: `${detectorArn(place, detector.id)}/finding/${record.id}`,
    Type: record.type,
    Resource: resourceOf(type, place),
    Service: serviceOf(record, type, detector, place),
    Severity: type.severity,
    CreatedAt: stamp(record.createdAt),
    UpdatedAt: stamp(record.updatedAt),
    Title: title,
    Description: `${title}. The names in it are made up: nothing of this happened in the account.`,
  };
}

function serviceOf(
  record: FindingRecord,
  type: FindingType,
  detector: DetectorRecord,
  place: Place,
): Service {
  const action = actionOf(type);
  return {
    ServiceName: "guardduty",
    DetectorId: detector.id,
    // Empty where nothing acted, as in an attack sequence. Unsure: published samples may lack it altogether.
    Action: action ?? {},
    ...(type.role ? { ResourceRole: type.role } : {}),
    ...(type.threatList ? { Evidence: { ThreatIntelligenceDetails: [THREAT] } } : {}),
    EventFirstSeen: wholeSecond(record.createdAt),
    EventLastSeen: wholeSecond(record.updatedAt),
    Archived: record.archived,
    Count: record.count,
    ...(record.feedback ? { UserFeedback: record.feedback } : {}),
    AdditionalInfo: { Type: "default", Value: JSON.stringify(additionalInfo(type)) },
    ...detailsOf(type, record, place),
  };
}

const THREAT = {
  ThreatListName: "GeneratedFindingThreatListName",
  ThreatNames: ["GeneratedFindingThreatName"],
};

/** Observed: the events of a finding are told to the second, the finding itself to the millisecond. */
const wholeSecond = (date: Date): string => stamp(new Date(Math.floor(date.getTime() / 1000) * 1000));

/** The mark of a sample, and what else the samples of a kind have beside it. */
function additionalInfo(type: FindingType): Record<string, unknown> {
  return {
    ...(type.threatList ? { threatListName: THREAT.ThreatListName, threatName: THREAT.ThreatNames[0] } : {}),
    ...(type.type.includes("AnomalousBehavior") ? { unusual: "GeneratedFindingUnusualBehavior" } : {}),
    ...(type.plan === "Runtime Monitoring"
      ? { agentDetails: { agentVersion: "1", agentId: "GeneratedFindingAgentId" } }
      : {}),
    sample: true,
  };
}
