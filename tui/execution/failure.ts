import { ERRORS } from "../../workflows/contract.ts";

/** Why an execution did not succeed, in words, and what to do about it. */
export interface Failure {
  what: string;
  todo?: string;
}

/** How a reader can act: by the terminal's keys, or by commands. */
export type Means = "keys" | "commands";

const DO: Record<Means, Record<"build" | "clean-up" | "verify" | "again", string>> = {
  keys: {
    build: "Press b to build it.",
    "clean-up": "Press c to clean up, then b to build anew.",
    verify: "Press v to see what is missing, then s to try again.",
    again: "Press the same key to try again.",
  },
  commands: {
    build: "Build it with: handrail build",
    "clean-up": "Clean up with `handrail clean-up`, then build anew.",
    verify: "See what is missing with: handrail verify",
    again: "Try again.",
  },
};

/**
 * Puts an execution's error and cause into words.
 *
 * @param error one of ERRORS, or an error name of AWS
 * @param cause the message that came with it; for `leftBehind`, JSON of what is left
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
      return { what: cause || "The step was done, and is still not met.", todo: words.verify };
    case ERRORS.notApproved:
      return { what: "The plan was not approved; all is as it was." };
    case ERRORS.leftBehind:
      return {
        what: describeLeft(cause),
        todo: `What holds them is in the list. Mend it, then: ${words.again}`,
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

interface Thing {
  kind?: string;
  name?: string;
  id?: string;
}

/** The cause of `LeftBehind`: `{ left, missing, failed: [{ item, error, cause }] }`, see workflows/clean-up.ts. */
function describeLeft(cause: string | undefined): string {
  const { left, missing, failed } = readLeft(cause);
  const parts = [
    left.length > 0 ? `Left behind: ${left.map(nameOf).join(", ")}.` : "",
    ...failed.map(({ item, ...why }) =>
      `${nameOf(item ?? {})}: ${why.error ?? ""} ${why.cause ?? ""}`.trimEnd(),
    ),
    missing.length > 0 ? `Gone, and not the lab's: ${missing.map(nameOf).join(", ")}.` : "",
  ].filter(Boolean);
  return parts.join("\n") || cause || "Something of the lab is left.";
}

const nameOf = ({ kind, name, id }: Thing): string => [kind, name, id && `(${id})`].filter(Boolean).join(" ");

interface Left {
  left: Thing[];
  missing: Thing[];
  failed: { item?: Thing; error?: string; cause?: string }[];
}

function readLeft(cause: string | undefined): Left {
  try {
    const parsed = JSON.parse(cause ?? "");
    const list = (value: unknown) => (Array.isArray(value) ? value.flat() : []);
    return { left: list(parsed.left), missing: list(parsed.missing), failed: list(parsed.failed) };
  } catch {
    // A cause longer than Step Functions keeps is cut off, and no JSON any more.
    return { left: [], missing: [], failed: [] };
  }
}
