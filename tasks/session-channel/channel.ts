/**
 * The client's end of a Session Manager data channel: what AWS's session-manager-plugin does for a shell.
 *
 * It opens the channel with the session's token, answers the handshake, acknowledges and orders what comes, sends
 * again what is not acknowledged, and connects anew when the connection is lost. The protocol is AWS's, by the public
 * source of the plugin and of the agent (see `frame.ts`).
 *
 * Known gaps: KMS encryption and port forwarding (refused in words), and pings of its own: where an idle connection
 * is cut, the channel resumes.
 *
 * One class, and therefore one file, however long: all of it works on the same queues and counters.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { DecodeError, decodeFrame, encodeFrame, type Frame, frameFlags, payloadTypes } from "./frame.ts";
import { answerHandshake, CLIENT_VERSION } from "./handshake.ts";
import { IncomingStream } from "./incoming.ts";
import { OutgoingStream, PATIENCE, type Patience } from "./outgoing.ts";
import {
  type Acknowledgement,
  channelFlags,
  decodeJson,
  encodeFlag,
  encodeJson,
  type OpenDataChannel,
  type TerminalSize,
} from "./payloads.ts";

/** Where a session's channel is, and what opens it: as StartSession and ResumeSession answer. */
export interface ChannelAddress {
  streamUrl: string;
  tokenValue: string;
}

/** How a channel came to its end. */
export interface ChannelEnd {
  /**
   * - `closed`: by the other end, with or without a reason
   * - `refused`: by us, since the agent asked for what we cannot do
   * - `lost`: the connection broke, and could not be had again
   * - `left`: by us, when asked to
   */
  how: "closed" | "refused" | "lost" | "left";
  /** In words, the other end's own where it gave any; empty where the session simply ended. */
  reason: string;
  /** The exit code of the session's command, where the agent told one. */
  exitCode?: number;
}

export interface ChannelOptions {
  /** Told of what the instance writes, in order. */
  onOutput: (bytes: Uint8Array, stream: "stdout" | "stderr") => void;
  /** Told of what is not the instance's output: the administrator's note, a connection that is made anew. */
  onNotice?: (text: string) => void;
  /** A new address of the same session, or undefined where AWS has ended it. */
  resume: () => Promise<ChannelAddress | undefined>;
  size?: TerminalSize;
  /** How long each attempt to connect anew is put off, in milliseconds; there are as many attempts as entries. */
  reconnectAfterMs?: readonly number[];
  patience?: Patience;
}

/** Doubling as in AWS's client, from a tenth of a second. */
const RECONNECT_AFTER_MS = [100, 200, 400, 800, 1_600, 3_200];

/** Input travels in pieces of this many bytes, as AWS's client sends it. */
const PIECE = 1024;

/** One session's channel. It connects as it is made; `ready` tells when the shell listens, `ended` when all is over. */
export class SessionChannel {
  /** Resolves when input is read by the shell; rejects with an Error in words when it never will be. */
  readonly ready: Promise<void>;
  /** Resolves with how the channel ended; never rejects. */
  readonly ended: Promise<ChannelEnd>;

  readonly #options: ChannelOptions;
  readonly #clientId = crypto.randomUUID();
  readonly #incoming = new IncomingStream();
  readonly #outgoing: OutgoingStream;
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<ChannelEnd>();
  #socket: WebSocket | undefined;
  #size: TerminalSize | undefined;
  #isReady = false;
  #end: ChannelEnd | undefined;
  #exitCode: number | undefined;
  #attempts = 0;

