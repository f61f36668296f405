import { randomBytes, timingSafeEqual } from "node:crypto";
import { type PayloadType, payloadTypes } from "../../../../../tasks/session-channel/frame.ts";
import { decodeJson, encodeJson } from "../../../../../tasks/session-channel/payloads.ts";
import { openShell, type Shell } from "../../../instance-shell/shell.ts";
import type { Call } from "../../../service.ts";
import { AGENT_VERSION } from "../nodes/agent.ts";
import { AgentChannel, type ChannelSocket } from "./channel.ts";
import { instanceOf, refusalOf } from "./checks.ts";
import { LogStream } from "./log-stream.ts";
import { deliverLogs } from "./logs.ts";
import type { SessionPlan } from "./preferences.ts";
import { endSession, type SessionRecord } from "./store.ts";
import { Transcript } from "./transcript.ts";

/** The agent waits so long for a client's answer to its handshake. */
const HANDSHAKE_MS = 15_000;
/** Minutes without input, where the preferences say nothing ("Specify an idle session timeout value"). */
const DEFAULT_IDLE_MINUTES = "20";

/**
 * One session that is going on: what the agent on the instance does for it. Its time-outs are a person's, so that the
 * account's pace does not scale them. One class, and therefore one file, however long: its timers, shell and channel end
 * together.
 */
export class LiveSession {
  readonly call: Call;
  readonly record: SessionRecord;
  readonly #plan: SessionPlan;
  readonly #channel: AgentChannel;
  readonly #onEnd: () => void;
  readonly #transcript: Transcript;
  readonly #idleMinutes: number;
  readonly #timers = new Map<"handshake" | "idle" | "maximum", NodeJS.Timeout>();
  #token: string | undefined;
  #begun = false;
  #handshakeBegan = 0;
  #handshaken = false;
  #over = false;
  #shell: Shell | undefined;
  #logStream: LogStream | undefined;
  #unsent = "";

