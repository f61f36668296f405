import type { OpenLab } from "../../cli/open-lab.ts";
import type { Output } from "../../cli/output.ts";
import type { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { type ExecutionView, emptyView } from "../../tui/execution/view.ts";
import type { Verb } from "../../workflows/contract.ts";
import { guide } from "../tui/fixtures.ts";

/** What a machine comes to. */
export type Outcome = Pick<ExecutionView, "error" | "cause" | "output">;

/** A lab whose machines come to what a test says, and what was told of them. */
export function fakeLab(
  outcomeOf: (verb: Verb, input: { steps?: string[]; step?: string; suffix?: string }) => Outcome,
  { suffix, place = "local" }: { suffix?: string; place?: "local" | "aws" } = {},
) {
  const started: [verb: Verb, input: object][] = [];
  const orchestrator: Pick<Orchestrator, "start" | "follow" | "recent"> = {
    async start(verb, input) {
      started.push([verb, input]);
      return String(started.length - 1);
    },
    async *follow(executionArn) {
      const [verb, input] = started[Number(executionArn)]!;
      const outcome = outcomeOf(verb, input);
      yield { ...emptyView(executionArn), ...outcome, status: outcome.error ? "FAILED" : "SUCCEEDED" };
    },
    recent: async () => [],
  };
  let told = "";
  const output: Output = {
    tell(line) {
      told += `${line}\n`;
    },
    canAsk: false,
    json: false,
    ask: async () => undefined,
  };
  const lab: OpenLab = {
    // Only where it is and who we are there is asked of it.
    connection: { place, accountId: "123456789012", arn: "arn" } as OpenLab["connection"],
    // Of the class only these are used; its private fields are what TypeScript misses.
    orchestrator: orchestrator as unknown as Orchestrator,
    guide,
    suffix,
  };
  return { lab, output, started, told: () => told };
}
