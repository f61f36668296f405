import { SFNClient } from "@aws-sdk/client-sfn";
import { type Action, solveRequest } from "../workflows/contract.ts";
import { findStep } from "./labs/find-step.ts";
import { situationOf } from "./labs/situation.ts";
import { makeClients } from "./runtime/clients.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { handler as makeHandler } from "./runtime/handler.ts";
import { tellCalls } from "./solve/tell-calls.ts";

const clients = makeClients();
const sfn = new SFNClient();

/**
 * Does one step for whoever asks, and tells each call as it is made. Answers `{ actions, told }`: the calls, none where it
 * was done already, and whether the machine has heard of them.
 */
export const handler = makeHandler(solveRequest, async (request) => {
  const { lab, step } = findStep(request.lab, request.step);
  const book = { s3: clients.s3, bucket: readEnvironment().HANDRAIL_BUCKET };
  const teller = tellCalls(sfn, request.tell);
  const actions: Action[] = [];
  try {
    for await (const action of step.solve(clients, await situationOf(lab, clients, book))) {
      actions.push(action);
      teller.tell(action);
    }
  } catch (error) {
    // What was done before it failed is worth knowing. Called again, it may have more to tell.
    await teller.told();
    throw error;
  }
  return { actions, told: await teller.end() };
});
