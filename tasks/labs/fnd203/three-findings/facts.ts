import type { SampleRequest } from "../sample-findings/requests.ts";

/** A finding, by what the step asks of it. */
export interface SeenFinding {
  id: string;
  type: string;
  action?: string;
  resource?: string;
  archived: boolean;
}

/** What the step observes: the findings of the types that fill its slots. */
export interface ThreeFacts {
  /** Absent where the Region has no detector. */
  detectorId?: string;
  findings: SeenFinding[];
  /** What samples were asked for lately and may still appear; read only where a slot is empty. */
  requests: SampleRequest[];
}
