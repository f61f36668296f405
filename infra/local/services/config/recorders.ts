import { randomBytes } from "node:crypto";
import type { Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { parseRoleArn } from "../iam/store.ts";
import { captureDue, forgetPending, markAll } from "./capture-queue.ts";
import { guarded, invalid, invalidToken, noSuchRecorder } from "./errors.ts";
import { describeRecorder, describeStatus } from "./recorder-shapes.ts";
import { completeGroup, completeMode } from "./recording-group.ts";
import { type ConfigStore, configStore, customerRecorder, type Recorder, theChannel } from "./store.ts";

/** Kept for recorders that services own (API reference, InvalidConfigurationRecorderNameException). */
const RESERVED = "AWSConfigurationRecorderFor";

export const recorderOperations = {
  PutConfigurationRecorder({ ConfigurationRecorder: wanted = {}, Tags }, call) {
    const state = call.store(configStore);
    const { name = "default", roleARN = "" } = wanted;
    validateMembers("ValidationException", { "configurationRecorder.name": [name, { min: 1, max: 256 }] });
    if (name.startsWith(RESERVED))
      throw new AwsError(
        "InvalidConfigurationRecorderNameException",
        `The prefix ${RESERVED} is reserved for service-linked configuration recorders.`,
      );
    if (wanted.recordingScope === "INTERNAL" || wanted.servicePrincipal !== undefined)
      throw new AwsError(
        "UnmodifiableEntityException",
        "A service-linked configuration recorder is created by PutServiceLinkedConfigurationRecorder.",
      );
    if (parseRoleArn(roleARN) === undefined)
      throw new AwsError(
        "InvalidRoleException",
        "You have provided a null or empty Amazon Resource Name (ARN) for the IAM role assumed by AWS Config and used by the configuration recorder.",
      );
    const present = customerRecorder(state);
    if (present && present.name !== name)
      throw new AwsError(
        "MaxNumberOfConfigurationRecordersExceededException",
        `Failed to put configuration recorder '${name}' because the maximum number of configuration recorders: 1 is reached.`,
      );
    refuseGuarded(present, "PutConfigurationRecorder", call);
    const group = completeGroup(wanted.recordingGroup);
    const mode = completeMode(wanted.recordingMode);
    if (present) {
      Object.assign(present, { roleArn: roleARN, group, mode });
      if (present.recording) {
        // Put with another role, it tries anew.
        delete present.last;
        markAll(call.cloud, placeOf(call), state);
      }
      return {};
    }
    const arn = recorderArn(call, name);
    state.recorders[name] = { name, arn, roleArn: roleARN, group, mode, recording: false, scope: "PAID" };
    // Tags are given at creation alone; later they are TagResource's.
    if (Tags?.length) state.tags[arn] = Tags;
    return {};
  },

  DescribeConfigurationRecorders(input, call) {
    return { ConfigurationRecorders: find(input, call).map(describeRecorder) };
  },

  async DescribeConfigurationRecorderStatus(input, call) {
    await captureDue(call.cloud, placeOf(call));
    return { ConfigurationRecordersStatus: find(input, call).map(describeStatus) };
  },

  ListConfigurationRecorders(input, call) {
    const { Filters = [], MaxResults = 20, NextToken } = input;
    validateMembers("ValidationException", { maxResults: [MaxResults, { atLeast: 1, atMost: 20 }] });
    const all = Object.values(call.store(configStore).recorders).filter((recorder) =>
      Filters.every(({ filterName, filterValue = [] }) => {
        if (filterName !== "recordingScope") throw invalid(`The filter ${filterName} is not valid.`);
        return filterValue.includes(recorder.scope);
      }),
    );
    const { items, next } = pageOf(all, MaxResults, NextToken, invalidToken);
    return {
      ConfigurationRecorderSummaries: items.map(({ arn, name, servicePrincipal, scope }) => ({
        arn,
        name,
        servicePrincipal,
        recordingScope: scope,
      })),
      NextToken: next,
    };
  },

  StartConfigurationRecorder({ ConfigurationRecorderName = "" }, call) {
    const state = call.store(configStore);
    const recorder = own(state, ConfigurationRecorderName, "StartConfigurationRecorder", call);
    if (!theChannel(state))
      throw new AwsError(
        "NoAvailableDeliveryChannelException",
        "Delivery channel is not available to start configuration recorder.",
      );
    // Starting one that runs changes nothing.
    if (recorder.recording) return {};
    recorder.recording = true;
    recorder.started = call.cloud.clock.now();
    delete recorder.last;
    markAll(call.cloud, placeOf(call), state);
    return {};
  },

  StopConfigurationRecorder({ ConfigurationRecorderName = "" }, call) {
    const state = call.store(configStore);
    const recorder = own(state, ConfigurationRecorderName, "StopConfigurationRecorder", call);
    if (!recorder.recording) return {};
    recorder.recording = false;
    recorder.stopped = call.cloud.clock.now();
    forgetPending(state);
    return {};
  },

  DeleteConfigurationRecorder({ ConfigurationRecorderName = "" }, call) {
    const state = call.store(configStore);
    const recorder = own(state, ConfigurationRecorderName, "DeleteConfigurationRecorder", call);
    // What was recorded stays, and is still answered for (API reference, DeleteConfigurationRecorder).
    delete state.recorders[recorder.name];
    delete state.tags[recorder.arn];
    forgetPending(state);
    return {};
  },
} satisfies Operations<"config">;

const placeOf = ({ accountId, region }: Call): Place => ({ accountId, region });

/** Takes recording up again after a restart: everything is compared again, whatever was due when the process ended. */
export function resumeRecording(cloud: Call["cloud"]): void {
  for (const { place, state } of cloud.stores(configStore)) {
    if (customerRecorder(state)?.recording) markAll(cloud, place, state);
  }
}

/** The recorders that a request asks for: by name, ARN or service, else the customer's. */
function find(
  input: { ConfigurationRecorderNames?: string[]; Arn?: string; ServicePrincipal?: string },
  call: Call,
): Recorder[] {
  const state = call.store(configStore);
  const { ConfigurationRecorderNames: names = [], Arn, ServicePrincipal } = input;
  const asked = [names.length > 0, Arn !== undefined, ServicePrincipal !== undefined].filter(Boolean).length;
  if (names.length > 1 || asked > 1) throw invalid("You can only specify one configuration recorder.");
  if (asked === 0) return [customerRecorder(state) ?? []].flat();
  const wanted = names[0] ?? Arn ?? ServicePrincipal ?? "";
  const found = Object.values(state.recorders).find(({ name, arn, servicePrincipal }) =>
    names.length > 0 ? name === wanted : wanted === arn || wanted === servicePrincipal,
  );
  if (!found) throw noSuchRecorder(wanted);
  return [found];
}

/** The customer's recorder of this name. @throws AwsError where there is none, or it is not theirs to change */
function own(state: ConfigStore, name: string, operation: string, call: Call): Recorder {
  const recorder = state.recorders[name];
  if (!recorder) throw noSuchRecorder(name);
  if (recorder.servicePrincipal !== undefined)
    throw new AwsError(
      "UnmodifiableEntityException",
      `The configuration recorder '${name}' is linked to ${recorder.servicePrincipal} and cannot be changed by this operation.`,
    );
  refuseGuarded(recorder, operation, call);
  return recorder;
}

function refuseGuarded(recorder: Recorder | undefined, operation: string, call: Call): void {
  if (recorder?.guarded) throw guarded(call.principal.arn, `config:${operation}`, recorder.arn);
}

/** The id at the end is unsure: the model says only that the ARN has a name and an id. */
const recorderArn = ({ region, accountId }: Call, name: string): string =>
  `arn:aws:config:${region}:${accountId}:configuration-recorder/${name}/${randomBytes(8).toString("hex")}`;
