import { refusalWords } from "../../tasks/fleet/refusal-words.ts";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import { type FleetAccount, unreadableAccount } from "../../tui/fleet/fleet-account.ts";
import type { Account, ListedAccount } from "../../workflows/contract.ts";
import type { Connection } from "../connection.ts";
import { type EnteredAccount, Entrance } from "./enter-account.ts";
import { readAccount } from "./read-account.ts";

/** How many accounts are looked at side by side: AWS limits calls by account, but AssumeRole is called from one. */
const AT_A_TIME = 20;

/** Looks at the accounts of a fleet, again and again where that is wanted: each is entered once, and asked its alias once. */
export class FleetReader {
  /** The ids of all accounts, in their order. */
  readonly accounts: readonly string[];
  /** How the ARNs of the instructor's own state machines begin. */
  readonly ownMachines: string;
  readonly #guide: LabGuide;
  readonly #listed: ReadonlyMap<string, ListedAccount>;
  readonly #entrance: Entrance;
  readonly #entered = new Map<string, EnteredAccount>();
  readonly #known = new Map<string, Account>();

  constructor(connection: Connection, guide: LabGuide, listed: readonly ListedAccount[]) {
    this.#guide = guide;
    this.#entrance = new Entrance(connection);
    this.#listed = new Map(listed.map((one) => [one.account, one]));
    this.accounts = [...this.#listed.keys()];
    this.ownMachines = this.#entrance.enter(connection.accountId).machines;
  }

  /** What is found of an account; what keeps it from being looked at is part of that. */
  async look(id: string): Promise<FleetAccount> {
    const refused = this.#listed.get(id)?.refused;
    if (refused) return unreadableAccount({ id }, refusalWords(refused, { pattern: "" }));
    const entered = this.#entered.get(id) ?? this.#entrance.enter(id);
    this.#entered.set(id, entered);
    const found = await readAccount(entered, this.#guide, this.#known.get(id));
    if (found.status) this.#known.set(id, found.account);
    return found;
  }

  /** What is found of all of them, in their order. One that cannot be looked at does not keep others from it. */
  async all(): Promise<FleetAccount[]> {
    const found: FleetAccount[] = [];
    const waiting = this.accounts.entries();
    const worker = async () => {
      for (const [index, id] of waiting) found[index] = await this.look(id);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    return found;
  }
}
