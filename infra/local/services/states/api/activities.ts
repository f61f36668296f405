import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { activityArn, parseArn } from "../arns.ts";
import { QUOTAS } from "../quotas.ts";
import { signalsOf } from "../signals.ts";
import { type Activity, type PendingTask, statesStore } from "../store.ts";
import { refuseEncryption } from "./encryption.ts";
import { requireName } from "./names.ts";
import { page } from "./paging.ts";
import { tagRecord } from "./tags.ts";

/** GetActivityTask holds the line for a minute. */
const POLL_MS = 60_000;

const NEVER = new AbortController().signal;

function findActivity(call: Call, arn: string | undefined): Activity {
  parseArn(arn, "activity");
  const activity = call.store(statesStore).activities[arn!];
  if (!activity) throw new AwsError("ActivityDoesNotExist", `Activity Does Not Exist: '${arn}'`);
  return activity;
}

export const activityOperations: Operations<"states"> = {
  CreateActivity(input, call) {
    const name = requireName(input.name);
    refuseEncryption(input.encryptionConfiguration);
    const { activities } = call.store(statesStore);
    const arn = activityArn(call, name);
    if (!activities[arn] && Object.keys(activities).length >= QUOTAS.activities) {
      throw new AwsError("ActivityLimitExceeded", "The maximum number of activities has been reached.");
    }
    activities[arn] ??= {
      arn,
      name,
      createdAt: call.cloud.clock.now(),
      tags: tagRecord(call, input.tags ?? []),
    };
    return { activityArn: arn, creationDate: activities[arn].createdAt };
  },

  DescribeActivity(input, call) {
    const { arn, name, createdAt } = findActivity(call, input.activityArn);
    return { activityArn: arn, name, creationDate: createdAt };
  },

  ListActivities(input, call) {
    const { items, nextToken } = page(
      "ListActivities",
      Object.values(call.store(statesStore).activities),
      input,
      ({ arn }) => arn,
    );
    return {
      activities: items.map(({ arn, name, createdAt }) => ({
        activityArn: arn,
        name,
        creationDate: createdAt,
      })),
      nextToken,
    };
  },

  DeleteActivity(input, call) {
    parseArn(input.activityArn, "activity");
    delete call.store(statesStore).activities[input.activityArn!];
    return {};
  },

  async GetActivityTask(input, call) {
    // Unsure: that a worker's name is held to more than its length.
    validateMembers("ValidationException", { workerName: [input.workerName, { min: 1, max: 80 }] });
    const { arn } = findActivity(call, input.activityArn);
    const signals = signalsOf(call.cloud);
    if (signals.waiting(arn) >= QUOTAS.pollers) {
      throw new AwsError(
        "ActivityWorkerLimitExceeded",
        "The maximum number of workers concurrently polling for activity tasks has been reached.",
      );
    }
    const { gone = NEVER } = call;
    const patience = AbortSignal.any([call.cloud.stopping, gone, AbortSignal.timeout(POLL_MS)]);
    for (;;) {
      // A task that is handed to nobody would be lost until it times out.
      if (gone.aborted) return {};
      const task = queued(call, arn);
      if (task) {
        delete task.queued;
        task.workerName = input.workerName;
        task.heartbeatAt = call.cloud.clock.now();
        signals.wake(task.token);
        return { taskToken: task.token, input: task.input };
      }
      try {
        await signals.next(arn, patience);
      } catch (error) {
        if (call.cloud.stopping.aborted) throw error;
        return {};
      }
    }
  },
};

const queued = (call: Call, arn: string): PendingTask | undefined =>
  Object.values(call.store(statesStore).tasks).find((task) => task.activityArn === arn && task.queued);
