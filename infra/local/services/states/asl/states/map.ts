import { Branch } from "../../branch.ts";
import { abandonWork, type Frame, type MapWork } from "../../frames.ts";
import { signalsOf } from "../../signals.ts";
import type { Flow, Json } from "../definition.ts";
import { RuntimeError } from "../errors.ts";
import { leaveWith } from "../exit.ts";
import { iterationInput, mapItems, maxConcurrency, tolerance } from "../map-settings.ts";
import { withRecovery } from "../recovery.ts";
import { childFrame, failureIn, recordIterationAborted, Siblings, settled } from "../siblings.ts";
import { runMapRun } from "./map-run.ts";

/** Step Functions runs at most about 40 iterations of an inline Map side by side. */
const INLINE_CONCURRENCY = 40;

/** Map: runs its processor once for each item; its result is the list of their outputs. */
export async function runMap(branch: Branch): Promise<void> {
  const distributed = processorOf(branch).ProcessorConfig?.Mode === "DISTRIBUTED";
  await withRecovery(
    branch,
    () => (distributed ? runMapRun(branch) : attempt(branch)),
    () => branch.record("MapStateFailed"),
  );
}

const processorOf = ({ state }: Branch) => (state.ItemProcessor ?? state.Iterator)!;

async function attempt(branch: Branch): Promise<void> {
  const work = branch.frame.work?.kind === "map" ? branch.frame.work : await begin(branch);
  const siblings = new Siblings(branch);
  const flow: Flow = processorOf(branch);
  let failed: Frame | undefined;
  const runLane = async (lane: number): Promise<void> => {
    for (;;) {
      const frame =
        work.running.find((one) => one.lane === lane)?.frame ?? beginIteration(branch, work, lane);
      if (!frame) return;
      await siblings.run(new Branch(branch.run, flow, frame, branch, siblings.signal));
      if (!frame.outcome || failed) return;
      if ("failed" in frame.outcome) {
        failed = frame;
        siblings.fail();
        return;
      }
      endIteration(branch, work, lane, frame, frame.outcome.output);
    }
  };
  await settled(work.lanes.map((_, lane) => runLane(lane)));
  if (failed?.outcome && "failed" in failed.outcome) {
    const error = failureIn(failed.outcome.failed);
    if (!(error instanceof RuntimeError)) recordFailure(branch, work, failed);
    branch.frame.previous = failed.previous;
    abandonWork(branch.frame);
    throw error;
  }
  await leaveWith(branch, work.results, () =>
    branch.recordAside("MapStateSucceeded", undefined, branch.frame.previous),
  );
}

/** Records the iterations that a failed one cut short, and then that one; all of it follows its last event. */
function recordFailure(branch: Branch, work: MapWork, failed: Frame): void {
  const flow: Flow = processorOf(branch);
  for (const { frame } of work.running) {
    if (frame === failed) continue;
    recordIterationAborted(new Branch(branch.run, flow, frame, branch), failed.previous);
  }
  const details = { name: branch.frame.state, index: failed.item!.index };
  branch.recordAside("MapIterationFailed", details, failed.previous);
}

async function begin(branch: Branch): Promise<MapWork> {
  const items = await mapItems(branch);
  const limit = (await maxConcurrency(branch)) || INLINE_CONCURRENCY;
  const started = branch.record("MapStateStarted", { length: items.length });
  // Only a distributed Map tolerates failures; AWS evaluates what an inline one says of it all the same. Unsure: when;
  // of a distributed one it does so once the state has started (observed).
  await tolerance(branch);
  const inputs = [];
  const { turns } = signalsOf(branch.run.cloud);
  for (const item of items) {
    if (turns.over) await turns.take();
    branch.signal.throwIfAborted();
    inputs.push(await iterationInput(branch, item));
  }
  const work: MapWork = {
    kind: "map",
    items,
    inputs,
    next: 0,
    running: [],
    lanes: Array.from({ length: Math.min(limit, items.length) }, () => started.id!),
    results: items.map(() => null),
  };
  branch.frame.work = work;
  return work;
}

/** Begins the next item in a lane, after the lane's latest event; undefined where none is left. */
function beginIteration(branch: Branch, work: MapWork, lane: number): Frame | undefined {
  const index = work.next;
  if (index >= work.items.length) return;
  work.next++;
  const started = branch.recordAside(
    "MapIterationStarted",
    { name: branch.frame.state, index },
    work.lanes[lane]!,
  );
  const frame: Frame = {
    ...childFrame(branch, processorOf(branch), work.inputs[index]!, started.id!),
    item: work.items[index]!,
  };
  work.running.push({ lane, frame });
  return frame;
}

/** Settles an iteration that succeeded. */
function endIteration(branch: Branch, work: MapWork, lane: number, frame: Frame, output: Json): void {
  const index = frame.item!.index;
  const details = { name: branch.frame.state, index };
  work.lanes[lane] = frame.previous;
  work.running = work.running.filter((one) => one.frame !== frame);
  branch.frame.ahead = Math.max(branch.frame.ahead, frame.ahead);
  branch.frame.previous = branch.recordAside("MapIterationSucceeded", details, frame.previous).id!;
  work.results[index] = output;
}
