import { Branch } from "../../branch.ts";
import { abandonWork, type Frame } from "../../frames.ts";
import type { Json } from "../definition.ts";
import { RuntimeError } from "../errors.ts";
import { leaveWith } from "../exit.ts";
import { withRecovery } from "../recovery.ts";
import { childFrame, failureIn, recordAborted, Siblings, settled } from "../siblings.ts";
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
    const error = failureIn(failed.outcome.failed);
    if (!(error instanceof RuntimeError)) {
      for (const child of children) {
        if (!child.frame.outcome || child.frame === failed) recordAborted(child, failed.previous);
      }
    }
    branch.frame.previous = failed.previous;
    abandonWork(branch.frame);
    throw error;
  }
  await leaveWith(branch, frames.map(outputOf), () =>
    branch.recordAside("ParallelStateSucceeded", undefined, branch.frame.previous),
  );
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
