import type { GetTrailStatusCommandOutput } from "@aws-sdk/client-cloudtrail";
import { wholeSeconds } from "../rendering/user-identity.ts";
import type { Trail } from "./store.ts";

/** What GetTrailStatus answers. Its texts are there, and empty, where nothing has happened yet (observed). */
export function statusOf(trail: Trail): Omit<GetTrailStatusCommandOutput, "$metadata"> {
  const { delivery, startedLogging, stoppedLogging } = trail;
  const text = (date: Date | undefined) => (date ? wholeSeconds(date) : "");
  return {
    IsLogging: trail.logging !== undefined,
    ...(delivery.error ? { LatestDeliveryError: delivery.error } : {}),
    LatestDeliveryTime: delivery.succeeded,
    StartLoggingTime: startedLogging,
    StopLoggingTime: stoppedLogging,
    LatestDeliveryAttemptTime: text(delivery.attempted),
    LatestNotificationAttemptTime: "",
    LatestNotificationAttemptSucceeded: "",
    LatestDeliveryAttemptSucceeded: text(delivery.succeeded),
    TimeLoggingStarted: text(startedLogging),
    TimeLoggingStopped: text(stoppedLogging),
  };
}
