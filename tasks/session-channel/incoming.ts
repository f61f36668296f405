import type { Frame } from "./frame.ts";

/** How many messages are kept that came before their turn; as many as AWS's own client keeps. */
const MOST_KEPT = 10_000;

/**
 * The other end's direction of a data channel: puts messages back into their order, and takes each once. The other
 * end sends a message again until it is acknowledged, so that the same one may come twice, or late.
 */
export class IncomingStream {
  readonly #early = new Map<number, Frame>();
  #expected = 0;

  /**
   * Takes a message in.
   *
   * @returns `inOrder`: what can be read now, this message or none or several; `acknowledge`: whether to tell the
   *   other end that this one has arrived, which is so unless there is no room for it
   */
  accept(frame: Frame): { inOrder: Frame[]; acknowledge: boolean } {
    const { sequenceNumber } = frame;
    // Its acknowledgement must have been lost: without another the other end would go on sending it.
    if (sequenceNumber < this.#expected) return { inOrder: [], acknowledge: true };
    if (sequenceNumber > this.#expected) {
      if (this.#early.size >= MOST_KEPT) return { inOrder: [], acknowledge: false };
      this.#early.set(sequenceNumber, frame);
      return { inOrder: [], acknowledge: true };
    }
    const inOrder = [frame];
    this.#expected++;
    for (let next = this.#early.get(this.#expected); next; next = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      inOrder.push(next);
      this.#expected++;
    }
    return { inOrder, acknowledge: true };
  }
}
