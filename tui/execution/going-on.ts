import { ERRORS, type Verb } from "../../workflows/contract.ts";
import { VERB_WORDS } from "../screens/machine/about.ts";
import type { Orchestrator } from "./orchestrator.ts";
import type { ExecutionView } from "./view.ts";

/** The machines that are worth going on with: of the others a new execution does the same. */
const REDRIVEN: readonly Verb[] = ["clean-up", "validate-lab"];

/** Those whose executions say whether there is something to go on with. */
const TELLING = ["clean-up", "validate-lab", "build-lab"] as const satisfies Verb[];

/** An execution, as far as it matters to whether it goes on. */
interface Past {
  verb: Verb;
  status: ExecutionView["status"];
  startedAt: Date;
  endedAt?: Date;
}

/** What there is to go on with; else in words why there is nothing, with what runs still, where that is why. */
export type ToGoOn<P> = { found: P } | { why: string; runs?: P };

/**
 * The last clean-up or validation, where it can go on from where it failed or was cut short; else why there is none.
 *
 * @param past at least the newest execution of each of `TELLING`, newest first
 */
export function toGoOn<P extends Past>(past: readonly P[]): ToGoOn<P> {
  // A validation's own clean-up begins after the validation, and ends before it: it is the validation that goes on.
  const newest = REDRIVEN.flatMap((verb) => past.find((one) => one.verb === verb) ?? []);
  const runs =
    newest.find(({ verb, status }) => verb === "validate-lab" && status === "RUNNING") ??
    newest.find(({ status }) => status === "RUNNING");
  if (runs) return { why: `The last one, to ${VERB_WORDS[runs.verb]}, still runs.`, runs };
  const [found] = newest.sort((one, other) => endOf(other) - endOf(one));
  if (!found) return { why: "There is no clean-up and no validation to go on with." };
  const name = VERB_WORDS[found.verb];
  if (found.status === "SUCCEEDED")
    return { why: `The last one, to ${name}, succeeded: there is nothing to go on with.` };
  // Its plan was approved, and it was of the lab before.
  if (past.some(({ verb, startedAt }) => verb === "build-lab" && startedAt.getTime() > endOf(found)))
    return {
      why: `The lab was built since the last one, to ${name}: what that had planned is not to be done now.`,
    };
  return { found };
}

/** The same, as the account itself says it. */
export async function findToGoOn(
  orchestrator: Pick<Orchestrator, "recent" | "error">,
  lab: string,
): Promise<ToGoOn<{ executionArn: string; verb: Verb }>> {
  const lists = await Promise.all(
    TELLING.map(async (verb) =>
      (await orchestrator.recent(lab, verb))
        .slice(0, 1)
        .map(({ executionArn, status, startDate, stopDate }) => ({
          executionArn: executionArn!,
          verb,
          status: status!,
          startedAt: startDate!,
          endedAt: stopDate,
        })),
    ),
  );
  const last = toGoOn(lists.flat());
  if (!("found" in last)) return last;
  const why = endedForGood(await orchestrator.error(last.found.executionArn));
  return why === undefined ? last : { why };
}

/** Why an execution that failed with this has nothing to go on with: it would only fail with the same again. */
export function endedForGood(error: string | undefined): string | undefined {
  if (error === ERRORS.refused)
    return "The last one was refused and did nothing: there is nothing to go on with. Begin anew: handrail validate";
  if (error === ERRORS.notApproved)
    return "The plan of the last one was not approved: there is nothing to go on with. Plan anew: handrail clean-up";
  return undefined;
}

const endOf = ({ endedAt, startedAt }: Past): number => (endedAt ?? startedAt).getTime();

/** Whether an execution has ended otherwise than well. */
export const hasEnded = (status: ExecutionView["status"]): boolean =>
  status === "FAILED" || status === "TIMED_OUT" || status === "ABORTED";

/** Asks whether an execution is to go on, and says what it then does. It has room on a line of a small screen. */
export function goingOnQuestion({ error, states }: Pick<ExecutionView, "error" | "states">): string {
  if (error === ERRORS.leftBehind)
    return "Look at the account anew, and try again what is left, without asking? (y)";
  const at = states.findLast(({ status }) => status !== "succeeded");
  return at
    ? `Go on at "${at.name}", where it ended? What is done stays done. (y)`
    : "Go on where it ended? What is done stays done. (y)";
}
