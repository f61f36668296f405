import { makeCall } from "../../../dispatch.ts";
import { AwsError } from "../../../errors.ts";
import { InstanceNetwork } from "../../../instance-network.ts";
import { instanceSession } from "../../../instance-shell/metadata/credentials.ts";
import type { Call } from "../../../service.ts";
import { stateAt } from "../../ec2/compute/instance-state.ts";
import { ec2, type InstanceRecord } from "../../ec2/store.ts";
import type { SessionInputs } from "../documents/content.ts";
import { AGENT_VERSION } from "../nodes/agent.ts";
import type { SessionRecord } from "./store.ts";

/** The user that the agent makes for sessions, unless the preferences name another. */
const DEFAULT_USER = "ssm-user";
/** The users that Amazon Linux has. */
const USERS = [DEFAULT_USER, "ec2-user", "root"];

/** The agent's own words (`agent/session/config`). */
const BUCKET_NOT_ENCRYPTED =
  "We couldn't start the session because encryption is not set up on the selected Amazon S3 bucket. Either encrypt the bucket or choose an option to enable logging without encryption.";
const GROUP_NOT_ENCRYPTED =
  "We couldn't start the session because encryption is not set up on the selected CloudWatch Logs log group. Either encrypt the log group or choose an option to enable logging without encryption.";

/** What the agent finds before it opens a shell. */
export interface Check {
  /** Why there is no session, in the agent's words. */
  refusal?: string;
  user: string;
  /** Whether what is typed is streamed to CloudWatch Logs: only to a group that the instance's role can see. */
  streams: boolean;
}

/**
 * Checks a session's preferences as the agent does (source: aws/amazon-ssm-agent, `agent/session/shell`, `validate`),
 * with the instance's own role and over its own network.
 */
export async function refusalOf(call: Call, session: SessionRecord, inputs: SessionInputs): Promise<Check> {
  const user = inputs.runAsEnabled ? inputs.runAsDefaultUser.trim() : DEFAULT_USER;
  const refused = (refusal: string): Check => ({ refusal, user, streams: false });
  if (inputs.kmsKeyId !== "")
    return refused(
      `Handrail's local account does not encrypt sessions with a KMS key yet (kmsKeyId ${inputs.kmsKeyId}).`,
    );
  const agent = await agentCall(call, session.target);
  let streams = false;
  if (inputs.cloudWatchLogGroupName !== "") {
    const group = await findGroup(agent, inputs.cloudWatchLogGroupName);
    streams = group !== undefined && inputs.cloudWatchStreamingEnabled;
    if (inputs.cloudWatchEncryptionEnabled && group?.kmsKeyId === undefined)
      return refused(GROUP_NOT_ENCRYPTED);
  }
  if (inputs.s3BucketName !== "" && inputs.s3EncryptionEnabled) {
    try {
      // Other algorithms, as aws:kms:dsse, count as none.
      const { algorithm } = await bucketEncryption(agent, inputs.s3BucketName);
      if (algorithm !== "aws:kms" && algorithm !== "AES256") return refused(BUCKET_NOT_ENCRYPTED);
    } catch (error) {
      if (!AwsError.is(error)) throw error;
      return refused(
        `Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket. Error: ${sdkWords(error)}`,
      );
    }
  }
  if (inputs.runAsEnabled && user === "")
    return refused("Unable to start command: please set the RunAs default user\n");
  if (!USERS.includes(user))
    return refused(`Unable to start command: failed to start pty since RunAs user ${user} does not exist\n`);
  return { user, streams };
}

/** The running instance of a session, or undefined where it does not run. */
export function instanceOf(call: Call, target: string): InstanceRecord | undefined {
  const instance = ec2(call).instances[target];
  return instance && stateAt(instance, call.cloud.clock.now()) === "running" ? instance : undefined;
}

/** What the agent calls AWS with: its instance's credentials, and the way that the network gives it. */
export interface AgentCall {
  call: Call;
  /** @throws AwsError `RequestError` where the service cannot be reached */
  reach(service: "s3" | "logs"): void;
}

/**
 * The agent's own calls, as the role of the instance.
 * @returns undefined where the instance does not run, or has no credentials
 */
export async function agentCall(call: Call, target: string): Promise<AgentCall | undefined> {
  const instance = instanceOf(call, target);
  const principal = instance && instanceSession(call, instance);
  if (!instance || !principal) return undefined;
  const { cloud, accountId, region } = call;
  const sourceIp = ec2(call).networkInterfaces[instance.networkInterfaceIds[0] ?? ""]?.PrivateIpAddress ?? "";
  const userAgent = `aws-sdk-go/1.55.5 (go1.22.11; linux; amd64) amazon-ssm-agent/${AGENT_VERSION}`;
  const network = await InstanceNetwork.of(call, instance);
  return {
    call: makeCall(cloud, { principal, accountId, region, origin: { sourceIp, userAgent } }),
    reach(service) {
      const way = network.wayToService(service);
      if (way.open) return;
      const host = `${service}.${region}.amazonaws.com`;
      throw new AwsError(
        "RequestError",
        `send request failed\ncaused by: dial tcp ${host}:443: i/o timeout`,
        0,
      );
    },
  };
}

/** How the bucket encrypts what it is given. @throws AwsError as S3 answers, or `RequestError` */
export async function bucketEncryption(
  agent: AgentCall | undefined,
  bucket: string,
): Promise<{ algorithm: string; keyId: string | undefined }> {
  if (!agent) throw new AwsError("NoCredentialProviders", "no valid providers in chain", 0);
  agent.reach("s3");
  const { ServerSideEncryptionConfiguration } = await agent.call.invoke("s3", "GetBucketEncryption", {
    Bucket: bucket,
  });
  const rule = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  return { algorithm: rule?.SSEAlgorithm ?? "", keyId: rule?.KMSMasterKeyID };
}

/** The log group of exactly this name, if the agent can find it. */
async function findGroup(agent: AgentCall | undefined, logGroupName: string) {
  try {
    agent?.reach("logs");
    const found = await agent?.call.invoke("logs", "DescribeLogGroups", { logGroupNamePrefix: logGroupName });
    return found?.logGroups?.find((it) => it.logGroupName === logGroupName);
  } catch (error) {
    if (AwsError.is(error)) return undefined;
    throw error;
  }
}

/** An error as the SDK for Go, which the agent is written with, shows it. */
function sdkWords({ code, message, status }: AwsError): string {
  return status === 0 ? `${code}: ${message}` : `${code}: ${message}\n\tstatus code: ${status}`;
}
