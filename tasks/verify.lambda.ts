import { verifyRequest } from "../workflows/contract.ts";
import { findLab, findSteps } from "./labs/find-step.ts";
import { verifySteps } from "./labs/verify-steps.ts";
import { makeClients } from "./runtime/clients.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const clients = makeClients();

/** Looks at the account and changes nothing; see `verifyRequest` for what each answers. */
export const handler = makeHandler(verifyRequest, async (request) => {
  if (request.do === "map-network") return findLab(request.lab).mapNetwork(clients);
  const { lab, steps } = findSteps(request.lab, request.steps);
  return verifySteps(lab, steps, clients, { s3: clients.s3, bucket: readEnvironment().HANDRAIL_BUCKET });
});
