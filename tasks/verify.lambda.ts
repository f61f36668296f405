import { verifyRequest } from "../workflows/contract.ts";
import { findSteps } from "./labs/find-step.ts";
import { verifySteps } from "./labs/verify-steps.ts";
import { makeClients } from "./runtime/clients.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const clients = makeClients();

/** Verifies steps: `{ results, resources }`. Changes nothing. */
export const handler = makeHandler(verifyRequest, async (request) => {
  const { lab, steps } = findSteps(request.lab, request.steps);
  return verifySteps(lab, steps, clients, { s3: clients.s3, bucket: readEnvironment().HANDRAIL_BUCKET });
});
