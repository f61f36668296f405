import { findLab } from "../../../tasks/labs/find-step.ts";
import { situationOf } from "../../../tasks/labs/situation.ts";
import type { LabResources } from "../../../workflows/contract.ts";
import { stateOf } from "../account-state.ts";
import { LAB, type LabAccount, startLabAccount } from "../lab-account.ts";
import { ACTIONS } from "./actions.ts";

/**
 * What a return to the built lab leaves as it is: what runs in the process (functions that are warm, their sessions,
 * logs and executions), and Event history, none of which a clean-up is to touch. Everything else is put back.
 */
const RUNNING = ["cloudtrail-events", "lambda", "logs", "states", "sts-sessions"];

/** The steps, each done as Handrail does it, and everything else that a participant does. */
export const MOVES: readonly string[] = [
  ...findLab(LAB).steps.map((step) => `do ${step.id}`),
  ...Object.keys(ACTIONS),
];

type State = Record<string, Record<string, Record<string, object>>>;

/** An account in which the lab was built, to be walked through again and again. */
export class WalkedAccount {
  readonly #lab: LabAccount;
  /** What the account held before the lab, and once it was built. */
  readonly before: object;
  readonly #built: State;
  /** The lab's parts as they were when it was built: what the guide's commands name. */
  readonly #resources: LabResources;

  private constructor(lab: LabAccount, before: object, resources: LabResources) {
    this.#lab = lab;
    this.before = before;
    this.#resources = resources;
    this.#built = structuredClone(lab.account.cloud.state) as State;
  }

  static async build(): Promise<WalkedAccount> {
    const lab = await startLabAccount();
    const before = await stateOf(lab);
    const { resources } = await lab.build();
    return new WalkedAccount(lab, before, resources);
  }

  /** Goes back to the built lab, makes the moves, cleans up, and answers what the account holds then. */
  async walk(moves: readonly string[]): Promise<{ after: object; cleaned: object }> {
    this.#goBack();
    for (const move of moves) await this.#make(move);
    const cleaned = await this.#lab.cleanUp();
    return { after: await stateOf(this.#lab), cleaned };
  }

  async #make(move: string): Promise<void> {
    const { clients, book } = this.#lab;
    const lab = findLab(LAB);
    const step = lab.steps.find(({ id }) => move === `do ${id}`);
    try {
      if (step) await Array.fromAsync(step.solve(clients, await situationOf(lab, clients, book)));
      else await ACTIONS[move]!(clients, this.#resources);
    } catch (error) {
      // What AWS refuses a participant, and a step that needs another one first, leave the walk to go on.
      if (!(error instanceof Error) || error instanceof TypeError) throw error;
    }
  }

  #goBack(): void {
    const state = this.#lab.account.cloud.state as State;
    for (const regions of Object.values(state))
      for (const stores of Object.values(regions))
        for (const name of Object.keys(stores)) if (!RUNNING.includes(name)) delete stores[name];
    for (const [accountId, regions] of Object.entries(this.#built))
      for (const [region, stores] of Object.entries(regions))
        for (const [name, store] of Object.entries(stores))
          if (!RUNNING.includes(name)) state[accountId]![region]![name] = structuredClone(store);
  }

  stop(): Promise<void> {
    return this.#lab.stop();
  }
}
