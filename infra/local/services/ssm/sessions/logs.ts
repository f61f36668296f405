import { type Cloud, defineStore, type Place } from "../../../cloud.ts";
import { makeCall } from "../../../dispatch.ts";
import { AwsError } from "../../../errors.ts";
import { servicePrincipal } from "../../../principal.ts";
import type { Call } from "../../../service.ts";
import type { SessionInputs } from "../documents/content.ts";
import { agentCall, bucketEncryption } from "./checks.ts";
import { type LogStream, quietly, writeStream } from "./log-stream.ts";
import type { SessionRecord } from "./store.ts";
import type { Transcript } from "./transcript.ts";

/** Observed: a log is there some ten to sixty seconds after the session's end. */
const DELIVERY_MS = 20_000;
/** The agent puts no more than this into one event. */
const MAX_EVENT_BYTES = 200_000;

/** A log that is on its way, with its bytes among the blobs. */
interface PendingLog {
  sessionId: string;
  target: string;
  digest: string;
  bucket: string;
  key: string;
  /** Empty where CloudWatch Logs gets nothing, or gets it as a stream. */
  group: string;
  dueAt: Date;
}

interface LogsState {
  pending: PendingLog[];
}

const pendingStore = defineStore<LogsState>({
  name: "ssm-session-logs",
  scope: "region",
  create: () => ({ pending: [] }),
});

/** Has the agent deliver a session's log to where the preferences say, in its own time. */
export function deliverLogs(
  call: Call,
  session: SessionRecord,
  inputs: SessionInputs,
  transcript: Transcript,
  stream: LogStream | undefined,
): void {
  const { cloud } = call;
  if (stream) cloud.background(() => stream.finish());
  const group = inputs.cloudWatchStreamingEnabled ? "" : inputs.cloudWatchLogGroupName;
  if (inputs.s3BucketName === "" && group === "") return;
  const prefix = inputs.s3KeyPrefix.replace(/\/+$/, "");
  const dueAt = cloud.clock.after(DELIVERY_MS);
  cloud.background(async () => {
    const log: PendingLog = {
      sessionId: session.id,
      target: session.target,
      digest: await cloud.blobs.put(Buffer.from(transcript.logFile())),
      bucket: inputs.s3BucketName,
      key: `${prefix === "" ? "" : `${prefix}/`}${session.id}.log`,
      group,
      dueAt,
    };
    call.store(pendingStore).pending.push(log);
    cloud.changed();
    await deliver(call, log);
  });
}

/** Goes on with the logs that were on their way when the account stopped. */
export function resumeDeliveries(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(pendingStore))
    for (const log of state.pending) cloud.background(() => deliver(callFor(cloud, place), log));
}

function callFor(cloud: Cloud, place: Place): Call {
  return makeCall(cloud, { ...place, principal: servicePrincipal("ssm.amazonaws.com", place.accountId) });
}

async function deliver(call: Call, log: PendingLog): Promise<void> {
  const { cloud } = call;
  const left = log.dueAt.getTime() - cloud.clock.now().getTime();
  const scale = cloud.clock.scaled(1);
  // What is left is real time, and `delay` takes AWS's.
  await cloud.clock.delay(scale > 0 ? Math.max(0, left) / scale : DELIVERY_MS, cloud.stopping);
  const bytes = await cloud.blobs.get(log.digest);
  if (log.bucket !== "") await quietly(() => upload(call, log, bytes));
  if (log.group !== "") await quietly(() => writeStream(call, log, eventsOf(Buffer.from(bytes).toString())));
  const state = call.store(pendingStore);
  state.pending = state.pending.filter((it) => it !== log);
  cloud.changed();
}

/** Source: `agent/s3util`, S3Upload: encrypted as the bucket says, where the role may ask it. */
async function upload(call: Call, log: PendingLog, bytes: Uint8Array): Promise<void> {
  const agent = await agentCall(call, log.target);
  agent?.reach("s3");
  const { algorithm, keyId } = await bucketEncryption(agent, log.bucket).catch((error: unknown) => {
    if (AwsError.is(error)) return { algorithm: "", keyId: undefined };
    throw error;
  });
  await agent?.call.invoke("s3", "PutObject", {
    Bucket: log.bucket,
    Key: log.key,
    Body: bytes,
    ContentType: "text/plain",
    ACL: "bucket-owner-full-control",
    ...(algorithm === "aws:kms" || algorithm === "AES256" ? { ServerSideEncryption: algorithm } : {}),
    ...(algorithm === "aws:kms" && keyId !== undefined ? { SSEKMSKeyId: keyId } : {}),
  });
}

/** The text of a log file as the agent puts it into events: without carriage returns, and without its last newline. */
function eventsOf(text: string): string[] {
  const events: string[] = [];
  let message = "";
  for (const line of text.replaceAll("\r\n", "\n").match(/[^\n]*\n|[^\n]+/g) ?? []) {
    if (message !== "" && Buffer.byteLength(message) + Buffer.byteLength(line) > MAX_EVENT_BYTES) {
      events.push(message);
      message = "";
    }
    message += line;
  }
  return [...events, message].map((event) => event.replace(/\n$/, "")).filter((event) => event !== "");
}
