import { DescribeMapRunCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { ExecutionView, ItemCounts } from "./view.ts";

/**
 * Counts the items of distributed Maps. They are executions of their own, so that the history of the one that waits for
 * them says nothing of how they fare.
 */
export class MapRunReader {
  readonly #sfn: SFNClient;
  readonly #counts = new Map<string, ItemCounts>();
  /** Runs that have ended, or that may not be read: nothing more is to be learnt. */
  readonly #settled = new Set<string>();

  constructor(sfn: SFNClient) {
    this.#sfn = sfn;
  }

  /** The counts of all runs, where those of one have changed; else undefined. */
  async read({ states }: ExecutionView): Promise<Record<string, ItemCounts> | undefined> {
    const before = JSON.stringify([...this.#counts]);
    const runs = new Set(states.flatMap(({ mapRun }) => mapRun ?? []));
    await Promise.all([...runs].filter((run) => !this.#settled.has(run)).map((run) => this.#count(run)));
    return JSON.stringify([...this.#counts]) === before ? undefined : Object.fromEntries(this.#counts);
  }

  async #count(mapRunArn: string): Promise<void> {
    try {
      const { status, itemCounts: counts } = await this.#sfn.send(new DescribeMapRunCommand({ mapRunArn }));
      if (status !== "RUNNING") this.#settled.add(mapRunArn);
      if (!counts) return;
      this.#counts.set(mapRunArn, {
        running: counts.running,
        succeeded: counts.succeeded,
        failed: (counts.failed ?? 0) + (counts.timedOut ?? 0),
        stopped: counts.aborted,
      });
    } catch (error) {
      // The drawing does without the counts where they may not be read; what got no answer is asked again.
      if (error instanceof Error && "$fault" in error) this.#settled.add(mapRunArn);
      else throw error;
    }
  }
}
