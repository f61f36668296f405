import type { LabGuide, Place } from "../tasks/labs/lab.ts";
import type { Orchestrator } from "./execution/orchestrator.ts";
import type { OpenShell } from "./shell/shell.ts";

/** Where the participant works. */
export interface SessionPlace extends Place {
  kind: "local" | "aws";
  /** Who we are there. */
  arn: string;
  /** The profile of the AWS configuration that was asked for by name. */
  profile?: string;
  /** Where the local account listens. */
  endpoint?: string;
  /** How much shorter than AWS's the waits of its state machines are; absent: they are not. */
  timeScale?: number;
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
  /** Yields when executions may have begun or ended, until the signal aborts. */
  executions(signal: AbortSignal): AsyncIterable<void>;
  /** Somebody is at work: what looks by the clock looks more often again. */
  stir(): void;
}

/** A lab to work in, as the terminal is handed it. */
export interface LabSession {
  guide: LabGuide;
  orchestrator: Orchestrator;
  place: SessionPlace;
  /** What the watch and the list of executions listen to. */
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

/** Things of one kind that Handrail puts into an account. */
export interface Creation {
  /** In the plural, such as `functions`. */
  kind: string;
  things: readonly { name: string; about?: string }[];
}

/** An account that is open, but whose state machines are not there, or are of another build. */
export interface Undeployed {
  needs: "deploy";
  place: SessionPlace;
  /** What was found: nothing, a whole one of another build, or one that never came up or is under way. */
  found: "nothing" | "other-build" | "unfinished";
  /** CloudFormation's word for how the stack stands. */
  stackStatus?: string;
  /** All that deploying creates. */
  creates: readonly Creation[];
  /** Puts the state machines there, or brings them up to date; `tell` hears what is done, a line each. */
  deploy(tell: (line: string) => void): Promise<void>;
  /** To go on with what is there. Absent where that cannot be worked with. */
  session?: LabSession;
}

/**
 * Opens the session while the first frame is on the screen already; `tell` hears what is being done. Called again,
 * it opens anew: the account may have gone meanwhile.
 */
export type OpenSession = (tell: (line: string) => void) => Promise<LabSession | Undeployed>;

/** A lab, and where to run it. */
export interface Choice {
  guide: LabGuide;
  kind: SessionPlace["kind"];
}

/** What there is to begin with, as the terminal is handed it. */
export interface Launch {
  labs: readonly LabGuide[];
  /** Absent: the participant is asked, and `suggested` is what is proposed. */
  chosen?: Choice;
  suggested: Choice;
  /** Where the local account is kept; absent: nowhere. */
  home?: string;
  /** How fast the local account's delays pass. */
  pace: "instant" | "fast" | "real";
  /** What is proposed to be added to the names of buckets. */
  suffix: string;
  open(choice: Choice, tell: (line: string) => void): Promise<LabSession | Undeployed>;
}
