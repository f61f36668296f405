import { Branch } from "../../branch.ts";
import { abandonWork, type Frame, type MapWork } from "../../frames.ts";
import { signalsOf } from "../../signals.ts";
import type { Flow } from "../definition.ts";
import { StateError } from "../errors.ts";
import { commitExit, prepareExit } from "../exit.ts";
import { iterationInput, mapItems, maxConcurrency, tolerance } from "../map-settings.ts";
import { withRecovery } from "../recovery.ts";
import { childFrame, recordAborted, Siblings, settled } from "../siblings.ts";
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
  let failure: { frame: Frame; error: StateError } | undefined;
  const runLane = async (lane: number): Promise<void> => {
    for (;;) {
      const frame =
        work.running.find((one) => one.lane === lane)?.frame ?? beginIteration(branch, work, lane);
      if (!frame) return;
      await siblings.run(new Branch(branch.run, flow, frame, branch, siblings.signal));
      if (!frame.outcome || failure) return;
      const error = endIteration(branch, work, lane, frame);
      if (error) {
        failure = { frame, error };
        siblings.fail();
        return;
      }
    }
  };
  await settled(work.lanes.map((_, lane) => runLane(lane)));
  if (failure) {
    for (const { frame } of work.running) {
      if (frame === failure.frame) continue;
      const child = new Branch(branch.run, flow, frame, branch);
      if (!frame.outcome) recordAborted(child);
      child.record("MapIterationAborted", { name: branch.frame.state, index: frame.item!.index });
    }
    branch.frame.previous = failure.frame.previous;
    abandonWork(branch.frame);
    throw failure.error;
  }
  const exit = await prepareExit(branch, work.results);
  branch.recordAside("MapStateSucceeded", undefined, branch.frame.previous);
  commitExit(branch, exit);
}

async function begin(branch: Branch): Promise<MapWork> {
  const items = await mapItems(branch);
  const limit = (await maxConcurrency(branch)) || INLINE_CONCURRENCY;
  // Only a distributed Map tolerates failures; AWS evaluates what an inline one says of it all the same.
  await tolerance(branch);
  const started = branch.record("MapStateStarted", { length: items.length });
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

/** Settles an iteration; answers its error where it failed. */
function endIteration(branch: Branch, work: MapWork, lane: number, frame: Frame): StateError | undefined {
  const index = frame.item!.index;
  const outcome = frame.outcome!;
  const details = { name: branch.frame.state, index };
  work.lanes[lane] = frame.previous;
  if ("failed" in outcome) {
    branch.recordAside("MapIterationFailed", details, frame.previous);
    return new StateError(outcome.failed.error, outcome.failed.cause);
  }
  work.running = work.running.filter((one) => one.frame !== frame);
  branch.frame.ahead = Math.max(branch.frame.ahead, frame.ahead);
  branch.frame.previous = branch.recordAside("MapIterationSucceeded", details, frame.previous).id!;
  work.results[index] = outcome.output;
  return;
}
