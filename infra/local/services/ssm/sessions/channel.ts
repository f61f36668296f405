import { randomUUID } from "node:crypto";
import {
  DecodeError,
  decodeFrame,
  encodeFrame,
  type Frame,
  frameFlags,
  type MessageType,
  type PayloadType,
  payloadTypes,
} from "../../../../../tasks/session-channel/frame.ts";
import { IncomingStream } from "../../../../../tasks/session-channel/incoming.ts";
import {
  type Acknowledgement,
  channelFlags,
  decodeFlag,
  decodeJson,
  encodeJson,
} from "../../../../../tasks/session-channel/payloads.ts";

/** The agent's limit for one message. */
const MAX_PAYLOAD = 1024;
/** Messages kept for a client that does not acknowledge them: some megabytes at most. */
const MAX_UNACKNOWLEDGED = 4_000;
/** The agent resends its oldest message after this, and after longer each time. In milliseconds of real time. */
const RESEND_AFTER = 200;
const RESEND_AFTER_AT_MOST = 1_000;

/** What the channel needs of a WebSocket. */
export interface ChannelSocket {
  send(bytes: Uint8Array): void;
  close(code?: number, reason?: string): void;
}

/** What arrives, in order and once. */
export interface ChannelEvents {
  stream(payloadType: PayloadType, payload: Uint8Array): void;
  /** The client ends the session. */
  terminated(): void;
}

interface Sent {
  sequenceNumber: number;
  bytes: Uint8Array;
  sentAt: number;
  wait: number;
}

/**
 * The agent's end of a data channel: numbers and keeps what it sends until it is acknowledged, and puts what it
 * receives in order. It outlives its socket: a client that has lost its connection resumes where it was.
 *
 * Source: aws/amazon-ssm-agent (`agent/session/datachannel`). Unlike the agent it acknowledges a message that it has
 * had already, so that a client whose acknowledgement was lost with its connection stops resending.
 *
 * One class, and therefore one file, however long: all of it works on the same queues and counters.
 */
