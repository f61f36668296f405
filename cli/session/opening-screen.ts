import { endsWithPrompt } from "../../tasks/session-channel/shell.ts";

/** A refusal is told at once; whatever has not shown a prompt for so long is a shell of another kind. */
const HOLD_MS = 1_000;

/**
 * What a server writes, held back until its shell is there: an agent that refuses a session writes why into it, and
 * that is to be told as an error and not shown as if a shell had said it.
 */
export class OpeningScreen {
  readonly #show: (bytes: Uint8Array) => void;
  readonly #decoder = new TextDecoder();
  #bytes: Uint8Array[] = [];
  #text = "";
  #isOpen = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(show: (bytes: Uint8Array) => void) {
    this.#show = show;
  }

  write(bytes: Uint8Array): void {
    if (this.#isOpen) {
      this.#show(bytes);
      return;
    }
    this.#bytes.push(bytes);
    this.#text += this.#decoder.decode(bytes, { stream: true });
    this.#timer ??= setTimeout(() => this.open(), HOLD_MS).unref();
    if (endsWithPrompt(this.#text)) this.open();
  }

  /** Shows what is held, and from then on everything as it comes. */
  open(): void {
    clearTimeout(this.#timer);
    this.#isOpen = true;
    for (const bytes of this.#bytes) this.#show(bytes);
    this.#bytes = [];
  }

  /** What has been held to the end, where no shell came; undefined where one did. */
  get held(): string | undefined {
    return this.#isOpen ? undefined : this.#text.trim();
  }
}
