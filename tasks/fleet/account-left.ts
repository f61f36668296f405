import * as z from "zod";
import { type AccountLeft, accountLeft, ERRORS } from "../../workflows/contract.ts";

/**
 * How much of what is left is told, in characters of JSON. A failure's cause may have 32,768 (API reference,
 * "ExecutionFailedEventDetails"), and what a function says stands there as JSON in JSON, whose quotation marks count twice.
 */
const ROOM = 14_000;

/** How much of each failure's own words, and of a cause that is none of ours: the account's own execution has the rest. */
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
  .pipe(accountLeft.omit({ error: true, cause: true }));

/**
 * What a clean-up's failure says is left, in bounds that a cause of our own has room for.
 *
 * @param error the name that its machine ended with, and `text` the cause that came with it
 */
export function boundedLeft(error: string, text: string): AccountLeft {
  const found = error === ERRORS.leftBehind ? cause.safeParse(text) : undefined;
  const none = { left: [], missing: [], changed: [], failed: [], unlisted: 0 };
  if (!found?.success) return { error, cause: text.slice(0, WORDS), ...none };
  const bounded: AccountLeft = { error, cause: "", ...none, unlisted: found.data.unlisted };
  let room = ROOM;
  const fits = (thing: unknown): boolean => {
    room -= JSON.stringify(thing).length + 1;
    if (room < 0) bounded.unlisted++;
    return room >= 0;
  };
  // Why first: without it nobody can mend anything.
  bounded.failed = found.data.failed
    .map((one) => ({ ...one, cause: one.cause.slice(0, WORDS) }))
    .filter(fits);
  // How a thing is set takes the most room, and the account shows it better.
  for (const kind of ["left", "missing", "changed"] as const)
    bounded[kind] = found.data[kind].map(({ settings: _, ...thing }) => thing).filter(fits);
  return bounded;
}
