import { type Cloud, defineStore, type Place } from "../../../cloud.ts";
import { makeCall } from "../../../dispatch.ts";
import { AwsError } from "../../../errors.ts";
import { servicePrincipal } from "../../../principal.ts";
import type { Call } from "../../../service.ts";
import type { SessionInputs } from "../documents/content.ts";
import { agentCall, bucketEncryption } from "./checks.ts";
import type { SessionRecord } from "./store.ts";
import type { Transcript } from "./transcript.ts";

/** Observed: a log is there some ten to sixty seconds after the session's end. */
const DELIVERY_MS = 20_000;
/** The agent streams once a second. */
const STREAMING_MS = 1_000;
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

/** Writes events to the session's own stream, which is made where it does not exist; groups are not. */
async function writeStream(
  call: Call,
  { target, group, sessionId }: Pick<PendingLog, "target" | "group" | "sessionId">,
  messages: readonly string[],
): Promise<void> {
  const agent = await agentCall(call, target);
  if (!agent || messages.length === 0) return;
  agent.reach("logs");
  const names = { logGroupName: group, logStreamName: sessionId };
  try {
    await agent.call.invoke("logs", "CreateLogStream", names);
  } catch (error) {
    if (!AwsError.is(error, "ResourceAlreadyExistsException")) throw error;
  }
  const timestamp = call.cloud.clock.now().getTime();
  const logEvents = messages.map((message) => ({ timestamp, message }));
  await agent.call.invoke("logs", "PutLogEvents", { ...names, logEvents });
}

/** What AWS refuses the agent is only in the agent's own log, on the instance. */
async function quietly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!AwsError.is(error)) throw error;
  }
}

/** Streams a session to CloudWatch Logs while it goes on: an event of JSON a second, with the lines since. */
export class LogStream {
  readonly #call: Call;
  readonly #session: SessionRecord;
  readonly #inputs: SessionInputs;
  readonly #user: string;
  #rest = "";
  #lines: string[] = [];
  #flushing: Promise<void> | undefined;

  constructor(call: Call, session: SessionRecord, inputs: SessionInputs, user: string) {
    this.#call = call;
    this.#session = session;
    this.#inputs = inputs;
    this.#user = user;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    this.#lines.push(...lines);
    if (lines.length === 0 || this.#flushing) return;
    const { cloud } = this.#call;
    this.#flushing = (async () => {
      await cloud.clock.delay(STREAMING_MS, cloud.stopping);
      this.#flushing = undefined;
      await this.#flush();
    })();
    const flushing = this.#flushing;
    cloud.background(() => flushing);
  }

  /** Sends what is left, the last line without its end included. */
  async finish(): Promise<void> {
    await this.#flushing;
    if (this.#rest !== "") this.#lines.push(this.#rest);
    this.#rest = "";
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const lines = this.#lines.splice(0);
    if (lines.length === 0) return;
    // The names and their order are the agent's (`cloudwatchlogspublisher`, CloudWatchMessage).
    const message = JSON.stringify({
      eventVersion: "1.0",
      eventTime: `${this.#call.cloud.clock.now().toISOString().slice(0, 19)}Z`,
      awsRegion: this.#call.region,
      target: { id: this.#session.target },
      userIdentity: { arn: this.#session.owner },
      runAsUser: this.#user,
      sessionId: this.#session.id,
      sessionData: lines.map(plain),
    });
    const { target, id: sessionId } = this.#session;
    const group = this.#inputs.cloudWatchLogGroupName;
    await quietly(() => writeStream(this.#call, { target, group, sessionId }, [message]));
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL_SEQUENCE = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;

/** A line without its control sequences, as the agent cleans it. */
const plain = (line: string): string =>
  line.replaceAll(CONTROL_SEQUENCE, "").replaceAll("\t", " ").replaceAll("\r", "");
