import type { ExecutionListItem } from "@aws-sdk/client-sfn";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import type {
  BuildOutput,
  CleanUpOutput,
  LabResources,
  StepResult,
  Verb,
  VerifyOutput,
} from "../../workflows/contract.ts";
import { stepInName } from "../execution/execution-name.ts";
import type { LabSession } from "../session.ts";
import { type Standing, stationsOf } from "./state.ts";

/** What an earlier session left: where the lab stands, and an execution to show: one that runs, or failed last. */
export interface Restored {
  standing: Standing;
  execution?: { verb: Verb; executionArn: string; step?: string; suffix?: string };
}

/** The verbs of a participant that change or judge the lab. Who only looks at the network leaves nothing to be taken up. */
const TAKEN_UP = ["build-lab", "verify-steps", "solve-step", "clean-up"] as const satisfies Verb[];

interface Past {
  verb: Verb;
  execution: ExecutionListItem;
}

/** Reads where the participant was from the list of executions: there is no other record. */
export async function restore({
  orchestrator,
  guide,
}: Pick<LabSession, "orchestrator" | "guide">): Promise<Restored> {
  const lists = await Promise.all(TAKEN_UP.map((verb) => orchestrator.recent(guide.id, verb)));
  const past = TAKEN_UP.flatMap((verb, index) =>
    lists[index]!.map((execution): Past => ({ verb, execution })),
  ).sort((a, b) => time(b.execution) - time(a.execution));
  const standing = await standingOf(orchestrator, guide, past);
  const shown =
    past.find(({ execution }) => execution.status === "RUNNING") ?? failedLast(past.filter(isNoGivenUpLook));
  if (!shown) return { standing };
  const { verb, execution } = shown;
  const { step, steps, suffix } = (await orchestrator.input(execution.executionArn!)) as {
    step?: string;
    steps?: string[];
    suffix?: string;
  };
  const only = step ?? (steps?.length === 1 ? steps[0] : undefined);
  const station = stationFor(guide, verb, only);
  return {
    standing: station === undefined ? standing : { ...standing, station },
    execution: { verb, executionArn: execution.executionArn!, step: only, suffix },
  };
}

/** The watch stops a check that a later one takes the place of. */
const isNoGivenUpLook = ({ verb, execution }: Past): boolean =>
  verb !== "verify-steps" || execution.status !== "ABORTED";

/** A machine that failed while nobody looked is the first thing to know; whatever came after it makes it old news. */
function failedLast([newest]: Past[]): Past | undefined {
  return newest && ["FAILED", "TIMED_OUT", "ABORTED"].includes(newest.execution.status!) ? newest : undefined;
}

function stationFor(guide: LabGuide, verb: Verb, step: string | undefined): number | undefined {
  const index = stationsOf(guide).findIndex((station) =>
    station.kind === "step"
      ? station.step.id === step
      : verb === (station.kind === "build" ? "build-lab" : "clean-up"),
  );
  return index < 0 ? undefined : index;
}

async function standingOf(
  orchestrator: LabSession["orchestrator"],
  guide: LabGuide,
  past: Past[],
): Promise<Standing> {
  const succeeded = past.filter(({ execution }) => execution.status === "SUCCEEDED");
  const output = async <Output>({ execution }: Past) =>
    // What a machine of ours puts out is what the contract says.
    (await orchestrator.output(execution.executionArn!)) as Output;
  const built = succeeded.find(({ verb }) => verb === "build-lab");
  const cleaned = succeeded.find(({ verb }) => verb === "clean-up");
  if (cleaned && (!built || time(cleaned.execution) > time(built.execution)))
    return {
      cleaned: await output<CleanUpOutput>(cleaned),
      resources: {},
      results: [],
      station: stationsOf(guide).length - 1,
      ...(await lastSuffix(orchestrator, past)),
    };
  if (!built) return { resources: {}, results: [], station: 0, ...(await lastSuffix(orchestrator, past)) };

  const first = succeeded.findLast(
    ({ verb, execution }) => verb === "build-lab" && (!cleaned || time(execution) > time(cleaned.execution)),
  );
  const last = await output<BuildOutput>(built);
  // A lab that is built again stands already: how its network was at first is what the steps are held against.
  const build =
    first && first !== built ? { ...last, network: (await output<BuildOutput>(first)).network } : last;
  const checks = succeeded
    .filter(
      ({ verb, execution }) =>
        (verb === "verify-steps" || verb === "solve-step") && time(execution) > time(built.execution),
    )
    .filter(isNewestOfItsStep())
    .map((check) => () => output<VerifyOutput>(check));
  const { resources, results } = await latest(guide, checks);
  return {
    build,
    builtAt: first?.execution.startDate,
    resources: resources ?? build.resources,
    results,
    station: nextStation(guide, results),
  };
}

/** Of checks that come newest first: an older one of the same step alone has nothing to add. */
function isNewestOfItsStep(): (past: Past) => boolean {
  const seen = new Set<string>();
  return ({ execution }) => {
    const step = stepInName(execution.name ?? "");
    if (step === undefined) return true;
    if (seen.has(step)) return false;
    seen.add(step);
    return true;
  };
}

/** Enough at a time that nobody waits, few enough for the request limits of Step Functions. */
const BATCH = 10;

/** The newest result of each step, from checks that come newest first: only as many are read as that takes. */
async function latest(
  guide: LabGuide,
  checks: readonly (() => Promise<VerifyOutput>)[],
): Promise<{ resources?: LabResources; results: StepResult[] }> {
  const results = new Map<string, StepResult>();
  let resources: LabResources | undefined;
  for (let from = 0; from < checks.length && results.size < guide.steps.length; from += BATCH) {
    const outputs = await Promise.all(checks.slice(from, from + BATCH).map((check) => check()));
    for (const one of outputs) {
      // A check that was not permitted to look knows of none.
      if (Object.keys(one.resources).length > 0) resources ??= one.resources;
      for (const result of one.results) if (!results.has(result.step)) results.set(result.step, result);
    }
  }
  return { resources, results: [...results.values()] };
}

/** What the last build was given, so that it need not be typed again. */
async function lastSuffix(
  orchestrator: LabSession["orchestrator"],
  past: Past[],
): Promise<{ suffix?: string }> {
  const last = past.find(({ verb }) => verb === "build-lab");
  if (!last) return {};
  const { suffix } = (await orchestrator.input(last.execution.executionArn!)) as { suffix?: string };
  return { suffix };
}

/** The first step that is not met yet, as far as was seen; nothing seen yet is the build's page, which tells how to begin. */
function nextStation(guide: LabGuide, results: StepResult[]): number {
  if (results.length === 0) return 0;
  const status = new Map(results.map((result) => [result.step, result.status]));
  return stationsOf(guide).findIndex(
    (station) =>
      station.kind === "clean-up" ||
      (station.kind === "step" && !station.step.optional && status.get(station.step.id) !== "met"),
  );
}

const time = (execution: ExecutionListItem): number => execution.startDate!.getTime();
