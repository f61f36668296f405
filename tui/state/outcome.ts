import type { LabGuide } from "../../tasks/labs/lab.ts";
import {
  type BuildOutput,
  type CleanUpOutput,
  ERRORS,
  type SolveOutput,
  type StepResult,
  type Verb,
  type VerifyOutput,
} from "../../workflows/contract.ts";
import { explainFailure } from "../execution/failure.ts";
import type { ExecutionView } from "../execution/view.ts";
import type { TerminalState } from "./state.ts";
import { notMet, verdict } from "./verdict.ts";

/** Takes over what a machine's output says of the account; that is all that the terminal knows of it. */
export function withOutcome(
  state: TerminalState,
  { guide, verb, view }: { guide: LabGuide; verb: Verb; view: ExecutionView },
): TerminalState {
  if (view.status !== "SUCCEEDED") return withFailure(state, guide, view);
  switch (verb) {
    case "build-lab": {
      const built = view.output as BuildOutput;
      // Of a lab that stood already, how its network was at first is what counts.
      const build = state.build ? { ...built, network: state.build.network } : built;
      const notice = { text: "The lab is built. Press ↓ for the first step.", bad: false };
      return {
        ...state,
        ...aliasOf(build),
        build,
        // Built again, it is the same lab, which costs since the first time.
        builtAt: state.builtAt ?? view.states[0]?.enteredAt,
        cleaned: undefined,
        resources: build.resources,
        results: {},
        actions: {},
        notice,
      };
    }
    case "verify-steps":
    case "solve-step": {
      const { resources, results, ...output } = view.output as VerifyOutput | SolveOutput;
      const actions =
        "actions" in output ? { ...state.actions, [output.step]: output.actions } : state.actions;
      const all = byStep(state.results, results);
      const notice = verdict(results, guide);
      // The last one that was missing makes it all.
      const complete = !notice.bad && notMet(guide, all).length === 0;
      const more = guide.steps.some(({ id, optional }) => optional && all[id]?.status !== "met");
      const next = more ? "↓ has what is optional, c cleans up." : "c cleans up.";
      return {
        ...state,
        // A check that was not permitted to look knows of none.
        resources: Object.keys(resources).length > 0 ? resources : state.resources,
        results: all,
        actions,
        focus: "panel",
        notice: complete ? { text: `All that the lab asks for is done. ${next}`, bad: false } : notice,
      };
    }
    case "clean-up": {
      const cleaned = view.output as CleanUpOutput;
      const notice = { text: "Clean: nothing of the lab is left.", bad: false };
      return {
        ...state,
        ...aliasOf(cleaned),
        cleaned,
        build: undefined,
        builtAt: undefined,
        network: { ...state.network, map: undefined, problem: undefined },
        resources: {},
        results: {},
        actions: {},
        notice,
      };
    }
    // The network's own screen has it look, and takes what it says. Validating and resetting are no participant's doing.
    case "map-network":
    case "validate-lab":
    case "reset-accounts":
      return state;
  }
}

/** An execution says anew what the account is called. One of an earlier Handrail's says nothing of the account. */
export const aliasOf = ({ account }: Partial<Pick<BuildOutput, "account">>): Pick<TerminalState, "alias"> =>
  account ? { alias: account.alias } : {};

function withFailure(state: TerminalState, guide: LabGuide, view: ExecutionView): TerminalState {
  const suffix = state.machine?.suffix;
  if (suffix !== undefined && isTaken(suffix, guide, view))
    return { ...state, screen: "lab", machine: undefined, naming: { value: suffix, refused: view.cause } };
  const { what, todo } = explainFailure(view.error ?? view.status, view.cause, "keys");
  const declined = view.error === ERRORS.notApproved;
  return {
    ...state,
    machine: declined ? undefined : state.machine,
    notice: { text: [what.split("\n")[0], todo].filter(Boolean).join(" "), bad: !declined },
  };
}

/** Whether a build was refused because of what the suffix makes of the bucket names, which the refusal names. */
export const isTaken = (suffix: string, guide: LabGuide, { error, cause = "" }: ExecutionView): boolean =>
  error === ERRORS.refused && guide.bucketNames(suffix).some((name) => cause.includes(name));

/** Results beside, or in place of, those from before. */
export const byStep = (
  before: Readonly<Record<string, StepResult>>,
  results: readonly StepResult[],
): Record<string, StepResult> => ({
  ...before,
  ...Object.fromEntries(results.map((result) => [result.step, result])),
});
