import { fnd203Guide } from "./fnd203/guide.ts";
import type { LabGuide } from "./lab.ts";

/** Every lab as the terminal and the CLI list it. */
export const labGuides: readonly LabGuide[] = [fnd203Guide];
