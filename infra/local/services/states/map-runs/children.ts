import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { executionArn, expressArn } from "../arns.ts";
import { timeOutExecution, untilDeadline } from "../asl/delay.ts";
import { exceedsTolerance } from "../asl/map-settings.ts";
import type { Branch } from "../branch.ts";
import { within } from "../delays.ts";
import { beginExecution, redriveExecution } from "../engine.ts";
import { forgetOldChildren } from "../retention.ts";
import { signalsOf } from "../signals.ts";
import { type Execution, type MapRun, type MapRunChild, statesStore } from "../store.ts";
import { permissionsOfRole, type RequireOfRole } from "./child-permissions.ts";
import { isFailure, itemsOf } from "./record.ts";

/** A distributed Map runs up to 10,000 child executions side by side on AWS; one process does well with fewer. */
const CHILD_CONCURRENCY = 1_000;

/** How long children may be begun one after the other before whatever else the process has to do gets a turn. */
const TURN_MS = 10;

/** After so many have ended, it is looked whether there are more than are kept. */
const LOT = 100;

/** The child executions of a Map Run at work in this process. What must last is in the Map Run's record. */
export class Children {
  readonly #branch: Branch;
  readonly #mapRun: MapRun;
  readonly #inputs: readonly string[];
  readonly #definition: string;
  readonly #total: number;
  readonly #running = new Map<number, Execution>();
  #next = 0;
  #failedItems = 0;
  #mayStart = false;
  #ended = 0;
  #turn = Date.now();

  /** `inputs` are what each child is given, as JSON. After a restart those that had begun are taken up again. */
  constructor(branch: Branch, mapRun: MapRun, inputs: readonly string[]) {
    this.#branch = branch;
    this.#mapRun = mapRun;
    this.#inputs = inputs;
    const processor = (branch.state.ItemProcessor ?? branch.state.Iterator)!;
    this.#definition = JSON.stringify({ QueryLanguage: branch.run.flow.QueryLanguage, ...processor });
    this.#total = inputs.reduce((sum, _, index) => sum + itemsOf(mapRun, index), 0);
    const { executions } = this.#store;
    for (const [index, child] of mapRun.children.entries()) {
      const execution = child?.status === "RUNNING" ? executions[child.arn] : undefined;
      if (execution) this.#running.set(index, execution);
      else if (child) this.#account(index);
    }
  }