  constructor(call: Call, record: SessionRecord, plan: SessionPlan, onEnd: () => void) {
    this.call = call;
    this.record = record;
    this.#plan = plan;
    this.#onEnd = onEnd;
    this.#transcript = new Transcript(record.id, record.target, plan.sessionType);
    this.#channel = new AgentChannel(
      { id: record.id, target: record.target },
      {
        stream: (type, payload) => this.#hear(type, payload),
        terminated: () => this.end("Terminated", ""),
      },
    );
    const { idleSessionTimeout, maxSessionDuration } = plan.inputs;
    this.#idleMinutes = Number(idleSessionTimeout || DEFAULT_IDLE_MINUTES);
    this.#restartIdleTimer();
    if (maxSessionDuration !== "")
      this.#setTimer("maximum", Number(maxSessionDuration) * 60_000, () =>
        // Unsure: AWS's words.
        this.end(
          "Terminated",
          `Your session exceeded its maximum duration of ${maxSessionDuration} minutes.`,
        ),
      );
  }

  /** A new token, good for one connection; the one before it is void. */
  newToken(): string {
    this.#token = randomBytes(192).toString("base64");
    return this.#token;
  }

  /** Takes a client's connection, if its token is the session's. @returns whether it is */
  admit(socket: ChannelSocket, token: string): boolean {
    const wanted = Buffer.from(this.#token ?? "");
    const given = Buffer.from(token);
    if (
      this.#over ||
      wanted.length === 0 ||
      wanted.length !== given.length ||
      !timingSafeEqual(wanted, given)
    )
      return false;
    this.#token = undefined;
    this.#channel.attach(socket);
    if (!this.#begun) this.#begin();
    return true;
  }

  receive(bytes: Uint8Array): void {
    if (!this.#over) this.#channel.receive(bytes);
  }

  /** The client's connection is gone. The session stays, until somebody resumes it or its idle time is over. */
  leave(socket: ChannelSocket): void {
    this.#channel.detach(socket);
  }

  /** Ends the session, and has its log delivered if there was a shell. */
  end(status: "Terminated" | "Failed", output: string): void {
    if (this.#over) return;
    this.#stop(status, output);
    const wrote = this.#shell !== undefined;
    this.#shell?.close();
    if (wrote) deliverLogs(this.call, this.record, this.#plan.inputs, this.#transcript, this.#logStream);
  }

  /** The instance has stopped, and the agent with it: nobody is left to deliver a log. */
  instanceGone(): void {
    if (this.#over) return;
    this.#stop("Terminated", "");
    this.#shell?.close();
  }

  /** The process stops: what is in the store stays as it is, for the next one to see. */
  abandon = (): void => {
    this.#over = true;
    this.#clearTimers();
    this.#shell?.close();
  };

  #stop(status: "Terminated" | "Failed", output: string): void {
    this.#over = true;
    this.#clearTimers();
    this.call.cloud.stopping.removeEventListener("abort", this.abandon);
    endSession(this.call.cloud, this.call, this.record.id, {
      status,
      ...(output ? { details: output } : {}),
    });
    this.#flush();
    this.#channel.close(output);
    this.#onEnd();
  }

  /**
   * Deliberate difference: the agent's public source leaves the handshake out for a shell without encryption; here it
   * always comes, as in the sessions of newer agents.
   */
  #begin(): void {
    this.#begun = true;
    this.#handshakeBegan = performance.now();
    this.#channel.send(
      payloadTypes.handshakeRequest,
      encodeJson({
        AgentVersion: AGENT_VERSION,
        RequestedClientActions: [
          {
            ActionType: "SessionType",
            ActionParameters: { SessionType: this.#plan.sessionType, Properties: null },
          },
        ],
      }),
    );
    this.#setTimer("handshake", HANDSHAKE_MS, () =>
      this.end(
        "Failed",
        "Handshake timed out. Please ensure that you have the latest version of the session manager plugin.",
      ),
    );
  }

  #hear(type: PayloadType, payload: Uint8Array): void {
    if (this.#over) return;
    if (type === payloadTypes.handshakeResponse) this.#finishHandshake(decodeJson(payload));
    // The agent passes over what comes before the handshake is complete.
    if (!this.#handshaken || !this.#shell) return;
    if (type === payloadTypes.output) {
      this.#restartIdleTimer();
      this.#shell.input(payload);
    } else if (type === payloadTypes.size) {
      const size = decodeJson(payload);
      if (typeof size?.cols === "number" && typeof size.rows === "number")
        this.#shell.resize(size.cols, size.rows);
    }
  }

  #finishHandshake(response: Record<string, unknown> | undefined): void {
    if (this.#handshaken || !response) return;
    this.#clearTimer("handshake");
    const actions = Array.isArray(response.ProcessedClientActions) ? response.ProcessedClientActions : [];
    const failed = actions.find((it: { ActionStatus?: unknown } | null) => it?.ActionStatus !== 1);
    if (failed) {
      const { ActionType, ActionStatus, Error: error } = failed as Record<string, unknown>;
      this.end("Failed", `${ActionType} failed on client with status ${ActionStatus} error: ${error}`);
      return;
    }
    this.#handshaken = true;
    this.#channel.send(
      payloadTypes.handshakeComplete,
      encodeJson({
        // Nanoseconds, as Go writes a duration.
        HandshakeTimeToComplete: Math.round((performance.now() - this.#handshakeBegan) * 1e6),
        CustomerMessage: "",
      }),
    );
    this.call.cloud.background(() => this.#start());
  }

  async #start(): Promise<void> {
    const { inputs, command } = this.#plan;
    const { refusal, user, streams } = await refusalOf(this.call, this.record, inputs);
    if (this.#over) return;
    const instance = instanceOf(this.call, this.record.target);
    if (refusal !== undefined || !instance)
      return this.end("Failed", refusal ?? `${this.record.target} is not running`);
    if (streams) this.#logStream = new LogStream(this.call, this.record, inputs, user);
    const terminal = {
      write: (text: string) => this.#write(text),
      exit: () => this.end("Terminated", ""),
    };
    this.#shell = openShell(this.call, instance, terminal, {
      user,
      ...(command === undefined ? {} : { command }),
    });
    const profile = inputs.shellProfile?.linux.trim();
    if (profile) this.#shell.input(new TextEncoder().encode(`${profile}\n`));
  }

  #write(text: string): void {
    if (this.#over) return;
    this.#transcript.add(text);
    this.#logStream?.add(text);
    // An echo comes character by character: the agent, too, sends what has gathered.
    if (this.#unsent === "") setImmediate(() => this.#flush());
    this.#unsent += text;
  }

  #flush(): void {
    if (this.#unsent === "") return;
    this.#channel.send(payloadTypes.output, new TextEncoder().encode(this.#unsent));
    this.#unsent = "";
  }

  #restartIdleTimer(): void {
    this.#setTimer("idle", this.#idleMinutes * 60_000, () =>
      // Observed.
      this.end("Terminated", "Your session timed out due to inactivity."),
    );
  }

  #setTimer(name: "handshake" | "idle" | "maximum", milliseconds: number, then: () => void): void {
    this.#clearTimer(name);
    const timer = setTimeout(then, milliseconds);
    timer.unref();
    this.#timers.set(name, timer);
  }

  #clearTimer(name: "handshake" | "idle" | "maximum"): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #clearTimers(): void {
    for (const name of [...this.#timers.keys()]) this.#clearTimer(name);
  }
}
