import { type CleanUpPlan, cleanUpRequest } from "../workflows/contract.ts";
import { planCleanUp, planWithoutLedger } from "./cleanup/plan.ts";
import { readScope } from "./cleanup/scope.ts";
import { sweepStage } from "./cleanup/sweep.ts";
import { readLedger } from "./inventory/ledger.ts";
import { findLifecycle } from "./labs/find-build.ts";
import { makeClients } from "./runtime/clients.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { TaskError } from "./runtime/errors.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const clients = makeClients();

/** Plans a clean-up, shows the plan, sweeps a stage of it; see `cleanUpRequest` for what each answers. */
export const handler = makeHandler(cleanUpRequest, async (request) => {
  if (request.do === "ask") return show(request.plan);
  const { HANDRAIL_BUCKET: bucket, HANDRAIL_LAB_STACK_ROLE: labStackRole } = readEnvironment();
  const { build, stages } = findLifecycle(request.lab);
  const ledger = await readLedger({ s3: clients.s3, bucket }, request.lab);
  // Without a ledger nothing can be proven to be the lab's, and nothing is touched.
  if (!ledger)
    return request.do === "plan"
      ? planWithoutLedger(clients, build)
      : { stage: request.stage, done: [], failed: [] };
  const scope = await readScope(clients, build, ledger, labStackRole);
  if (request.do === "plan") return planCleanUp(clients, scope, stages);
  const stage = stages.find((one) => one.name === request.stage);
  if (!stage) throw new TaskError("unknownStep", `The lab ${request.lab} has no stage "${request.stage}".`);
  return sweepStage(clients, scope, stage, request.items, new Date(request.since));
});

/** The plan goes to the function's log; whoever approves it finds plan and token in the execution's history. */
function show(plan: CleanUpPlan): { shown: number } {
  console.log(JSON.stringify({ message: "A plan waits for approval", plan }));
  return { shown: plan.items.length };
}
