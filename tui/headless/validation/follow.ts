import type { LabGuide } from "../../../tasks/labs/lab.ts";
import {
  type BuildOutput,
  type CleanUpOutput,
  type Move,
  type SolveOutput,
  VALIDATION_STATES,
  type VerifyOutput,
} from "../../../workflows/contract.ts";
import type { Orchestrator } from "../../execution/orchestrator.ts";
import type { ExecutionView, StateView } from "../../execution/view.ts";
import { tellBuilt } from "../building.ts";
import { tellFindings } from "../findings.ts";
import { tellCleaned, tellPlan } from "../plan.ts";
import { type Tell, tellExecution, tellFailure } from "../print-execution.ts";
import { tellingCalls } from "../solving.ts";

/** A validation that has ended, with all that it had other machines do. */
export interface FollowedValidation {
  view: ExecutionView;
  /** The executions that it started, at whatever depth, by ARN. */
  executions: ReadonlyMap<string, ExecutionView>;
}

interface Reading {
  orchestrator: Orchestrator;
  guide: LabGuide;
  walk: readonly Move[];
  tell: Tell;
}

/** Follows a validation to its end, and tells in plain lines what it does and sees. */
export async function followValidation(reading: Reading, executionArn: string): Promise<FollowedValidation> {
  const executions = new Map<string, ExecutionView>();
  const begun = new Set<number>();
  const nested: Promise<[string, ExecutionView][]>[] = [];
  const view = await tellExecution(
    reading.orchestrator,
    executionArn,
    () => {},
    async ({ states }) => {
      for (const state of states) {
        if (!state.started || executions.has(state.started)) continue;
        if (state.item !== undefined && !begun.has(state.item)) tellHeading(reading, state.item);
        if (state.item !== undefined) begun.add(state.item);
        const part = await tellPart(reading, state);
        executions.set(state.started, part);
        const reads = readNested(reading, part);
        // Whoever waits for it at the end hears of a failure.
        reads.catch(() => {});
        nested.push(reads);
      }
    },
  );
  for (const [arn, execution] of (await Promise.all(nested)).flat()) executions.set(arn, execution);
  return { view, executions };
}

/** What a part had other machines do, all of which has ended; read while the next part goes on. */
async function readNested(
  { orchestrator }: Reading,
  { states }: ExecutionView,
): Promise<[string, ExecutionView][]> {
  const started = new Set(states.flatMap((state) => state.started ?? []));
  return await Promise.all(
    [...started].map(
      async (arn): Promise<[string, ExecutionView]> => [
        arn,
        await tellExecution(orchestrator, arn, () => {}),
      ],
    ),
  );
}

function tellHeading({ guide, walk, tell }: Reading, item: number): void {
  const step = guide.steps.find(({ id }) => id === walk[item]?.step);
  tell(`--- ${step?.id}: ${step?.title}`);
  const others = step?.evidenceOf?.filter((id) => walk.slice(0, item).some((move) => move.step === id)) ?? [];
  if (others.length > 0) tell(`It looks at ${others.join(", ")}.`);
}

/** Follows one of the other machines to its end. */
async function tellPart({ orchestrator, tell }: Reading, state: StateView): Promise<ExecutionView> {
  const follow = (each: Tell, onView?: (view: ExecutionView) => void) =>
    tellExecution(orchestrator, state.started!, each, onView);
  const succeeded = <Output>(view: ExecutionView, told: (output: Output) => void): ExecutionView => {
    if (view.status === "SUCCEEDED") told(view.output as Output);
    // What was stopped did not fail: the validation's own end says why.
    else if (view.status !== "ABORTED") tellFailure(view, tell);
    return view;
  };
  const silent = () => {};
  switch (state.name) {
    case VALIDATION_STATES.build:
      tell("--- build");
      return succeeded(await follow(tell), (built: BuildOutput) => tellBuilt(built, tell));
    case VALIDATION_STATES.red:
      return succeeded(await follow(silent), ({ results }: VerifyOutput) => {
        for (const result of results) tellFindings(result, tell);
      });
    case VALIDATION_STATES.solve:
    case VALIDATION_STATES.again: {
      const tellCalls = tellingCalls(tell);
      return succeeded(await follow(silent, ({ calls }) => tellCalls(calls)), (solved: SolveOutput) => {
        // Those that nobody was told of in time.
        tellCalls(solved.actions);
        if (state.name === VALIDATION_STATES.solve)
          for (const result of solved.results) tellFindings(result, tell);
        else if (solved.actions.length === 0) tell("Solved again: nothing was left to do.");
        else tell("Solved again, and there was something to do: the calls above.");
      });
    }
    case VALIDATION_STATES.cleanUp: {
      tell("--- clean-up");
      let told = false;
      const cleaned = await follow(tell, ({ plan }) => {
        if (plan && !told) tellPlan(plan, tell);
        told ||= plan !== undefined;
      });
      return succeeded(cleaned, (output: CleanUpOutput) => tellCleaned(output, tell));
    }
    default:
      return await follow(silent);
  }
}