  constructor(address: ChannelAddress, options: ChannelOptions) {
    this.#options = options;
    this.#size = options.size;
    this.ready = this.#ready.promise;
    this.ended = this.#ended.promise;
    // Whoever waits for the end alone has no reason to wait for this as well.
    this.ready.catch(() => {});
    this.#outgoing = new OutgoingStream(
      (bytes) => this.#socket?.send(bytes),
      () => this.#socket?.close(),
      options.patience ?? PATIENCE,
    );
    this.#connect(address);
  }

  /** Types text, or bytes as a terminal in raw mode gives them. After the end it is of no effect. */
  write(input: string | Uint8Array): void {
    if (this.#end) return;
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    for (let start = 0; start < bytes.length; start += PIECE)
      this.#outgoing.push(payloadTypes.output, bytes.slice(start, start + PIECE));
  }

  /** Resolves when the instance has all that was written, or the channel is over. */
  flushed(): Promise<void> {
    return this.#outgoing.flushed();
  }

  /** Tells the shell the size of its window. */
  resize(size: TerminalSize): void {
    this.#size = size;
    if (this.#isReady && !this.#end) this.#outgoing.push(payloadTypes.size, encodeJson(size));
  }

  /** Asks the agent to end the session. AWS's TerminateSession ends it as well, and is heard even without a channel. */
  terminate(): void {
    if (!this.#end) this.#outgoing.push(payloadTypes.flag, encodeFlag(channelFlags.terminateSession));
  }

  /** Leaves the channel. The session itself stays until it is terminated, or its idle time is over. */
  leave(): void {
    this.#finish({ how: "left", reason: "" });
  }

  #connect({ streamUrl, tokenValue }: ChannelAddress): void {
    const socket = new WebSocket(streamUrl);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => {
      const open: OpenDataChannel = {
        MessageSchemaVersion: "1.0",
        RequestId: crypto.randomUUID(),
        TokenValue: tokenValue,
        ClientId: this.#clientId,
        ClientVersion: CLIENT_VERSION,
      };
      socket.send(JSON.stringify(open));
      this.#outgoing.flow();
    };
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer && !this.#end) this.#receive(new Uint8Array(data));
    };
    // A socket that cannot connect tells an error and then closes; what to do is the same as for one that is cut.
    socket.onerror = () => {};
    socket.onclose = () => {
      if (this.#socket === socket) void this.#reconnect();
    };
  }

  async #reconnect(): Promise<void> {
    this.#outgoing.hold();
    this.#socket = undefined;
    if (this.#end) return;
    const delays = this.#options.reconnectAfterMs ?? RECONNECT_AFTER_MS;
    const delay = delays[this.#attempts++];
    if (delay === undefined) {
      this.#finish({
        how: "lost",
        reason: "The connection to the session was lost, and could not be made anew.",
      });
      return;
    }
    await sleep(delay);
    if (this.#end) return;
    try {
      const address = await this.#options.resume();
      if (this.#end) return;
      if (address) this.#connect(address);
      else this.#finish({ how: "closed", reason: "" });
    } catch (error) {
      // What AWS refuses stays refused; a network that is away may come back.
      if (error instanceof Error && "$fault" in error && error.$fault === "client")
        this.#finish({
          how: "lost",
          reason: `The connection was lost, and AWS does not resume the session: ${error.name}: ${error.message}`,
        });
      else await this.#reconnect();
    }
  }

  #receive(bytes: Uint8Array): void {
    let frame: Frame;
    try {
      frame = decodeFrame(bytes);
    } catch (error) {
      // Not acknowledged, a message that was spoilt on its way is sent again.
      if (error instanceof DecodeError) return;
      throw error;
    }
    switch (frame.messageType) {
      case "acknowledge":
        this.#outgoing.acknowledge(Number(decodeJson(frame.payload)?.AcknowledgedMessageSequenceNumber));
        return;
      case "output_stream_data": {
        const { inOrder, acknowledge } = this.#incoming.accept(frame);
        if (acknowledge) this.#acknowledge(frame);
        for (const each of inOrder) this.#read(each);
        return;
      }
      case "channel_closed":
        this.#finish({ how: "closed", reason: String(decodeJson(frame.payload)?.Output ?? "").trim() });
        return;
      case "pause_publication":
        this.#outgoing.hold();
        return;
      case "start_publication":
        this.#outgoing.flow();
        return;
      case "input_stream_data":
        // Ours to send, not to get.
        return;
    }
  }

  #acknowledge(frame: Frame): void {
    const acknowledgement: Acknowledgement = {
      AcknowledgedMessageType: frame.messageType,
      AcknowledgedMessageId: frame.messageId,
      AcknowledgedMessageSequenceNumber: frame.sequenceNumber,
      IsSequentialMessage: true,
    };
    const bytes = encodeFrame({
      messageType: "acknowledge",
      createdDate: Date.now(),
      sequenceNumber: 0,
      flags: frameFlags.syn + frameFlags.fin,
      messageId: crypto.randomUUID(),
      payloadType: payloadTypes.none,
      payload: encodeJson(acknowledgement),
    });
    this.#socket?.send(bytes);
  }

  #read({ payloadType, payload }: Frame): void {
    // The other end speaks: whatever cut the connection before is over.
    this.#attempts = 0;
    switch (payloadType) {
      case payloadTypes.handshakeRequest: {
        const { response, refusal } = answerHandshake(decodeJson(payload));
        this.#outgoing.push(payloadTypes.handshakeResponse, encodeJson(response));
        if (refusal !== undefined) this.#finish({ how: "refused", reason: refusal });
        return;
      }
      case payloadTypes.handshakeComplete: {
        const note = decodeJson(payload)?.CustomerMessage;
        if (typeof note === "string" && note !== "") this.#options.onNotice?.(note);
        this.#becomeReady();
        return;
      }
      case payloadTypes.output:
        // Agents from before 2.3.750 begin without a handshake.
        this.#becomeReady();
        this.#options.onOutput(payload, "stdout");
        return;
      case payloadTypes.stdErr:
        this.#options.onOutput(payload, "stderr");
        return;
      case payloadTypes.exitCode: {
        const code = Number(new TextDecoder().decode(payload));
        if (Number.isInteger(code)) this.#exitCode = code;
        return;
      }
    }
  }

  #becomeReady(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    if (this.#size) this.resize(this.#size);
    this.#ready.resolve();
  }

  #finish(end: ChannelEnd): void {
    if (this.#end) return;
    this.#end = { ...end, ...(this.#exitCode === undefined ? {} : { exitCode: this.#exitCode }) };
    this.#outgoing.drop();
    this.#socket?.close();
    if (!this.#isReady)
      this.#ready.reject(new Error(end.reason || "The session ended before its shell was there."));
    this.#ended.resolve(this.#end);
  }
}
