import type { LabGuide, Place } from "../tasks/labs/lab.ts";
import type { Orchestrator } from "./execution/orchestrator.ts";

/** A lab to work in, as the terminal is handed it. */
export interface LabSession {
  guide: LabGuide;
  orchestrator: Orchestrator;
  place: Place & {
    kind: "local" | "aws";
    /** Who we are there. */
    arn: string;
    /** Where the local account listens. */
    endpoint?: string;
  };
  /** The template to build instead of the lab's own. */
  template?: string;
}

/** Opens the session while the first frame is on the screen already; `tell` hears what is being done. */
export type OpenSession = (tell: (line: string) => void) => Promise<LabSession>;
