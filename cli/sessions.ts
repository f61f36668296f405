import type { Choice, LabSession, SessionPlace, Undeployed } from "../tui/session.ts";
import { changesOf } from "./changes/source.ts";
import type { Connection } from "./connection.ts";
import { optionsFor } from "./launch.ts";
import type { NotReady, OpenLab } from "./open-lab.ts";
import type { PlaceOptions } from "./place-options.ts";
import { type Shells, shellsOf } from "./session/pane.ts";
import { proposedSuffix } from "./suffix.ts";

type Tell = (line: string) => void;

interface Opening {
  choice: Choice;
  lab: Promise<OpenLab | NotReady>;
  /** Who hears of it; nobody yet, where it is opened before it is asked for. */
  tell: Tell;
  stop: AbortController;
  /** The shells on servers, once it is open. */
  shells?: Shells;
}

/** The terminal's sessions: one account at a time is open, or being opened. */
export class Sessions {
  readonly #options: PlaceOptions;
  #current: Opening | undefined;
  /** Whether the current one is for whoever asks next. */
  #ahead = false;

  constructor(options: PlaceOptions) {
    this.#options = options;
  }

  /** Begins to open what will probably be asked for. What goes wrong with it is told to whoever then asks. */
  openAhead(choice: Choice): void {
    this.#current = this.#begin(choice, () => {});
    this.#ahead = true;
    this.#current.lab.catch(() => {});
  }

  /** Opens a lab's account, and closes the one before. @throws Problem saying what to do */
  async open(choice: Choice, tell: Tell): Promise<LabSession | Undeployed> {
    const opening = await this.#take(choice, tell);
    const lab = await opening.lab;
    opening.shells = shellsOf(lab.connection);
    if (!("found" in lab)) return sessionOf(lab, opening.shells);
    const { undeployed } = await import("./undeployed.ts");
    const session = lab.lab && sessionOf(lab.lab, opening.shells);
    return undeployed(lab, placeOf(lab.connection), session);
  }

  /** Closes what is open, or is being opened; says whether whoever asked for it had nothing but a failure. */
  async close(): Promise<boolean> {
    const [closing, asked] = [this.#current, !this.#ahead];
    this.#current = undefined;
    if (!closing) return false;
    const reason = new Error("The terminal is closing");
    closing.stop.abort(reason);
    try {
      await closing.shells?.close();
      await (await closing.lab).connection.close();
      return false;
    } catch (error) {
      return asked && error !== reason;
    }
  }

  async #take(choice: Choice, tell: Tell): Promise<Opening> {
    const ahead = this.#ahead ? this.#current : undefined;
    if (ahead && ahead.choice.kind === choice.kind && ahead.choice.guide === choice.guide) {
      this.#ahead = false;
      ahead.tell = tell;
      return ahead;
    }
    await this.close();
    this.#ahead = false;
    this.#current = this.#begin(choice, tell);
    return this.#current;
  }

  #begin(choice: Choice, tell: Tell): Opening {
    const stop = new AbortController();
    // Loaded once the first frame is on the screen: the AWS clients take a third of a second.
    const lab = import("./open-lab.ts").then(({ openAccount }) =>
      openAccount(optionsFor(choice, this.#options), (line) => opening.tell(line), stop.signal),
    );
    const opening: Opening = { choice, lab, tell, stop };
    return opening;
  }
}

/** What the terminal is given of an open lab. */
function sessionOf(
  { connection, orchestrator, guide, template, suffix }: OpenLab,
  shells: Shells,
): LabSession {
  return {
    guide,
    orchestrator,
    changes: changesOf(connection),
    template,
    suffix,
    proposedSuffix: proposedSuffix(),
    place: placeOf(connection),
    notices: connection.notices,
    openShell: shells.open,
  };
}

function placeOf({ place: kind, ...connection }: Connection): SessionPlace {
  const { accountId, region, arn, profile, endpoint, shellCommand, timeScale } = connection;
  return { kind, accountId, region, arn, profile, endpoint, shellCommand, timeScale };
}
