import { solveRequest } from "../workflows/contract.ts";
import { findStep } from "./labs/find-step.ts";
import { situationOf } from "./labs/situation.ts";
import { makeClients } from "./runtime/clients.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const clients = makeClients();

/** Does one step for whoever asks: `{ actions }`, empty where it was done already. */
export const handler = makeHandler(solveRequest, async (request) => {
  const { lab, step } = findStep(request.lab, request.step);
  const book = { s3: clients.s3, bucket: readEnvironment().HANDRAIL_BUCKET };
  return { actions: await step.solve(clients, await situationOf(lab, clients, book)) };
});
