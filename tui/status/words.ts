import { VERB_WORDS } from "../screens/machine/about.ts";
import type { LabStatus, Work } from "./lab-status.ts";

const STANDS: Record<LabStatus["stands"], string> = {
  none: "not built",
  building: "being built",
  built: "built",
  cleaning: "being cleaned up",
  cleaned: "cleaned up",
  unclear: "not known: the last build or clean-up did not come to a good end",
};

/** How the lab itself stands, in words; a reset's clean-up never waits. */
export const standing = ({ stands, running }: LabStatus): string =>
  stands === "cleaning" && running.some(({ mayWait }) => mayWait)
    ? `${STANDS[stands]}; it may wait for somebody's yes`
    : STANDS[stands];

/** What an execution does, and at which step: `solve services-egress`. */
export const aboutWork = ({ verb, step }: Work): string => [VERB_WORDS[verb], step].filter(Boolean).join(" ");
