import { buildRequest } from "../workflows/contract.ts";
import { checkAccount } from "./build/check-account.ts";
import { describeLab } from "./build/describe-lab.ts";
import { probeSites } from "./build/probe-sites.ts";
import { awaitStack, createKeyPair, createStack, sitesOf } from "./build/stack.ts";
import { loadTemplate } from "./build/template.ts";
import { readLedger } from "./inventory/ledger.ts";
import { findLifecycle } from "./labs/find-build.ts";
import { makeClients } from "./runtime/clients.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const clients = makeClients();

/** One step of a build; see `buildRequest` for what each answers. */
export const handler = makeHandler(buildRequest, async (request) => {
  const { HANDRAIL_BUCKET: bucket, HANDRAIL_LAB_STACK_ROLE: roleArn } = readEnvironment();
  const { build: lab } = findLifecycle(request.lab);
  const ledger = () => readLedger({ s3: clients.s3, bucket }, request.lab);
  switch (request.do) {
    case "check-account": {
      const template = await loadTemplate(clients, bucket, lab, request.template);
      const { suffix, owner } = request;
      return checkAccount(clients, lab, { template, suffix, owner }, await ledger());
    }
    case "create-key-pair":
      return createKeyPair(clients, lab);
    case "create-stack": {
      const { body } = await loadTemplate(clients, bucket, lab, request.template);
      const written = await ledger();
      return createStack(clients, lab, {
        body,
        plan: request.plan,
        build: written?.build ?? lab.lab,
        roleArn,
      });
    }
    case "await-stack":
      return awaitStack(clients, request.stackId);
    case "probe-sites":
      return probeSites(await sitesOf(clients, lab, request.stackId), request.last);
    case "describe":
      return describeLab(clients, { s3: clients.s3, bucket }, request);
  }
});
