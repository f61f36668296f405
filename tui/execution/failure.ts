import { ERRORS } from "../../workflows/contract.ts";
import { describeLeft } from "./left-behind.ts";
import { describeNotSolved } from "./not-solved.ts";

/** Why an execution did not succeed, in words, and what to do about it. */
export interface Failure {
  what: string;
  todo?: string;
}

/** How a reader can act: by the terminal's keys, or by commands. */
export type Means = "keys" | "commands";

const DO: Record<Means, Record<"build" | "clean-up" | "verify" | "left" | "again", string>> = {
  keys: {
    build: "Press b to build it.",
    "clean-up": "Press c to clean up, then b to build anew.",
    verify: "Press v to look again, and s to try again.",
    left: "Press R to go on there, or c to plan anew.",
    again: "Press the same key to try again.",
  },
  commands: {
    build: "Build it with: handrail build",
    "clean-up": "Clean up with `handrail clean-up`, then build anew.",
    verify: "Look again with: handrail verify",
    left: "Go on there with `handrail redrive`, or plan anew with `handrail clean-up`.",
    again: "Try again.",
  },
};

/**
 * Puts an execution's error and cause into words.
 *
 * @param error one of ERRORS, or an error name of AWS
 * @param cause the message that came with it; of `leftBehind`, `notSolved` and `notTold` with JSON in it
 */
export function explainFailure(error: string | undefined, cause: string | undefined, means: Means): Failure {
  const words = DO[means];
  switch (error) {
    case ERRORS.labNotFound:
      return { what: cause || "The lab is not built.", todo: words.build };
    case ERRORS.refused:
      return { what: `The build was refused before anything was touched. ${cause ?? ""}`.trimEnd() };
    case ERRORS.stackFailed:
      return { what: cause || "The stack could not be made.", todo: words["clean-up"] };
    case ERRORS.notSolved:
      return { what: describeNotSolved(cause), todo: words.verify };
    case ERRORS.notTold:
      return { what: "The calls could not be shown as they were made. What was done is told at the end." };
    case ERRORS.notApproved:
      // Whether somebody said no, or nobody said anything.
      return { what: cause || "The plan was not approved; all is as it was." };
    case ERRORS.leftBehind:
      return {
        what: describeLeft(cause),
        todo: `What holds them is in the list. Mend it, then: ${words.left}`,
      };
    case ERRORS.notYet:
      return { what: `AWS took longer than expected. ${cause ?? ""}`.trimEnd(), todo: words.again };
    case "States.Timeout":
      return { what: `It took too long. ${cause ?? ""}`.trimEnd(), todo: words.again };
    default:
      return {
        what: [error, cause].filter(Boolean).join(": ") || "It ended without a reason.",
        todo: words.again,
      };
  }
}
