import type { Cloud, Place } from "../../cloud.ts";
import { makeCall } from "../../dispatch.ts";
import { AwsError } from "../../errors.ts";
import { servicePrincipal } from "../../principal.ts";
import { assumablePrincipal } from "../sts/assume.ts";
import { scheduleHistory } from "./delivery.ts";
import { appendChanges } from "./history.ts";
import { readEc2 } from "./items/ec2.ts";
import { readFunctions } from "./items/functions.ts";
import { readIam } from "./items/iam.ts";
import { readLoadBalancers } from "./items/load-balancers.ts";
import { makeReader, type Reader, type Resource } from "./items/resource.ts";
import { readBuckets } from "./items/s3.ts";
import { readStacks } from "./items/stacks.ts";
import { frequencyOf } from "./recording-group.ts";
import { AREAS, type Area } from "./resource-types.ts";
import { configStore, customerRecorder, type Frequency } from "./store.ts";

const READERS: Record<Area, (reader: Reader) => Promise<Resource[]>> = {
  ec2: readEc2,
  iam: readIam,
  s3: readBuckets,
  cloudformation: readStacks,
  elasticloadbalancing: readLoadBalancers,
  lambda: readFunctions,
};

/**
 * Reads areas as they are now and records what has changed, as far as the recorder records it at this frequency.
 *
 * @returns the areas in which something is on its way to another state
 */
export async function capture(
  cloud: Cloud,
  place: Place,
  areas: readonly Area[],
  frequency: Frequency,
): Promise<Area[]> {
  const state = cloud.store(configStore, place);
  const recorder = customerRecorder(state);
  if (!recorder?.recording) return [];
  const at = cloud.clock.now();
  const error = assumptionError(cloud, recorder.roleArn);
  recorder.last = { at, ...(error && { error }) };
  cloud.changed();
  if (error) return [];

  const reader = makeReader(
    makeCall(cloud, { ...place, principal: servicePrincipal("config.amazonaws.com", place.accountId) }),
  );
  const types = new Set<string>(
    areas.flatMap((area) => AREAS[area].filter((type) => frequencyOf(recorder, type) === frequency)),
  );
  const read = await Promise.all(areas.map((area) => READERS[area](reader)));
  const now = read.flat().filter(({ type }) => types.has(type));
  // Stopped while it read: what came after the stop is not recorded.
  if (!recorder.recording) return [];
  await appendChanges(cloud, state, now, { types, frequency, at });
  scheduleHistory(cloud, place);
  return areas.filter((_, index) => read[index]!.some(({ settling }) => settling));
}

/** Why the recorder's role cannot be taken, in the words of the recorder's status; the code is unsure. */
function assumptionError(cloud: Cloud, roleArn: string): { code: string; message: string } | undefined {
  try {
    assumablePrincipal(cloud, { roleArn, service: "config.amazonaws.com", sessionName: "AWSConfig" });
    return undefined;
  } catch (error) {
    if (!AwsError.is(error)) throw error;
    return { code: error.code, message: `AWS Config is unable to assume the role ${roleArn}.` };
  }
}
