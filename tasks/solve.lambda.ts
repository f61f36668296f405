import { solveRequest } from "../workflows/contract.ts";
import { findStep } from "./labs/find-step.ts";
import { makeClients } from "./runtime/clients.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const clients = makeClients();

/** Does one step for whoever asks: `{ actions }`, empty where it was done already. */
export const handler = makeHandler(solveRequest, async (request) => {
  const { lab, step } = findStep(request.lab, request.step);
  return { actions: await step.solve(clients, await lab.resolve(clients)) };
});
