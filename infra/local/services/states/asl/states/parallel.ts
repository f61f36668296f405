import { Branch } from "../../branch.ts";
import { abandonWork, type Frame } from "../../frames.ts";
import type { Json } from "../definition.ts";
import { StateError } from "../errors.ts";
import { commitExit, prepareExit } from "../exit.ts";
import { withRecovery } from "../recovery.ts";
import { childFrame, recordAborted, Siblings, settled } from "../siblings.ts";
import { taskArguments } from "../task-settings.ts";

/** Parallel: runs its branches side by side on the same input; its result is the list of their outputs. */
export async function runParallel(branch: Branch): Promise<void> {
  await withRecovery(
    branch,
    () => attempt(branch),
    () => branch.record("ParallelStateFailed"),
  );
}

async function attempt(branch: Branch): Promise<void> {
  const frames = branch.frame.work?.kind === "parallel" ? branch.frame.work.branches : await begin(branch);
  const siblings = new Siblings(branch);
  let failed: Frame | undefined;
  const children = frames.map(
    (frame, i) => new Branch(branch.run, branch.state.Branches![i]!, frame, branch, siblings.signal),
  );
  await settled(
    children.map(async (child) => {
      await siblings.run(child);
      if (!child.frame.outcome) return;
      branch.frame.previous = Math.max(branch.frame.previous, child.frame.previous);
      branch.frame.ahead = Math.max(branch.frame.ahead, child.frame.ahead);
      if ("failed" in child.frame.outcome) {
        failed ??= child.frame;
        siblings.fail();
      }
    }),
  );
  if (failed?.outcome && "failed" in failed.outcome) {
    for (const child of children) {
      if (!child.frame.outcome || child.frame === failed) recordAborted(child);
    }
    branch.frame.previous = Math.max(...frames.map((frame) => frame.previous));
    abandonWork(branch.frame);
    throw new StateError(failed.outcome.failed.error, failed.outcome.failed.cause);
  }
  const exit = await prepareExit(branch, frames.map(outputOf));
  branch.recordAside("ParallelStateSucceeded", undefined, branch.frame.previous);
  commitExit(branch, exit);
}

async function begin(branch: Branch): Promise<Frame[]> {
  const { state, frame, run } = branch;
  const input = await taskArguments(branch, branch.scope());
  const started = branch.record("ParallelStateStarted");
  const branches = state.Branches!.map((flow) => childFrame(branch, flow, input, started.id!));
  frame.work = { kind: "parallel", branches };
  run.cloud.changed();
  return branches;
}

const outputOf = (frame: Frame): Json =>
  frame.outcome && "output" in frame.outcome ? frame.outcome.output : null;
