import { randomUUID } from "node:crypto";
import { AwsError } from "../../errors.ts";
import { ask } from "../../own-reads.ts";
import type { Call, Operations } from "../../service.ts";
import { badRequest, invalidParameter } from "./errors.ts";
import { featuresOf, listDataSources, listFeatures, newFeatures, switchFeatures } from "./features.ts";
import { pageSize, unknownToken } from "./limits.ts";
import { type DetectorRecord, getDetector, guardDutyStore, stamp } from "./store.ts";
import { checkTags } from "./tags.ts";

const FREQUENCIES: readonly string[] = ["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"];
const ROLE_SERVICE = "guardduty.amazonaws.com";
const ROLE = "AWSServiceRoleForAmazonGuardDuty";

export const detectorOperations = {
  async CreateDetector(
    { Enable, ClientToken, FindingPublishingFrequency, DataSources, Features, Tags },
    call,
  ) {
    const state = call.store(guardDutyStore);
    if (state.detector) {
      if (ClientToken && state.detector.clientToken === ClientToken) return { DetectorId: state.detector.id };
      throw badRequest("The request is rejected because a detector already exists for the current account.");
    }
    const now = call.cloud.clock.now();
    const detector: DetectorRecord = {
      id: randomUUID().replaceAll("-", ""),
      ...(ClientToken ? { clientToken: ClientToken } : {}),
      createdAt: now,
      updatedAt: now,
      enabled: Enable === true,
      frequency: frequency(FindingPublishingFrequency) ?? "SIX_HOURS",
      features: newFeatures([...featuresOf(DataSources), ...(Features ?? [])], now),
      tags: checkTags(Tags ?? {}),
      findings: [],
      filters: [],
      administrator: null,
    };
    await makeServiceRole(call);
    // Somebody may have been faster while IAM was asked.
    if (state.detector)
      throw badRequest("The request is rejected because a detector already exists for the current account.");
    state.detector = detector;
    return { DetectorId: detector.id };
  },

  GetDetector({ DetectorId }, call) {
    const detector = getDetector(call, DetectorId);
    return {
      CreatedAt: stamp(detector.createdAt),
      FindingPublishingFrequency: detector.frequency,
      ServiceRole: `arn:aws:iam::${call.accountId}:role/aws-service-role/${ROLE_SERVICE}/${ROLE}`,
      Status: detector.enabled ? "ENABLED" : "DISABLED",
      UpdatedAt: stamp(detector.updatedAt),
      DataSources: listDataSources(detector),
      Tags: detector.tags,
      Features: listFeatures(detector),
    };
  },

  ListDetectors({ MaxResults, NextToken }, call) {
    pageSize(MaxResults);
    if (NextToken) throw unknownToken();
    const { detector } = call.store(guardDutyStore);
    return { DetectorIds: detector ? [detector.id] : [] };
  },

  UpdateDetector({ DetectorId, Enable, FindingPublishingFrequency, DataSources, Features }, call) {
    const detector = getDetector(call, DetectorId);
    const asked = [...featuresOf(DataSources), ...(Features ?? [])];
    const every = frequency(FindingPublishingFrequency);
    // Member accounts may not change their detectors (User Guide, "GuardDuty administrator and member accounts").
    // The code is GuardDuty's only one; unsure: the message.
    if (detector.administrator)
      throw badRequest(
        "The request is rejected because the detector of a member account is managed by its administrator account.",
      );
    const now = call.cloud.clock.now();
    switchFeatures(detector.features, asked, now);
    if (every) detector.frequency = every;
    if (Enable !== undefined) detector.enabled = Enable;
    detector.updatedAt = now;
    return {};
  },

  DeleteDetector({ DetectorId }, call) {
    const detector = getDetector(call, DetectorId);
    // Unsure: the message.
    if (detector.administrator)
      throw badRequest(
        "The request is rejected because the current account cannot delete its detector while it is associated with an administrator account.",
      );
    call.store(guardDutyStore).detector = null;
    return {};
  },
} satisfies Operations<"guardduty">;

function frequency(asked: string | undefined): DetectorRecord["frequency"] | undefined {
  if (asked === undefined) return undefined;
  if (!FREQUENCIES.includes(asked)) throw invalidParameter("findingPublishingFrequency");
  return asked as DetectorRecord["frequency"];
}

/** Makes GuardDuty's service-linked role unless the account has it: with the caller's permission, as AWS does. */
async function makeServiceRole(call: Call): Promise<void> {
  try {
    await ask(call, "iam", "GetRole", { RoleName: ROLE });
  } catch (error) {
    if (!AwsError.is(error, "NoSuchEntity")) throw error;
    await call.invoke("iam", "CreateServiceLinkedRole", { AWSServiceName: ROLE_SERVICE });
  }
}
