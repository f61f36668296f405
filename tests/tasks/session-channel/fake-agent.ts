import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { decodeFrame, encodeFrame, type Frame, payloadTypes } from "../../../tasks/session-channel/frame.ts";
import { decodeJson, encodeJson } from "../../../tasks/session-channel/payloads.ts";

/** An agent's end of a data channel that does only what a test tells it: nothing is answered by itself. */
export interface FakeAgent {
  /** The address of its next channel. */
  address(): { streamUrl: string; tokenValue: string };
  /** The next frame from the client that fits, in the order of arrival; acknowledgements are frames as well. */
  next(fits?: (frame: Frame) => boolean): Promise<Frame>;
  /** How many frames that fit have come and were not taken yet. */
  unread(fits: (frame: Frame) => boolean): number;
  /** The next message that opens a channel. */
  opened(): Promise<Record<string, unknown>>;
  send(frame: Partial<Frame>): void;
  /** The same with what needs no attention filled in. */
  output(text: string, sequenceNumber: number): void;
  acknowledge(frame: Frame): void;
  /** Asks for a session type, and completes the handshake. Uses the first two sequence numbers. */
  shakeHands(): Promise<void>;
  /** Cuts the connection. */
  cut(): void;
  raw(bytes: Uint8Array): void;
}

/** A list that is waited on. */
class Mailbox<T> {
  readonly #items: T[] = [];
  readonly #waiting: { fits: (item: T) => boolean; resolve: (item: T) => void }[] = [];

  put(item: T): void {
    const index = this.#waiting.findIndex(({ fits }) => fits(item));
    if (index >= 0) this.#waiting.splice(index, 1)[0]!.resolve(item);
    else this.#items.push(item);
  }

  count(fits: (item: T) => boolean): number {
    return this.#items.filter(fits).length;
  }

  take(fits: (item: T) => boolean): Promise<T> {
    const index = this.#items.findIndex(fits);
    if (index >= 0) return Promise.resolve(this.#items.splice(index, 1)[0]!);
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }
}

export const isAcknowledgement = (frame: Frame): boolean => frame.messageType === "acknowledge";
export const isInput = (frame: Frame): boolean =>
  frame.messageType === "input_stream_data" && frame.payloadType === payloadTypes.output;
export const ofPayload =
  (payloadType: number) =>
  (frame: Frame): boolean =>
    frame.messageType === "input_stream_data" && frame.payloadType === payloadType;
export const textOf = (frame: Frame): string => new TextDecoder().decode(frame.payload);

/** Starts an agent on 127.0.0.1; it stops with the test. */
export async function fakeAgent(): Promise<FakeAgent> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const frames = new Mailbox<Frame>();
  const opens = new Mailbox<Record<string, unknown>>();
  let socket: WebSocket | undefined;
  server.on("connection", (connected) => {
    socket = connected;
    connected.on("message", (data: Buffer, isBinary) => {
      if (isBinary) frames.put(decodeFrame(data));
      else opens.put(JSON.parse(data.toString()));
    });
  });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  let count = 0;
  const agent: FakeAgent = {
    address: () => ({ streamUrl: `ws://127.0.0.1:${port}/`, tokenValue: `token-${++count}` }),
    next: (fits = () => true) => frames.take(fits),
    unread: (fits) => frames.count(fits),
    opened: () => opens.take(() => true),
    send: (frame) =>
      socket!.send(
        encodeFrame({
          messageType: "output_stream_data",
          createdDate: Date.now(),
          sequenceNumber: 0,
          flags: 0,
          messageId: crypto.randomUUID(),
          payloadType: payloadTypes.output,
          payload: new Uint8Array(),
          ...frame,
        }),
      ),
    output: (text, sequenceNumber) => agent.send({ sequenceNumber, payload: new TextEncoder().encode(text) }),
    acknowledge: (frame) =>
      agent.send({
        messageType: "acknowledge",
        payload: encodeJson({
          AcknowledgedMessageType: frame.messageType,
          AcknowledgedMessageId: frame.messageId,
          AcknowledgedMessageSequenceNumber: frame.sequenceNumber,
          IsSequentialMessage: true,
        }),
      }),
    async shakeHands() {
      await agent.opened();
      agent.send({
        sequenceNumber: 0,
        payloadType: payloadTypes.handshakeRequest,
        payload: encodeJson({
          AgentVersion: "3.3.1611.0",
          RequestedClientActions: [
            { ActionType: "SessionType", ActionParameters: { SessionType: "Standard_Stream" } },
          ],
        }),
      });
      agent.acknowledge(await agent.next(ofPayload(payloadTypes.handshakeResponse)));
      agent.send({
        sequenceNumber: 1,
        payloadType: payloadTypes.handshakeComplete,
        payload: encodeJson({ HandshakeTimeToComplete: 1_000_000, CustomerMessage: "" }),
      });
      await agent.next(isAcknowledgement);
      await agent.next(isAcknowledgement);
    },
    cut: () => socket!.terminate(),
    raw: (bytes) => socket!.send(bytes),
  };
  return agent;
}

/** What an acknowledgement acknowledges. */
export const acknowledged = (frame: Frame) => decodeJson(frame.payload)!;
