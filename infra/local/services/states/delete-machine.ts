import type { Call } from "../../service.ts";
import { forgetExecution } from "./retention.ts";
import { type Signals, signalsOf } from "./signals.ts";
import { type StatesStore, statesStore } from "./store.ts";

/**
 * Deletes a machine, which is DELETING until its executions have ended: they stop at once, where on AWS each ends at its
 * next state. Nothing where there is no such machine, as on AWS.
 */
export function deleteMachine(call: Call, arn: string): void {
  const store = call.store(statesStore);
  const machine = store.machines[arn];
  if (!machine) return;
  machine.deleting = true;
  const signals = signalsOf(call.cloud);
  for (const execution of Object.values(store.executions)) {
    if (execution.machineArn === arn) signals.runs.get(execution.arn)?.cancel("execution-stopped");
  }
  finishDeleting(store, signals, arn);
}

/** Removes a machine that is to go, and all of its executions, once none of them runs. */
export function finishDeleting(store: StatesStore, signals: Signals, arn: string): void {
  if (!store.machines[arn]?.deleting) return;
  const own = Object.values(store.executions).filter(({ machineArn }) => machineArn === arn);
  if (own.some(({ status }) => status === "RUNNING")) return;
  delete store.machines[arn];
  for (const execution of own) forgetExecution(store, execution);
  signals.wake(arn);
}
