import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import type { LogLine } from "./log-lines.ts";

/**
 * One environment's log stream, written as the function's role: a role that may not write logs has none, as on AWS.
 * The group is made where it is missing, also when somebody deleted it since.
 */
export class LogStream {
  readonly #call: Call;
  readonly #group: string;
  readonly #stream: string;
  #writing: Promise<void>;

  /** @param call one of the function's role. */
  constructor(call: Call, group: string, stream: string) {
    this.#call = call;
    this.#group = group;
    this.#stream = stream;
    this.#writing = this.#create();
  }

  /** Resolves when the lines are written, or could not be. */
  write(lines: readonly LogLine[]): Promise<void> {
    if (lines.length > 0) this.#writing = this.#writing.then(() => this.#put(lines));
    return this.#writing;
  }

  async #put(lines: readonly LogLine[]): Promise<void> {
    const events = [...lines];
    try {
      await this.#putEvents(events);
    } catch (error) {
      if (!AwsError.is(error, "ResourceNotFoundException")) return ignoreRefusal(error);
      await this.#create();
      await this.#putEvents(events).catch(ignoreRefusal);
    }
  }

  async #putEvents(logEvents: LogLine[]): Promise<void> {
    await this.#call.invoke("logs", "PutLogEvents", {
      logGroupName: this.#group,
      logStreamName: this.#stream,
      logEvents,
    });
  }

  async #create(): Promise<void> {
    const stream = { logGroupName: this.#group, logStreamName: this.#stream };
    try {
      await this.#call.invoke("logs", "CreateLogStream", stream);
    } catch (error) {
      if (!AwsError.is(error, "ResourceNotFoundException")) return ignoreRefusal(error);
      try {
        await this.#call.invoke("logs", "CreateLogGroup", { logGroupName: this.#group });
        await this.#call.invoke("logs", "CreateLogStream", stream);
      } catch (refusal) {
        ignoreRefusal(refusal);
      }
    }
  }
}

/** CloudWatch Logs' refusals are lost, as they are on AWS; anything else is a bug. */
function ignoreRefusal(error: unknown): void {
  if (!AwsError.is(error)) throw error;
}
