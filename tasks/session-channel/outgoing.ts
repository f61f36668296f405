import { encodeFrame, frameFlags, type PayloadType } from "./frame.ts";

/** How the stream waits for acknowledgements, in milliseconds. The figures are those of AWS's own client. */
export interface Patience {
  /** Before the first acknowledgement has shown how long one takes. */
  firstMs: number;
  /** However long they take. */
  mostMs: number;
  /** A message that stays unanswered so long is given up, and the connection with it. */
  giveUpMs: number;
}

export const PATIENCE: Patience = { firstMs: 200, mostMs: 1_000, giveUpMs: 60_000 };

interface Sent {
  sequenceNumber: number;
  bytes: Uint8Array<ArrayBuffer>;
  firstSentAt: number;
  attempts: number;
}

/**
 * Our direction of a data channel: numbers what is sent, keeps it until it is acknowledged, and sends the oldest again
 * after a while that doubles with each attempt. The while follows how long acknowledgements take (RFC 6298).
 */
export class OutgoingStream {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #onSilence: () => void;
  readonly #patience: Patience;
  readonly #unacknowledged: Sent[] = [];
  readonly #flushed = new Set<() => void>();
  #nextNumber = 0;
  #smoothed: number | undefined;
  #variation = 0;
  #timer: NodeJS.Timeout | undefined;
  #held = true;

  /**
   * @param send puts bytes on the connection that there is
   * @param onSilence called once nothing has been acknowledged for so long that the connection must be dead
   */
  constructor(
    send: (bytes: Uint8Array<ArrayBuffer>) => void,
    onSilence: () => void,
    patience: Patience = PATIENCE,
  ) {
    this.#send = send;
    this.#onSilence = onSilence;
    this.#patience = patience;
  }

  /** Sends a message, now or as soon as the stream flows. */
  push(payloadType: PayloadType, payload: Uint8Array): void {
    const sequenceNumber = this.#nextNumber++;
    const bytes = encodeFrame({
      messageType: "input_stream_data",
      createdDate: Date.now(),
      sequenceNumber,
      flags: sequenceNumber === 0 ? frameFlags.syn : frameFlags.none,
      messageId: crypto.randomUUID(),
      payloadType,
      payload,
    });
    this.#unacknowledged.push({ sequenceNumber, bytes, firstSentAt: Date.now(), attempts: 0 });
    if (this.#held) return;
    this.#transmit(this.#unacknowledged.at(-1)!);
    this.#schedule();
  }

  /** Forgets a message that has arrived at the other end; one that is not known (any more) is no matter. */
  acknowledge(sequenceNumber: number): void {
    const index = this.#unacknowledged.findIndex((sent) => sent.sequenceNumber === sequenceNumber);
    if (index < 0) return;
    const [sent] = this.#unacknowledged.splice(index, 1);
    // Of a message that was sent twice nobody knows which of them was acknowledged (Karn's algorithm).
    if (sent!.attempts === 1) this.#learn(Date.now() - sent!.firstSentAt);
    this.#schedule();
    if (this.#unacknowledged.length > 0) return;
    for (const resolve of this.#flushed) resolve();
    this.#flushed.clear();
  }

  /** Lets the stream flow over a connection that is new, or ready again: all that is unacknowledged goes (again). */
  flow(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const sent of this.#unacknowledged) {
      sent.firstSentAt = Date.now();
      this.#transmit(sent);
    }
    this.#schedule();
  }

  /** Holds the stream: the connection is gone, or the other end has asked for a pause. */
  hold(): void {
    this.#held = true;
    clearTimeout(this.#timer);
  }

  /** Resolves when all that was sent has been acknowledged, or will never be because the stream was dropped. */
  flushed(): Promise<void> {
    if (this.#unacknowledged.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#flushed.add(resolve));
  }

  /** Ends the stream: nothing is sent any more. */
  drop(): void {
    this.hold();
    this.#unacknowledged.length = 0;
    for (const resolve of this.#flushed) resolve();
    this.#flushed.clear();
  }

  #transmit(sent: Sent): void {
    sent.attempts++;
    this.#send(sent.bytes);
  }

  #learn(roundTrip: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = roundTrip;
      this.#variation = roundTrip / 2;
      return;
    }
    this.#variation += (Math.abs(this.#smoothed - roundTrip) - this.#variation) / 4;
    this.#smoothed += (roundTrip - this.#smoothed) / 8;
  }

  #waitFor(attempts: number): number {
    const { firstMs, mostMs } = this.#patience;
    const usual = this.#smoothed === undefined ? firstMs : this.#smoothed + 4 * this.#variation;
    return Math.min(Math.max(usual, firstMs) * 2 ** (attempts - 1), mostMs);
  }

  /** Only the oldest is sent again: what comes after it has most likely arrived, and waits there for it. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const oldest = this.#unacknowledged[0];
    if (!oldest || this.#held) return;
    this.#timer = setTimeout(() => {
      if (Date.now() - oldest.firstSentAt >= this.#patience.giveUpMs) {
        this.hold();
        this.#onSilence();
        return;
      }
      this.#transmit(oldest);
      this.#schedule();
    }, this.#waitFor(oldest.attempts));
  }
}
