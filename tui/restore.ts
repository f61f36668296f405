import type { ExecutionListItem } from "@aws-sdk/client-sfn";
import type { BuildOutput, StepResult, Verb, VerifyOutput } from "../workflows/contract.ts";
import type { LabSession } from "./session.ts";
import type { Action } from "./state.ts";

/** What an earlier session left: where the lab stands, and a machine that still runs. */
export interface Restored {
  action: Extract<Action, { type: "restored" }>;
  running?: { verb: Verb; executionArn: string };
}

/** Reads where the participant was from the list of executions: there is no other record. */
export async function restore({ orchestrator, guide }: LabSession): Promise<Restored> {
  const verbs: Verb[] = ["build-lab", "verify-steps", "solve-step", "clean-up"];
  const lists = await Promise.all(verbs.map((verb) => orchestrator.recent(guide.id, verb)));
  const all = verbs.flatMap((verb, index) => lists[index]!.map((execution) => ({ verb, execution })));
  const running = all.find(({ execution }) => execution.status === "RUNNING");
  const newest = (verb: Verb) =>
    all.find((one) => one.verb === verb && one.execution.status === "SUCCEEDED")?.execution;
  const build = newest("build-lab");
  const cleaned = newest("clean-up");
  const empty: Restored["action"] = { type: "restored", resources: {}, results: [] };
  const found = running && { verb: running.verb, executionArn: running.execution.executionArn! };
  if (!build || (cleaned && time(cleaned) > time(build))) return { action: empty, running: found };

  const output = (await orchestrator.output(build.executionArn!)) as BuildOutput;
  const checks = all
    .filter(
      ({ verb, execution }) =>
        (verb === "verify-steps" || verb === "solve-step") && execution.status === "SUCCEEDED",
    )
    .map(({ execution }) => execution)
    .filter((execution) => time(execution) > time(build))
    .sort((a, b) => time(a) - time(b));
  const outputs = (await Promise.all(
    checks.map((execution) => orchestrator.output(execution.executionArn!)),
  )) as VerifyOutput[];
  const results: StepResult[] = outputs.flatMap((one) => one.results);
  const resources = outputs.at(-1)?.resources ?? output.resources;
  return { action: { type: "restored", build: output, resources, results }, running: found };
}

const time = (execution: ExecutionListItem): number => execution.startDate!.getTime();