export class AgentChannel {
  readonly #events: ChannelEvents;
  readonly #session: { id: string; target: string };
  #socket: ChannelSocket | undefined;
  #paused = false;
  readonly #incoming = new IncomingStream();
  #next = 0;
  #unacknowledged: Sent[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(session: { id: string; target: string }, events: ChannelEvents) {
    this.#session = session;
    this.#events = events;
  }

  get attached(): boolean {
    return this.#socket !== undefined;
  }

  /** Takes a connection whose token was good; one before it is closed. */
  attach(socket: ChannelSocket): void {
    this.#socket?.close(1000, "Another connection has resumed the session");
    this.#socket = socket;
    this.#paused = false;
    this.#post(
      "start_publication",
      payloadTypes.none,
      encodeJson({ SchemaVersion: 1, SessionId: this.#session.id }),
    );
    for (const sent of this.#unacknowledged) this.#transmit(sent);
  }

  detach(socket: ChannelSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#stopTimer();
  }

  /** One binary message of the client. What cannot be read is passed over: the client will send it again. */
  receive(bytes: Uint8Array): void {
    let frame: Frame;
    try {
      frame = decodeFrame(bytes);
    } catch (error) {
      if (error instanceof DecodeError) return;
      throw error;
    }
    switch (frame.messageType) {
      case "input_stream_data":
        this.#takeInput(frame);
        break;
      case "acknowledge":
        this.#takeAcknowledgement(frame);
        break;
      case "pause_publication":
        this.#paused = true;
        this.#stopTimer();
        break;
      case "start_publication":
        this.#resume();
        break;
      case "channel_closed":
        this.#events.terminated();
        break;
      case "output_stream_data":
        // Ours to send, not to get.
        break;
    }
  }

  /** Sends a part of the stream, in as many messages as it takes. */
  send(payloadType: PayloadType, payload: Uint8Array): void {
    for (const part of portions(payload)) this.#enqueue(payloadType, part);
  }

  /**
   * Tells the client that the session is over, and closes the connection.
   * @param output why, in words; empty where it simply ended
   */
  close(output: string): void {
    this.#stopTimer();
    const messageId = randomUUID();
    this.#post(
      "channel_closed",
      payloadTypes.none,
      encodeJson({
        MessageType: "channel_closed",
        MessageId: messageId,
        DestinationId: this.#session.target,
        SessionId: this.#session.id,
        SchemaVersion: 1,
        CreatedDate: new Date().toISOString(),
        Output: output,
      }),
    );
    this.#socket?.close(1000);
    this.#socket = undefined;
    this.#unacknowledged = [];
  }

  #takeInput(frame: Frame): void {
    this.#resume();
    const { inOrder, acknowledge } = this.#incoming.accept(frame);
    if (acknowledge) this.#acknowledge(frame);
    for (const each of inOrder) this.#process(each);
  }

  #process({ payloadType, payload }: Frame): void {
    if (payloadType === payloadTypes.flag && decodeFlag(payload) === channelFlags.terminateSession)
      this.#events.terminated();
    else this.#events.stream(payloadType, payload);
  }

  #acknowledge(frame: Frame): void {
    const acknowledgement: Acknowledgement = {
      AcknowledgedMessageType: frame.messageType,
      AcknowledgedMessageId: frame.messageId,
      AcknowledgedMessageSequenceNumber: frame.sequenceNumber,
      IsSequentialMessage: true,
    };
    this.#post("acknowledge", payloadTypes.none, encodeJson(acknowledgement));
  }

  #takeAcknowledgement(frame: Frame): void {
    this.#resume();
    const number = decodeJson(frame.payload)?.AcknowledgedMessageSequenceNumber;
    this.#unacknowledged = this.#unacknowledged.filter((sent) => sent.sequenceNumber !== number);
    if (this.#unacknowledged.length === 0) this.#stopTimer();
  }

  #enqueue(payloadType: PayloadType, payload: Uint8Array): void {
    if (this.#unacknowledged.length >= MAX_UNACKNOWLEDGED) return;
    const sequenceNumber = this.#next++;
    const bytes = encodeFrame({
      messageType: "output_stream_data",
      createdDate: Date.now(),
      sequenceNumber,
      flags: sequenceNumber === 0 ? frameFlags.syn : frameFlags.none,
      messageId: randomUUID(),
      payloadType,
      payload,
    });
    const sent: Sent = { sequenceNumber, bytes, sentAt: 0, wait: RESEND_AFTER };
    this.#unacknowledged.push(sent);
    if (!this.#paused) this.#transmit(sent);
  }

  #transmit(sent: Sent): void {
    sent.sentAt = Date.now();
    this.#socket?.send(sent.bytes);
    this.#startTimer();
  }

  /** A message of the channel itself: it has no place in the stream, and is not sent again. */
  #post(messageType: MessageType, payloadType: PayloadType, payload: Uint8Array): void {
    this.#socket?.send(
      encodeFrame({
        messageType,
        createdDate: Date.now(),
        sequenceNumber: 0,
        flags: frameFlags.syn | frameFlags.fin,
        messageId: randomUUID(),
        payloadType,
        payload,
      }),
    );
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    for (const sent of this.#unacknowledged) this.#transmit(sent);
  }

  #startTimer(): void {
    if (this.#timer || !this.#socket) return;
    this.#timer = setInterval(() => this.#resend(), RESEND_AFTER / 2);
    this.#timer.unref();
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #resend(): void {
    const [oldest] = this.#unacknowledged;
    if (!oldest) {
      this.#stopTimer();
      return;
    }
    if (Date.now() - oldest.sentAt < oldest.wait) return;
    oldest.wait = Math.min(oldest.wait * 2, RESEND_AFTER_AT_MOST);
    this.#transmit(oldest);
  }
}

/** The parts of a payload that fit a message, cut between characters of UTF-8. */
function portions(payload: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < payload.length; ) {
    let end = Math.min(start + MAX_PAYLOAD, payload.length);
    while (end < payload.length && end > start + 1 && (payload[end]! & 0xc0) === 0x80) end--;
    parts.push(payload.subarray(start, end));
    start = end;
  }
  return parts;
}
