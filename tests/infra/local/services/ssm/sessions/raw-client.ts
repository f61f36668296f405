import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  type PayloadType,
  payloadTypes,
} from "../../../../../../tasks/session-channel/frame.ts";
import { decodeJson, encodeJson } from "../../../../../../tasks/session-channel/payloads.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL_SEQUENCE = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;

/** A client of a data channel that does nothing by itself: it acknowledges and answers when a test says so. */
export class RawClient {
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  readonly #opened: Promise<void>;
  #next = 0;
  readonly #waiting = new Set<() => void>();

  constructor(url: string, options: { headers?: Record<string, string> } = {}) {
    this.#socket = new WebSocket(url, options);
    this.#opened = new Promise((resolve, reject) => {
      this.#socket.once("open", () => resolve());
      this.#socket.once("error", reject);
    });
    this.#opened.catch(() => {});
    this.closed = new Promise((resolve) =>
      this.#socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    this.#socket.on("message", (data: Buffer) => {
      this.frames.push(decodeFrame(new Uint8Array(data)));
      for (const look of this.#waiting) look();
    });
    onTestFinished(() => this.#socket.terminate());
  }

  connected(): Promise<void> {
    return this.#opened;
  }

  async open(token: string): Promise<void> {
    await this.#opened;
    this.sendText(
      JSON.stringify({
        MessageSchemaVersion: "1.0",
        RequestId: randomUUID(),
        TokenValue: token,
        ClientId: randomUUID(),
        ClientVersion: "1.2.707.0",
      }),
    );
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** The bytes of the next input message, or of one with this number. */
  input(payloadType: PayloadType, payload: string | Uint8Array, sequenceNumber = this.#next++): Uint8Array {
    return encodeFrame({
      messageType: "input_stream_data",
      createdDate: Date.now(),
      sequenceNumber,
      flags: 0,
      messageId: randomUUID(),
      payloadType,
      payload: typeof payload === "string" ? new TextEncoder().encode(payload) : payload,
    });
  }

  type(text: string): void {
    this.sendBytes(this.input(payloadTypes.output, text));
  }

  /** A message of the channel itself. */
  post(messageType: Frame["messageType"], payload: object = {}): void {
    const shared = { createdDate: Date.now(), sequenceNumber: 0, flags: 3, messageId: randomUUID() };
    this.sendBytes(
      encodeFrame({ ...shared, messageType, payloadType: payloadTypes.none, payload: encodeJson(payload) }),
    );
  }

  acknowledge(frame: Frame): void {
    this.post("acknowledge", {
      AcknowledgedMessageType: frame.messageType,
      AcknowledgedMessageId: frame.messageId,
      AcknowledgedMessageSequenceNumber: frame.sequenceNumber,
      IsSequentialMessage: true,
    });
  }

  /** Acknowledges every stream message from now on, those that have come included. */
  acknowledgeAll(): void {
    const seen = new Set<string>();
    const all = () => {
      for (const frame of this.frames) {
        if (frame.messageType !== "output_stream_data" || seen.has(frame.messageId)) continue;
        seen.add(frame.messageId);
        this.acknowledge(frame);
      }
    };
    this.#socket.on("message", () => queueMicrotask(all));
    all();
  }

  /** Waits for the first frame that fits. */
  frame(fits: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.frames.find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** What the terminal was sent, each message once. */
  raw(): string {
    const parts = new Map<number, string>();
    for (const { messageType, payloadType, sequenceNumber, payload } of this.frames)
      if (messageType === "output_stream_data" && payloadType === payloadTypes.output)
        parts.set(sequenceNumber, new TextDecoder().decode(payload));
    return [...parts.entries()]
      .sort(([a], [b]) => a - b)
      .map(([, text]) => text)
      .join("");
  }

  /** The same without what a terminal obeys and does not show. */
  screen(): string {
    return this.raw().replaceAll(CONTROL_SEQUENCE, "").replaceAll("\r", "");
  }

  async until(text: string | RegExp): Promise<string> {
    // Any frame will do: it is the whole screen that is looked at.
    const fits = (frame: Frame) =>
      frame === this.frames[0] &&
      (typeof text === "string" ? this.screen().includes(text) : text.test(this.screen()));
    await this.frame(fits);
    return this.screen();
  }

  async shakeHands(): Promise<void> {
    this.acknowledgeAll();
    await this.frame(({ payloadType }) => payloadType === payloadTypes.handshakeRequest);
    this.sendBytes(
      this.input(
        payloadTypes.handshakeResponse,
        encodeJson({
          ClientVersion: "1.2.707.0",
          ProcessedClientActions: [{ ActionType: "SessionType", ActionStatus: 1 }],
          Errors: [],
        }),
      ),
    );
    await this.frame(({ payloadType }) => payloadType === payloadTypes.handshakeComplete);
  }

  /** Waits for the end of the channel. @returns why, in the agent's words */
  async end(): Promise<string> {
    const { payload } = await this.frame(({ messageType }) => messageType === "channel_closed");
    return String(decodeJson(payload)?.Output);
  }

  cut(): void {
    this.#socket.terminate();
  }
}
