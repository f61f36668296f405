import {
  type ConfigServiceClient,
  type ConfigurationRecorder,
  DescribeConfigurationRecordersCommand,
  DescribeDeliveryChannelsCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import { CreateServiceLinkedRoleCommand, GetRoleCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { Action } from "../../../../workflows/contract.ts";
import { LINKED_ROLE, linkedRoleArn } from "../../../config/read.ts";
import { bucketId } from "../../../inventory/storage.ts";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../../runtime/errors.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { ensureBucket, ensureBucketPolicy } from "../lab-buckets.ts";
import {
  type ChannelFacts,
  type ConfigFacts,
  IAM_TYPES,
  isDaily,
  isOrganisations,
  NEEDED_TYPES,
  type RecorderFacts,
  records,
  recordsIamHere,
} from "./facts.ts";
import { observe } from "./observe.ts";
import { configPolicy } from "./policy.ts";

const NAME = "default";

/**
 * Sets Config up as the guide does, or mends what is there. A recorder or a channel that the account had before is
 * changed only where the lab could not go on, and clean-up gives it its settings back; an organisation's never.
 *
 * @throws TaskError NotYet while a role or a policy that was just made is not known everywhere
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await observe(clients, lab);
  const { recorder } = facts;
  if (recorder && isOrganisations(recorder.name)) return;
  yield* mendRecorder(clients, facts);
  yield* mendChannel(clients, lab, facts);
  const name = recorder?.name ?? NAME;
  if (!recorder?.recording) {
    await clients.config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
    yield action("StartConfigurationRecorder", `Started the recorder ${name}`);
  }
}

async function* mendRecorder({ config, iam }: Clients, { recorder, place }: ConfigFacts): Calls {
  const roleARN = linkedRoleArn(place.accountId);
  if (!recorder) {
    yield* await ensureLinkedRole(iam);
    await put(config, {
      name: NAME,
      roleARN,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: recordsIamHere(place.region) },
    });
    yield action("PutConfigurationRecorder", `Made the recorder ${NAME} for all types`);
    return;
  }
  const wants = changesWanted(recorder, place.region);
  const isRoleBroken = recorder.status === "FAILURE";
  if (isRoleBroken) yield* await ensureLinkedRole(iam);
  if (!wants.group && !wants.mode && !isRoleBroken) return;
  const { ConfigurationRecorders: [present] = [] } = await config.send(
    new DescribeConfigurationRecordersCommand(),
  );
  await put(config, {
    name: recorder.name,
    roleARN: isRoleBroken ? roleARN : recorder.roleArn,
    recordingGroup: wants.group
      ? { allSupported: true, includeGlobalResourceTypes: recordsIamHere(place.region) }
      : present?.recordingGroup,
    recordingMode: wants.mode ? { recordingFrequency: "CONTINUOUS" } : present?.recordingMode,
  });
  const what = [
    ...(wants.group ? ["all types"] : []),
    ...(wants.mode ? ["each change as it happens"] : []),
    ...(isRoleBroken ? ["with the service-linked role"] : []),
  ].join(", ");
  yield action("PutConfigurationRecorder", `Let the recorder ${recorder.name} record ${what}`);
}

/** The lab's own recorder is to record everything; another's only what the lab cannot do without. */
function changesWanted(recorder: RecorderFacts, region: string): { group: boolean; mode: boolean } {
  const needed: readonly string[] =
    recorder.known || !recordsIamHere(region) ? NEEDED_TYPES : [...NEEDED_TYPES, ...IAM_TYPES];
  return {
    group:
      needed.some((type) => !records(recorder, type)) || (!recorder.known && recorder.strategy === "only"),
    mode: NEEDED_TYPES.some((type) => isDaily(recorder, type)),
  };
}

async function put(config: ConfigServiceClient, recorder: ConfigurationRecorder): Promise<void> {
  try {
    await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: recorder }));
  } catch (error) {
    if (isAwsError(error, "InvalidRoleException"))
      throw new TaskError("notYet", `Config does not know its role yet: ${error.message}`);
    throw error;
  }
}

/** @returns no action where it was there */
async function ensureLinkedRole(iam: IAMClient): Promise<Action[]> {
  try {
    await iam.send(new GetRoleCommand({ RoleName: LINKED_ROLE }));
    return [];
  } catch (error) {
    if (!isAwsError(error, "NoSuchEntity", "NoSuchEntityException")) throw error;
  }
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
  return [
    {
      service: "iam",
      operation: "CreateServiceLinkedRole",
      summary: `Made the service-linked role ${LINKED_ROLE}`,
    },
  ];
}

async function* mendChannel({ config, s3 }: Clients, lab: LabSituation, { channel }: ConfigFacts): Calls {
  if (channel && !needsMending(channel)) return;
  const { place } = lab;
  const name = bucketToUse(lab);
  const bucket = { name, ...place };
  yield* await ensureBucket(s3, bucket);
  yield* await ensureBucketPolicy(s3, bucket, configPolicy(name, place));
  // What else the channel is set to stays.
  const { DeliveryChannels: [present] = [] } = channel
    ? await config.send(new DescribeDeliveryChannelsCommand())
    : {};
  const { s3KeyPrefix: _prefix, s3KmsKeyArn: _key, ...kept } = present ?? { name: NAME };
  try {
    await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: { ...kept, s3BucketName: name } }));
  } catch (error) {
    if (isAwsError(error, "InsufficientDeliveryPolicyException", "NoSuchBucketException"))
      throw new TaskError("notYet", `The bucket ${name} is not ready for Config yet: ${error.message}`);
    throw error;
  }
  yield action("PutDeliveryChannel", `Let the channel ${kept.name ?? NAME} deliver into ${name}`);
}

/**
 * The name that the console proposes, unless the account had such a bucket before the lab, which somebody's Config may
 * have filled: its policy is not the lab's to change, and nobody could tell the lab's files from the others.
 */
function bucketToUse({ ledger, place, resources, suffix }: LabSituation): string {
  const names = [resources["bucket.config"] ?? `config-bucket-${place.accountId}`, `config-bucket-${suffix}`];
  const free = names.find((name) => before(ledger, bucketId(name)) === undefined);
  if (free === undefined)
    throw new TaskError(
      "notSolved",
      `The buckets ${names.join(" and ")} were there before the lab: their policies are not the lab's to change. Put a delivery channel with a bucket of your own, or build the lab with another suffix for your names.`,
    );
  return free;
}

/** A bucket that is not this account's may be the organisation's, where the channel was there before. */
const needsMending = ({ error, ownBucket, known }: ChannelFacts): boolean =>
  error !== undefined || (!ownBucket && !known);

const action = (operation: string, summary: string): Action => ({ service: "config", operation, summary });