  /**
   * Runs all of them, as many at a time as the Map Run allows at that moment. Answers whether no more failed than it
   * tolerates: else it stops the others.
   * @throws the reason of the branch's signal; where that is not the account's stopping, the others are stopped first.
   */
  async run(): Promise<boolean> {
    const { signal, run } = this.#branch;
    try {
      return await within(
        untilDeadline(this.#branch),
        signal,
        (inTime) => this.#work(inTime),
        () => timeOutExecution(this.#branch),
      );
    } catch (error) {
      if (!run.cloud.stopping.aborted) await this.#stop();
      throw error;
    }
  }

  async #work(signal: AbortSignal): Promise<boolean> {
    const require = await permissionsOfRole(this.#branch);
    for (;;) {
      signal.throwIfAborted();
      this.#collect();
      if (this.#exceeded()) {
        await this.#stop();
        return false;
      }
      await this.#begin(signal, require);
      // Whoever ended while others were begun woke nobody.
      if (this.#collect() || this.#exceeded()) continue;
      if (this.#running.size === 0 && this.#next >= this.#inputs.length) return true;
      await signalsOf(this.#branch.run.cloud).next(this.#mapRun.arn, signal);
    }
  }

  get #store() {
    const { cloud, place } = this.#branch.run;
    return cloud.store(statesStore, place);
  }

  /** Takes note of those that have ended; whether there were any. */
  #collect(): boolean {
    const before = this.#running.size;
    for (const [index, { status }] of this.#running) {
      if (status === "RUNNING") continue;
      this.#running.delete(index);
      this.#account(index);
      if (++this.#ended % LOT === 0) forgetOldChildren(this.#store);
    }
    return this.#running.size < before;
  }

  #account(index: number): void {
    if (isFailure(this.#mapRun.children[index]!)) this.#failedItems += itemsOf(this.#mapRun, index);
  }

  #exceeded(): boolean {
    const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.#mapRun;
    return exceedsTolerance({ count, percentage }, this.#failedItems, this.#total);
  }

  /** Begins as many as may run now, giving way to the rest of the account from time to time. */
  async #begin(signal: AbortSignal, require: RequireOfRole): Promise<void> {
    while (this.#next < this.#inputs.length && this.#running.size < this.#limit()) {
      if (Date.now() - this.#turn > TURN_MS) {
        await setImmediate();
        this.#turn = Date.now();
        signal.throwIfAborted();
        if (this.#collect() && this.#exceeded()) return;
      }
      const index = this.#next;
      const child = this.#mapRun.children[index];
      if (!child) this.#beginOne(index, require);
      else if (child.pendingRedrive) this.#redriveOne(index, child, require);
      this.#next++;
    }
  }

  #limit(): number {
    return Math.min(this.#mapRun.maxConcurrency || CHILD_CONCURRENCY, CHILD_CONCURRENCY);
  }

  /** Has a child that failed go on from where it did; one that is not kept begins anew, as express ones do on AWS. */
  #redriveOne(index: number, child: MapRunChild, require: RequireOfRole): void {
    const { cloud, place } = this.#branch.run;
    const { arn, startDate, redriveCount = 0 } = child;
    const execution = this.#store.executions[arn];
    if (!execution) {
      this.#beginOne(index, require, arn);
      return;
    }
    require("states:RedriveExecution", arn);
    this.#mapRun.children[index] = { arn, status: "RUNNING", startDate, redriveCount: redriveCount + 1 };
    this.#running.set(index, execution);
    redriveExecution(cloud, place, execution);
  }

  #beginOne(index: number, require: RequireOfRole, arn = this.#newArn()): void {
    // All are begun from one machine: whoever may begin one may begin all.
    if (!this.#mayStart) require("states:StartExecution", this.#branch.run.execution.machineArn);
    this.#mayStart = true;
    const { cloud, place, execution } = this.#branch.run;
    const { arn: mapRunArn, machineArn, childType } = this.#mapRun;
    const child: Execution = {
      arn,
      name: arn.split(":")[7]!,
      machineArn,
      machineName: machineNameOf(this.#mapRun),
      mapRunArn,
      mapRunIndex: index,
      itemCount: itemsOf(this.#mapRun, index),
      type: childType,
      definition: this.#definition,
      roleArn: execution.roleArn,
      loggingConfiguration: execution.loggingConfiguration,
      tracingConfiguration: execution.tracingConfiguration,
      status: "RUNNING",
      input: this.#inputs[index]!,
      startDate: cloud.clock.now(),
      events: [],
    };
    this.#mapRun.children[index] = { arn: child.arn, status: "RUNNING", startDate: child.startDate };
    this.#running.set(index, child);
    beginExecution(cloud, place, child);
  }

  #newArn(): string {
    const { place } = this.#branch.run;
    const machineName = machineNameOf(this.#mapRun);
    const name = randomUUID();
    return this.#mapRun.childType === "EXPRESS"
      ? expressArn(place, machineName, name, randomUUID())
      : executionArn(place, machineName, name);
  }

  /** Aborts those that still run, and waits until they have ended. */
  async #stop(): Promise<void> {
    const { cloud } = this.#branch.run;
    const signals = signalsOf(cloud);
    for (const { arn } of this.#running.values()) signals.runs.get(arn)?.cancel("execution-stopped");
    for (const child of this.#running.values()) {
      while (child.status === "RUNNING") await signals.next(child.arn, cloud.stopping);
    }
  }
}

const machineNameOf = ({ machineArn }: MapRun): string => machineArn.split(":").at(-1)!;
