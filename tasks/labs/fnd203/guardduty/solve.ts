import {
  CreateDetectorCommand,
  type DetectorFeature,
  type DetectorFeatureConfiguration,
  GetDetectorCommand,
  type GuardDutyClient,
  UpdateDetectorCommand,
} from "@aws-sdk/client-guardduty";
import type { Action } from "../../../../workflows/contract.ts";
import { featuresOf } from "../../../guardduty/detector.ts";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";
import { observeAnew } from "./observe.ts";
import { INITIAL_PLANS } from "./plans.ts";

/** Enables GuardDuty: makes a detector without protection plans, or resumes the one that there is. */
export async function solve(clients: Clients, lab: LabSituation): Promise<Action[]> {
  const { detector } = await observeAnew(clients, lab);
  if (!detector) return [await create(clients.guardDuty, lab.place.region)];
  // One that an administrator manages is resumed there, or not at all.
  if (detector.enabled || detector.administrator) return [];
  await clients.guardDuty.send(new UpdateDetectorCommand({ DetectorId: detector.id, Enable: true }));
  return [action("UpdateDetector", `Resumed the detector ${detector.id}`)];
}

/**
 * Enables GuardDuty where it is not, for a step that leaves findings in its detector.
 *
 * @returns the detector's id, and what was done for it
 * @throws TaskError NotSolved where another account manages the detector: what is made in it reaches that account, and
 * only there could it be archived again (API reference, ArchiveFindings)
 */
export async function enableForFindings(
  clients: Clients,
  lab: LabSituation,
): Promise<{ actions: Action[]; detectorId: string | undefined }> {
  const actions = await solve(clients, lab);
  const { detector } = await observeAnew(clients, lab);
  if (detector?.administrator)
    throw new TaskError(
      "notSolved",
      `The account ${detector.administrator} manages GuardDuty here. Sample findings would reach its people as well, and only they could archive them again: ask them first, and make the samples yourself.`,
    );
  return { actions, detectorId: detector?.id };
}

async function create(guardDuty: GuardDutyClient, region: string): Promise<Action> {
  try {
    const { DetectorId } = await guardDuty.send(
      new CreateDetectorCommand({
        Enable: true,
        FindingPublishingFrequency: "FIFTEEN_MINUTES",
        Features: off(INITIAL_PLANS),
      }),
    );
    return action("CreateDetector", `Enabled GuardDuty in ${region}: the detector ${DetectorId}`);
  } catch (error) {
    if (!isAwsError(error, "BadRequestException")) throw error;
    return createWithout(guardDuty, region);
  }
}

/**
 * Where a Region refuses a plan that it does not have, and does not say which: a detector is made suspended, so that
 * nothing is charged, asked which plans it has, and enabled without them.
 * @throws GuardDuty's error where the plans were not what it refused
 */
async function createWithout(guardDuty: GuardDutyClient, region: string): Promise<Action> {
  const { DetectorId } = await guardDuty.send(
    new CreateDetectorCommand({ Enable: false, FindingPublishingFrequency: "FIFTEEN_MINUTES" }),
  );
  const { plans } = featuresOf(await guardDuty.send(new GetDetectorCommand({ DetectorId })));
  await guardDuty.send(
    new UpdateDetectorCommand({
      DetectorId,
      Enable: true,
      Features: off(plans as DetectorFeature[]), // They are GuardDuty's own answer.
    }),
  );
  return action(
    "CreateDetector",
    `Enabled GuardDuty in ${region}, which lacks some protection plans: the detector ${DetectorId}`,
  );
}

const off = (plans: readonly DetectorFeature[]): DetectorFeatureConfiguration[] =>
  plans.map((Name) => ({ Name, Status: "DISABLED" }));

const action = (operation: string, summary: string): Action => ({ service: "guardduty", operation, summary });
