import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import type { SessionInputs } from "../documents/content.ts";
import { agentCall } from "./checks.ts";
import type { SessionRecord } from "./store.ts";

/** The agent streams once a second. */
const STREAMING_MS = 1_000;

/**
 * Writes events to the session's own stream, which is made where it does not exist; groups are not.
 * @param exists it has been written to before: the agent does not make it again for each second's events
 */
export async function writeStream(
  call: Call,
  { target, group, sessionId }: { target: string; group: string; sessionId: string },
  messages: readonly string[],
  exists: boolean = false,
): Promise<void> {
  const agent = await agentCall(call, target);
  if (!agent || messages.length === 0) return;
  agent.reach("logs");
  const names = { logGroupName: group, logStreamName: sessionId };
  if (!exists) await createStream(agent.call, names);
  const timestamp = call.cloud.clock.now().getTime();
  const logEvents = messages.map((message) => ({ timestamp, message }));
  await agent.call.invoke("logs", "PutLogEvents", { ...names, logEvents });
}

async function createStream(
  agent: Call,
  names: { logGroupName: string; logStreamName: string },
): Promise<void> {
  try {
    await agent.invoke("logs", "CreateLogStream", names);
  } catch (error) {
    if (!AwsError.is(error, "ResourceAlreadyExistsException")) throw error;
  }
}

/** What AWS refuses the agent is only in the agent's own log, on the instance. */
export async function quietly(work: () => Promise<void>): Promise<void> {
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
  #made = false;

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
    await quietly(async () => {
      await writeStream(this.#call, { target, group, sessionId }, [message], this.#made);
      this.#made = true;
    });
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL_SEQUENCE = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;

/** A line without its control sequences, as the agent cleans it. */
const plain = (line: string): string =>
  line.replaceAll(CONTROL_SEQUENCE, "").replaceAll("\t", " ").replaceAll("\r", "");
