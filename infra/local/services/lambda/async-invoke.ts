import type { Cloud } from "../../cloud.ts";
import { makeCall } from "../../dispatch.ts";
import { AwsError } from "../../errors.ts";
import { servicePrincipal } from "../../principal.ts";
import type { Call } from "../../service.ts";
import { qualify } from "./function-names.ts";
import { runFunction } from "./invoke.ts";
import { lambdaStore, type QueuedEvent } from "./store.ts";

/** Source: "How Lambda handles errors and retries with asynchronous invocation". */
const DEFAULT_RETRIES = 2;
const DEFAULT_MAX_AGE_SECONDS = 6 * 60 * 60;
/** A minute before the first retry, two before the second. */
const RETRY_DELAYS_MS = [60_000, 120_000];
/** Throttled events come back after a second at first, and at most after five minutes. */
const MAX_THROTTLE_DELAY_MS = 300_000;

/** Handles an accepted event in the background, until it succeeds or is given up. */
export function deliver(call: Call, event: QueuedEvent): void {
  const { cloud, accountId, region } = call;
  const own = makeCall(cloud, {
    accountId,
    region,
    principal: servicePrincipal("lambda.amazonaws.com", accountId),
    requestId: event.requestId,
  });
  cloud.background(async () => {
    await attempts(own, event);
    delete own.store(lambdaStore).queue[event.requestId];
    cloud.changed();
  });
}

async function attempts(call: Call, event: QueuedEvent): Promise<void> {
  const { clock, stopping } = call.cloud;
  for (let throttled = 0; ; ) {
    const record = call.store(lambdaStore).functions[event.functionName];
    // Deleted meanwhile: there is nobody to handle it.
    if (!record) return;
    const config = record.eventInvokeConfigs[event.qualifier ?? "$LATEST"];
    const age = clock.now().getTime() - event.accepted.getTime();
    if (
      age > clock.scaled((config?.maximumEventAgeInSeconds ?? DEFAULT_MAX_AGE_SECONDS) * 1000) &&
      event.failures + throttled > 0
    )
      return;
    try {
      const run = await runFunction(call, qualify(record, event.qualifier), {
        requestId: event.requestId,
        event: event.payload,
      });
      if (!run.error) return;
    } catch (error) {
      stopping.throwIfAborted();
      if (!AwsError.is(error)) throw error;
      if (AwsError.is(error, "TooManyRequestsException")) {
        await clock.delay(Math.min(1000 * 2 ** throttled++, MAX_THROTTLE_DELAY_MS), stopping);
        continue;
      }
    }
    stopping.throwIfAborted();
    if (event.failures >= (config?.maximumRetryAttempts ?? DEFAULT_RETRIES)) return;
    await clock.delay(RETRY_DELAYS_MS[event.failures] ?? RETRY_DELAYS_MS[1]!, stopping);
    event.failures++;
  }
}

/** Takes up again what was accepted before a restart. An event that was being handled is handled again. */
export function resumeQueues(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(lambdaStore)) {
    const principal = servicePrincipal("lambda.amazonaws.com", place.accountId);
    const call = makeCall(cloud, { ...place, principal });
    for (const event of Object.values(state.queue)) deliver(call, event);
  }
}
