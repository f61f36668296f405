import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { LabResources, StepResult } from "../../workflows/contract.ts";
import { byStep } from "./outcome.ts";
import type { TerminalState } from "./state.ts";
import { notMet, verdict } from "./verdict.ts";

/** The watch: the selected step is verified by itself when the account changes. */
export interface WatchState {
  on: boolean;
  /** The step that is being looked at just now. */
  looking?: string;
  /** The requirements of a step that the latest look found otherwise than the one before: marked for a moment. */
  news?: { step: string; requirements: readonly string[] };
}

export const initialWatch: WatchState = { on: false };

export type WatchAction =
  | { type: "watch/toggle" }
  | { type: "watch/looking"; step: string | undefined }
  | { type: "watch/found"; guide: LabGuide; results: readonly StepResult[]; resources?: LabResources }
  | { type: "watch/settled" }
  | { type: "watch/failed"; reason: string };

export const isWatchAction = (action: { type: string }): action is WatchAction =>
  action.type.startsWith("watch/");

/** What the watch learns comes in quietly: nothing scrolls, nothing is taken away from whoever reads. */
export function watched(state: TerminalState, action: WatchAction): TerminalState {
  const { watch } = state;
  switch (action.type) {
    case "watch/toggle":
      return { ...state, watch: { on: !watch.on }, notice: { text: watch.on ? OFF : ON, bad: false } };
    case "watch/looking":
      return { ...state, watch: { ...watch, looking: action.step } };
    case "watch/settled":
      return { ...state, watch: { ...watch, news: undefined } };
    case "watch/failed":
      return { ...state, notice: { text: `Watching: ${action.reason}`, bad: true } };
    case "watch/found": {
      const { guide, results, resources = {} } = action;
      const all = byStep(state.results, results);
      const news = newsIn(state.results, results);
      return {
        ...state,
        results: all,
        // A check that was not permitted to look knows of none.
        resources: Object.keys(resources).length > 0 ? resources : state.resources,
        watch: { ...watch, news: news ?? watch.news },
        notice: { text: `Watching: ${wordsFor(results, all, guide, news)}`, bad: false },
        machine: withoutOldNews(state, results),
      };
    }
  }
}

/** What failed at a step before is old news once it has been looked at again. */
function withoutOldNews({ machine, busy }: TerminalState, results: readonly StepResult[]) {
  const old = !busy && results.some(({ step }) => step === machine?.step);
  return old ? undefined : machine;
}

const ON = "Watching: the step is verified by itself when the account changes. w stops.";
const OFF = "No longer watching. v verifies.";

function newsIn(
  before: Readonly<Record<string, StepResult>>,
  results: readonly StepResult[],
): WatchState["news"] {
  for (const { step, findings } of results) {
    const known = new Map(before[step]?.findings.map(({ requirement, status }) => [requirement, status]));
    const requirements = findings
      .filter(({ requirement, status }) => (known.get(requirement) ?? status) !== status)
      .map(({ requirement }) => requirement);
    if (requirements.length > 0) return { step, requirements };
  }
  return undefined;
}

/** What a look came to, in a line: first what it is about, then what changed, since that may be out of sight. */
function wordsFor(
  results: readonly StepResult[],
  all: Readonly<Record<string, StepResult>>,
  guide: LabGuide,
  news: WatchState["news"],
): string {
  if (results.some(({ status }) => status === "waiting"))
    return "AWS does not show it yet. It is looked for by itself.";
  if (results.some(({ status }) => status !== "met")) {
    const met = results
      .flatMap(({ findings }) => findings)
      .filter(({ requirement, status }) => status === "met" && news?.requirements.includes(requirement));
    return `${met.length > 0 ? `${met.length} now met. ` : ""}${verdict(results, guide).text}`;
  }
  return notMet(guide, all).length === 0
    ? "met, and with it all that the lab asks for."
    : "met. ↓ for what comes next.";
}
