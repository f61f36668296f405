import type { Frame } from "./frames.ts";
import { textOf } from "./history.ts";

/** AWS's limit on all variables of an execution, in bytes. Source: Developer Guide, "Passing data … with variables". */
const VARIABLES_LIMIT = 10 * 1024 * 1024;

/** Bytes of what a branch has, and of what it is about to be given besides. */
interface Share {
  stored: number;
  reserved: number;
}

/**
 * How much room the variables of an execution take, those of all its branches and iterations together. Unsure: how AWS
 * measures a value, which is counted as its JSON here, and that what goes out of scope counts no more.
 */
export class StoredVariables {
  readonly #shares = new Map<Frame, Share>();
  #total = 0;

  /** Counts what a branch has when it begins to run: something where it had begun before a restart. */
  enter(frame: Frame): void {
    const stored = Object.keys(frame.variables).reduce((sum, name) => sum + sizeIn(frame, name), 0);
    this.#set(frame, { stored, reserved: 0 });
  }

  /** A branch's variables go out of scope with it. */
  leave(frame: Frame): void {
    this.#set(frame, NOTHING);
  }

  /**
   * Keeps room for values, each as JSON, that a branch is to have in place of those under their names; false where
   * there is none. Branches side by side all prepare what they assign before the first of them has it.
   */
  reserve(frame: Frame, assigned: Record<string, string> = {}): boolean {
    const { stored } = this.#shares.get(frame) ?? NOTHING;
    let reserved = 0;
    for (const [name, text] of Object.entries(assigned)) {
      reserved += Buffer.byteLength(text) - sizeIn(frame, name);
    }
    this.#set(frame, { stored, reserved });
    if (this.#total <= VARIABLES_LIMIT) return true;
    this.#set(frame, { stored, reserved: 0 });
    return false;
  }

  /** The branch has what room was kept for. */
  commit(frame: Frame): void {
    const { stored, reserved } = this.#shares.get(frame) ?? NOTHING;
    this.#set(frame, { stored: stored + reserved, reserved: 0 });
  }

  #set(frame: Frame, share: Share): void {
    const before = this.#shares.get(frame) ?? NOTHING;
    this.#total += share.stored + share.reserved - before.stored - before.reserved;
    if (share.stored === 0 && share.reserved === 0) this.#shares.delete(frame);
    else this.#shares.set(frame, share);
  }
}

const NOTHING: Share = { stored: 0, reserved: 0 };

const sizeIn = ({ variables }: Frame, name: string): number =>
  Object.hasOwn(variables, name) ? Buffer.byteLength(textOf(variables[name]!)) : 0;
