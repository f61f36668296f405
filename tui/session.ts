import type { LabGuide, Place } from "../tasks/labs/lab.ts";
import type { Orchestrator } from "./execution/orchestrator.ts";
import type { OpenShell } from "./shell/shell.ts";

/** Where the participant works. */
export interface SessionPlace extends Place {
  kind: "local" | "aws";
  /** Who we are there. */
  arn: string;
  /** Where the local account listens. */
  endpoint?: string;
  /** What a shell evaluates so that the AWS CLI speaks to the local account. */
  shellCommand?: string;
}

/** The account may have changed: just now, or (`late`) because what was changed a while ago may only be visible now. */
export interface Change {
  late: boolean;
}

/** Says when the account may have changed: by what it is told, or by the clock where nothing tells. */
export interface ChangeSource {
  /** Yields at each change until the signal aborts. */
  changes(signal: AbortSignal): AsyncIterable<Change>;
  /** Somebody is at work: what looks by the clock looks more often again. */
  stir(): void;
}

/** A lab to work in, as the terminal is handed it. */
export interface LabSession {
  guide: LabGuide;
  orchestrator: Orchestrator;
  place: SessionPlace;
  /** What the watch listens to. */
  changes: ChangeSource;
  /** The template to build instead of the lab's own. */
  template?: string;
  /** What the participant is to add to the names of their buckets, if they said so before being asked. */
  suffix?: string;
  /** What is proposed to them otherwise. */
  proposedSuffix: string;
  /** What the participant should know of the start, such as a saved account that could not be read. */
  notices: readonly string[];
  /** Opens a session on one of the lab's servers, as the participant. */
  openShell: OpenShell;
}

/**
 * Opens the session while the first frame is on the screen already; `tell` hears what is being done. Called again,
 * it opens anew: the account may have gone meanwhile.
 */
export type OpenSession = (tell: (line: string) => void) => Promise<LabSession>;
