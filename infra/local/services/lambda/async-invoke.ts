import type { Cloud, Place } from "../../cloud.ts";
import { makeCall } from "../../dispatch.ts";
import { AwsError } from "../../errors.ts";
import { servicePrincipal } from "../../principal.ts";
import type { Call } from "../../service.ts";
import { qualify } from "./function-names.ts";
import { runFunction } from "./invoke.ts";
import { type FunctionRecord, lambdaStore, type QueuedEvent } from "./store.ts";

/** Source: "How Lambda handles errors and retries with asynchronous invocation". */
const DEFAULT_RETRIES = 2;
const DEFAULT_MAX_AGE_SECONDS = 6 * 60 * 60;
/** A minute before the first retry, two before the second. */
const RETRY_DELAYS_MS = [60_000, 120_000];
/** Throttled events come back after a second at first, and at most after five minutes. */
const MAX_THROTTLE_DELAY_MS = 300_000;

/** Handles an accepted event in the background, until it succeeds or is given up. */
export function deliver(cloud: Cloud, place: Place, event: QueuedEvent): void {
  const own = makeCall(cloud, {
    ...place,
    principal: servicePrincipal("lambda.amazonaws.com", place.accountId),
    requestId: event.requestId,
  });
  cloud.background(async () => {
    await attempts(own, event);
    delete own.store(lambdaStore).queue[event.requestId];
    cloud.changed();
  });
}

async function attempts(call: Call, event: QueuedEvent): Promise<void> {
  for (let throttled = 0; ; ) {
    const record = call.store(lambdaStore).functions[event.functionName];
    // Deleted meanwhile: there is nobody to handle it.
    if (!record) return;
    const config = record.eventInvokeConfigs[event.qualifier ?? "$LATEST"];
    const ending = await attempt(call, record, event);
    if (ending === "done") return;
    if (ending === "failed" && event.failures++ >= (config?.maximumRetryAttempts ?? DEFAULT_RETRIES)) return;
    const pause =
      ending === "throttled"
        ? Math.min(1000 * 2 ** throttled++, MAX_THROTTLE_DELAY_MS)
        : (RETRY_DELAYS_MS[event.failures - 1] ?? RETRY_DELAYS_MS[1]!);
    // In AWS's time, which the pace scales: by the wall clock an event would never grow old at pace instant.
    event.waited += pause;
    if (event.waited > (config?.maximumEventAgeInSeconds ?? DEFAULT_MAX_AGE_SECONDS) * 1000) return;
    await call.cloud.clock.delay(pause, call.cloud.stopping);
  }
}

async function attempt(
  call: Call,
  record: FunctionRecord,
  event: QueuedEvent,
): Promise<"done" | "failed" | "throttled"> {
  const { stopping } = call.cloud;
  try {
    const { requestId, payload } = event;
    const run = await runFunction(call, qualify(record, event.qualifier), { requestId, event: payload });
    return run.error ? "failed" : "done";
  } catch (error) {
    stopping.throwIfAborted();
    if (!AwsError.is(error)) throw error;
    return error.code === "TooManyRequestsException" ? "throttled" : "failed";
  }
}

/** Takes up again what was accepted before a restart. An event that was being handled is handled again. */
export function resumeQueues(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(lambdaStore)) {
    for (const event of Object.values(state.queue)) deliver(cloud, place, event);
  }
}
