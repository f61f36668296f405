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
import type { Calls, LabSituation } from "../../lab.ts";
import { observeAnew } from "./observe.ts";
import { INITIAL_PLANS } from "./plans.ts";

/** Enables GuardDuty: makes a detector without protection plans, or resumes the one that there is. */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const { detector } = await observeAnew(clients, lab);
  if (!detector) {
    yield* create(clients.guardDuty, lab.place.region);
    return;
  }
  // One that an administrator manages is resumed there, or not at all.
  if (detector.enabled || detector.administrator) return;
  await clients.guardDuty.send(new UpdateDetectorCommand({ DetectorId: detector.id, Enable: true }));
  yield action("UpdateDetector", `Resumed the detector ${detector.id}`);
}

/**
 * Enables GuardDuty where it is not, for a step that leaves findings in its detector.
 *
 * @returns the detector's id
 * @throws TaskError NotSolved where another account manages the detector: what is made in it reaches that account, and
 * only there could it be archived again (API reference, ArchiveFindings)
 */
export async function* enableForFindings(clients: Clients, lab: LabSituation): Calls<string | undefined> {
  yield* solve(clients, lab);
  const { detector } = await observeAnew(clients, lab);
  if (detector?.administrator)
    throw new TaskError(
      "notSolved",
      `The account ${detector.administrator} manages GuardDuty here. Sample findings would reach its people as well, and only they could archive them again: ask them first, and make the samples yourself.`,
    );
  return detector?.id;
}

async function* create(guardDuty: GuardDutyClient, region: string): Calls {
  try {
    const { DetectorId } = await guardDuty.send(
      new CreateDetectorCommand({
        Enable: true,
        FindingPublishingFrequency: "FIFTEEN_MINUTES",
        Features: off(INITIAL_PLANS),
      }),
    );
    yield action("CreateDetector", `Enabled GuardDuty in ${region}: the detector ${DetectorId}`);
  } catch (error) {
    if (!isAwsError(error, "BadRequestException")) throw error;
    yield* createWithout(guardDuty, region);
  }
}

/**
 * Where a Region refuses a plan that it does not have, and does not say which: a detector is made suspended, so that
 * nothing is charged, asked which plans it has, and enabled without them.
 * @throws GuardDuty's error where the plans were not what it refused
 */
async function* createWithout(guardDuty: GuardDutyClient, region: string): Calls {
  const { DetectorId } = await guardDuty.send(
    new CreateDetectorCommand({ Enable: false, FindingPublishingFrequency: "FIFTEEN_MINUTES" }),
  );
  yield action("CreateDetector", `Made the detector ${DetectorId} in ${region}, suspended for a moment`);
  const { plans } = featuresOf(await guardDuty.send(new GetDetectorCommand({ DetectorId })));
  await guardDuty.send(
    new UpdateDetectorCommand({
      DetectorId,
      Enable: true,
      Features: off(plans as DetectorFeature[]), // They are GuardDuty's own answer.
    }),
  );
  yield action(
    "UpdateDetector",
    `Enabled GuardDuty in ${region}, which lacks some protection plans: the detector ${DetectorId}`,
  );
}

const off = (plans: readonly DetectorFeature[]): DetectorFeatureConfiguration[] =>
  plans.map((Name) => ({ Name, Status: "DISABLED" }));

const action = (operation: string, summary: string): Action => ({ service: "guardduty", operation, summary });
