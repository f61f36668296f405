import { verifyRequest } from "../workflows/contract.ts";
import { findStep } from "./labs/find-step.ts";
import { verifyStep } from "./labs/verify-step.ts";
import { makeClients } from "./runtime/clients.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const clients = makeClients();

/** Verifies one step: `{ result, resources }`. Changes nothing. */
export const handler = makeHandler(verifyRequest, async (request) => {
  const { lab, step } = findStep(request.lab, request.step);
  return verifyStep(lab, step, clients);
});
