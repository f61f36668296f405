import * as z from "zod";
import { type AccountLeft, ERRORS, leftovers } from "../../workflows/contract.ts";
import { boundLeftovers } from "../inventory/left-behind.ts";

/** How much of a cause that is none of ours is told: the account's own execution has the rest. */
const WORDS = 500;

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue("It is no JSON.");
    return z.NEVER;
  }
});

/** The cause of `leftBehind`: a function said it, and Lambda wraps what it says. */
const cause = json
  .pipe(z.object({ errorMessage: json }))
  .transform(({ errorMessage }) => errorMessage)
  .pipe(leftovers);

/**
 * What a clean-up's failure says is left, in bounds that a cause of our own has room for.
 *
 * @param error the name that its machine ended with, and `text` the cause that came with it
 */
export function boundedLeft(error: string, text: string): AccountLeft {
  const found = error === ERRORS.leftBehind ? cause.safeParse(text) : undefined;
  if (found?.success) return { error, cause: "", ...boundLeftovers(found.data) };
  return { error, cause: text.slice(0, WORDS), left: [], missing: [], changed: [], failed: [], unlisted: 0 };
}
