import { randomUUID } from "node:crypto";
import { executionArn } from "./arns.ts";
import type { Json } from "./asl/definition.ts";
import type { Branch } from "./branch.ts";
import { beginExecution } from "./engine.ts";
import { textOf } from "./history.ts";
import { signalsOf } from "./signals.ts";
import { type Execution, type MapRun, statesStore } from "./store.ts";

/**
 * Runs one iteration of a distributed Map as an execution of its own, begun or, after a restart, taken up again.
 * Answers it once it has ended; undefined where the signal cut it short, because another iteration failed.
 */
export async function runChild(
  branch: Branch,
  mapRun: MapRun,
  index: number,
  input: Json,
  signal: AbortSignal,
): Promise<Execution | undefined> {
  const { cloud, place } = branch.run;
  const store = cloud.store(statesStore, place);
  const known = mapRun.executions[index];
  const child = known ? store.executions[known]! : begin(branch, mapRun, input);
  mapRun.executions[index] = child.arn;
  const signals = signalsOf(cloud);
  try {
    while (child.status === "RUNNING") await signals.next(child.arn, signal);
  } catch (error) {
    if (cloud.stopping.aborted) throw error;
    signals.runs.get(child.arn)?.cancel("execution-stopped");
    if (branch.signal.aborted) throw error;
    return;
  }
  return child;
}

function begin(branch: Branch, mapRun: MapRun, input: Json): Execution {
  const { run, state } = branch;
  const { execution, place } = run;
  const machineName = mapRun.machineArn.split(":").at(-1)!;
  const name = randomUUID();
  const processor = (state.ItemProcessor ?? state.Iterator)!;
  const child: Execution = {
    arn: executionArn(place, machineName, name),
    name,
    machineArn: mapRun.machineArn,
    machineName,
    mapRunArn: mapRun.arn,
    type: "STANDARD",
    definition: JSON.stringify({ QueryLanguage: run.flow.QueryLanguage, ...processor }),
    roleArn: execution.roleArn,
    loggingConfiguration: execution.loggingConfiguration,
    tracingConfiguration: execution.tracingConfiguration,
    status: "RUNNING",
    input: textOf(input),
    startDate: run.cloud.clock.now(),
    events: [],
  };
  beginExecution(run.cloud, place, child);
  return child;
}
