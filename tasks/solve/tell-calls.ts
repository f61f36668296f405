import { GetActivityTaskCommand, SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { Action, NextCall, TellCalls } from "../../workflows/contract.ts";
import { isAccessDenied, isAwsError } from "../runtime/errors.ts";

/**
 * How long a machine is waited for that does not ask for the next call; then it is not told of any more. It asks at once,
 * which on a busy machine may take a local account seconds.
 */
const PATIENCE_MS = 5_000;

/** Tells the machine of each call that a step's solving makes, while it goes on making calls. */
export interface CallTeller {
  /** Tells of a call. Returns at once. */
  tell(action: Action): void;
  /** Waits until all is told, or until it is clear that nobody asks for it. Never throws. */
  told(): Promise<void>;
  /** The same, and tells that there is no more to come. @returns whether the machine has heard that */
  end(): Promise<boolean>;
}

/**
 * The worker of the activity with which the machine asks for the next call: each answer is an event of the execution's
 * history, for whoever follows it. To tell is a courtesy: it never stops or delays the solving itself.
 */
export function tellCalls(sfn: SFNClient, to: TellCalls): CallTeller {
  let problem: unknown;
  let telling = Promise.resolve();
  const tell = (next: NextCall) => {
    telling = telling.then(async () => {
      if (problem) return;
      try {
        await answerNext(sfn, to, next);
      } catch (error) {
        problem = error;
        console.log(JSON.stringify({ message: "Calls are not shown any more", error: String(error) }));
      }
    });
  };
  return {
    tell,
    told: () => telling,
    end: async () => {
      await telling;
      // Whatever went wrong before: the machine may only have been slow to ask.
      for (let tries = 0; tries < 2 && !isForGood(problem); tries++) {
        problem = undefined;
        tell({ done: true });
        await telling;
        if (problem === undefined) return true;
      }
      return false;
    },
  };
}

/** Whether asking again is in vain: somebody must first give the permission, or deploy the activity. */
const isForGood = (problem: unknown): boolean =>
  isAccessDenied(problem) || isAwsError(problem, "ActivityDoesNotExist");

/** Answers the machine's next question. Those of other executions, which wait at the same activity, are put back. */
async function answerNext(sfn: SFNClient, { activity, execution }: TellCalls, next: NextCall): Promise<void> {
  const abortSignal = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const { taskToken, input = "{}" } = await sfn.send(
      new GetActivityTaskCommand({ activityArn: activity, workerName: execution.slice(-80) }),
      { abortSignal },
    );
    if (!taskToken) throw new Error("The machine did not ask for the next call.");
    const isOwn = JSON.parse(input).execution === execution;
    const answer: NextCall = isOwn ? next : { again: true };
    try {
      const output = JSON.stringify(answer);
      await sfn.send(new SendTaskSuccessCommand({ taskToken, output }), { abortSignal });
    } catch (error) {
      // Whose question it was has ended meanwhile.
      if (!isAwsError(error, "TaskTimedOut", "TaskDoesNotExist")) throw error;
      continue;
    }
    if (isOwn) return;
  }
}
