import type { OpenLab } from "../../cli/open-lab.ts";
import type { Output } from "../../cli/output.ts";
import type { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { type ExecutionView, emptyView } from "../../tui/execution/view.ts";
import type { Approval, Verb } from "../../workflows/contract.ts";
import { guide } from "../tui/fixtures.ts";

/** What a machine comes to. */
export type Outcome = Partial<Pick<ExecutionView, "error" | "cause" | "output" | "plan" | "calls">>;

/** A lab whose machines come to what a test says, and what was told of them. One that has a plan waits for an answer. */
export function fakeLab(
  outcomeOf: (verb: Verb, input: { steps?: string[]; step?: string; suffix?: string }) => Outcome,
  { suffix, place = "local" }: { suffix?: string; place?: "local" | "aws" } = {},
) {
  const started: [verb: Verb, input: object][] = [];
  const answered: Approval[] = [];
  const orchestrator: Pick<Orchestrator, "start" | "follow" | "recent" | "approve" | "has"> = {
    async start(verb, input) {
      started.push([verb, input]);
      return String(started.length - 1);
    },
    async *follow(executionArn) {
      const [verb, input] = started[Number(executionArn)]!;
      const outcome = outcomeOf(verb, input);
      const view = { ...emptyView(executionArn), ...outcome };
      const { plan } = outcome;
      if (plan) yield { ...view, status: "RUNNING", approval: { token: "token", plan } };
      yield { ...view, status: outcome.error ? "FAILED" : "SUCCEEDED" };
    },
    recent: async () => [],
    async approve(_token, approval) {
      answered.push(approval);
    },
    has: () => true,
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
  return { lab, output, started, answered, told: () => told };
}
