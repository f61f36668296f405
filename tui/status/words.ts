import { VERB_WORDS } from "../screens/machine/about.ts";
import type { LabStatus, Work } from "./lab-status.ts";

/** How the lab itself stands, in words. */
export const STANDS: Record<LabStatus["stands"], string> = {
  none: "not built",
  building: "being built",
  built: "built",
  cleaning: "being cleaned up; it may wait for somebody's yes",
  cleaned: "cleaned up",
  unclear: "not known: the last build or clean-up did not come to a good end",
};

/** What an execution does, and at which step: `solve services-egress`. */
export const aboutWork = ({ verb, step }: Work): string => [VERB_WORDS[verb], step].filter(Boolean).join(" ");
