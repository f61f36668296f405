import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { beforeAll, expect, test } from "vitest";
import {
  bucketName,
  type Deployment,
  deployOrchestrator,
  findOrchestrator,
  removeOrchestrator,
} from "../../infra/deploy.ts";
import { injectFault } from "../../infra/local/faults.ts";
import { DEFAULT_ACCOUNT_ID } from "../../infra/local/local-account.ts";
import { readManifest } from "../../infra/manifest.ts";
import type { Clients } from "../../tasks/runtime/clients.ts";
import { findStack } from "../../tasks/runtime/find-stack.ts";
import { ORCHESTRATOR_STACK } from "../../workflows/contract.ts";
import { type TestAccount, useTestAccount } from "../helpers/local-account.ts";
import { temporaryFolder } from "../helpers/program.ts";
import { stateOf } from "../lifecycle/account-state.ts";
import { builtDist } from "../lifecycle/built-dist.ts";
import { deploymentTo } from "../lifecycle/lab-account.ts";
import { clientsOf } from "../tasks/fixtures/built-lab.ts";

let dist: string;
beforeAll(async () => {
  dist = await builtDist();
});

interface Place {
  account: TestAccount;
  clients: Clients;
  deployment: Deployment;
  /** What was told, a line each. */
  told: string[];
  deploy(from?: string): ReturnType<typeof deployOrchestrator>;
  remove(): Promise<void>;
}

async function usePlace(): Promise<Place> {
  const account = await useTestAccount();
  const clients = clientsOf(account);
  const deployment = deploymentTo(account, clients);
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  return {
    account,
    clients,
    deployment,
    told,
    deploy: (from = dist) => deployOrchestrator(deployment, from, tell),
    remove: () => removeOrchestrator(deployment, tell),
  };
}

/** A store that was made and is empty again is as good as none. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const left = withoutEmpty(inner);
    return left === undefined ? [] : [[key, left] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A build with this change to its files. */
async function changedBuild(change: (folder: string) => Promise<void>): Promise<string> {
  const folder = await temporaryFolder();
  await cp(dist, folder, { recursive: true });
  await change(folder);
  return folder;
}

interface Template {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

async function changedTemplate(change: (template: Template) => void): Promise<string> {
  return changedBuild(async (folder) => {
    const file = join(folder, (await readManifest(folder)).templates.orchestrator.file);
    const template = JSON.parse(await readFile(file, "utf8"));
    change(template);
    await writeFile(file, JSON.stringify(template));
  });
}

test("deploying publishes the build and creates the stack; deploying it again changes nothing", async () => {
  const place = await usePlace();
  const stack = await place.deploy();
  expect(stack).toMatchObject({ StackName: ORCHESTRATOR_STACK, StackStatus: "CREATE_COMPLETE" });
  expect(stack.Outputs?.map((output) => output.OutputKey).toSorted()).toEqual([
    "BuildLabArn",
    "CleanUpArn",
    "MapNetworkArn",
    "ResetAccountsArn",
    "SolveStepArn",
    "ValidateLabArn",
    "VerifyStepsArn",
  ]);
  const manifest = await readManifest(dist);
  const { Contents = [] } = await place.clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucketName(place.deployment) }),
  );
  expect(Contents.map((object) => object.Key).toSorted()).toEqual(
    [...Object.values(manifest.functions), ...Object.values(manifest.templates)]
      .map((one) => one.key)
      .toSorted(),
  );

  const deployed = await stateOf(place);
  place.told.length = 0;
  expect(await place.deploy()).toEqual(stack);
  expect(place.told).toEqual([]);
  expect(await stateOf(place)).toEqual(deployed);
});

test("what is deployed is held against the build, and each resource is told as it is done", async () => {
  const { deployment } = await usePlace();
  expect(await findOrchestrator(deployment, dist)).toEqual({ found: "nothing" });
  const resources: string[] = [];
  const tellResource = (line: string) => void resources.push(line);
  await deployOrchestrator(deployment, dist, () => {}, tellResource);
  expect(await findOrchestrator(deployment, dist)).toMatchObject({ found: "this-build" });
  expect(resources).toContain("Created Lambda::Function handrail-verify");
  expect(resources).toContain("Created StepFunctions::StateMachine handrail-clean-up");
  expect(new Set(resources).size).toBe(resources.length);

  const other = await changedTemplate((template) => {
    template.Resources = Object.fromEntries(
      Object.entries(template.Resources).map(([id, one]) => [
        id,
        one.Type === "AWS::Lambda::Function"
          ? { ...one, Properties: { ...one.Properties, Description: "changed" } }
          : one,
      ]),
    );
  });
  expect(await findOrchestrator(deployment, other)).toMatchObject({ found: "other-build" });
  resources.length = 0;
  await deployOrchestrator(deployment, other, () => {}, tellResource);
  expect(resources.filter((line) => line.startsWith("Created"))).toEqual([]);
  expect(resources).toContain("Updated Lambda::Function handrail-verify");
  expect(await findOrchestrator(deployment, dist)).toMatchObject({ found: "other-build" });
});

test("a changed build updates the stack in place", async () => {
  const place = await usePlace();
  const { StackId } = await place.deploy();
  const changed = await changedTemplate((template) => {
    for (const one of Object.values(template.Resources))
      if (one.Type === "AWS::Lambda::Function") one.Properties.Description = "changed";
  });
  expect(await place.deploy(changed)).toMatchObject({ StackId, StackStatus: "UPDATE_COMPLETE" });
  const lambda = place.account.client(LambdaClient);
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "handrail-verify" }));
  expect(Configuration?.Description).toBe("changed");
  expect(place.told.at(-1)).toBe(`Updating the stack ${ORCHESTRATOR_STACK}`);
});

test("removing leaves nothing of it, and removing what is not there is fine", async () => {
  const place = await usePlace();
  const before = await stateOf(place);
  await place.deploy();
  await place.remove();
  // What Lambda keeps of a function's code for itself is in no account of a customer's.
  const after = await stateOf(place);
  expect(withoutEmpty(after[DEFAULT_ACCOUNT_ID])).toEqual(withoutEmpty(before[DEFAULT_ACCOUNT_ID]));
  expect((await place.clients.s3.send(new ListBucketsCommand())).Buckets ?? []).toEqual([]);
  await place.remove();
});

test("it is not removed while a ledger says that a lab is built, and the ledger is named", async () => {
  const place = await usePlace();
  await place.deploy();
  const Bucket = bucketName(place.deployment);
  await place.clients.s3.send(new PutObjectCommand({ Bucket, Key: "ledgers/fnd203.json", Body: "{}" }));
  const before = await stateOf(place);
  await expect(place.remove()).rejects.toThrow(
    `A lab is still built in this account (ledgers/fnd203.json in ${Bucket}). Clean it up first`,
  );
  expect(await stateOf(place)).toEqual(before);
});

test("a stack that cannot be made is told with CloudFormation's first reason, and replaced by the next deployment", async () => {
  const place = await usePlace();
  const broken = await changedTemplate((template) => {
    template.Resources.Broken = { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/30" } };
  });
  await expect(place.deploy(broken)).rejects.toThrow(
    /^The stack handrail-orchestrator ended as ROLLBACK_COMPLETE: Broken: .*10\.0\.0\.0\/30/,
  );
  const { Stacks = [] } = await place.clients.cloudFormation.send(
    new DescribeStacksCommand({ StackName: ORCHESTRATOR_STACK }),
  );
  const stack = await place.deploy();
  expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect(stack.StackId).not.toBe(Stacks[0]!.StackId);
  expect(place.told).toContain(`Deleting the stack ${ORCHESTRATOR_STACK} that failed before`);
});

test("a deployment that finds another on its way waits for it", async () => {
  const place = await usePlace();
  const gate = Promise.withResolvers<void>();
  injectFault(place.account.cloud, {
    service: "lambda",
    operation: "CreateFunction",
    until: gate.promise,
  });
  const first = place.deploy();
  await expect.poll(() => findStack(place.clients, ORCHESTRATOR_STACK)).toBeDefined();
  const second = place.deploy();
  await expect.poll(() => place.told.join("\n")).toContain(`Waiting for the stack ${ORCHESTRATOR_STACK}`);
  gate.resolve();
  expect((await second).StackId).toBe((await first).StackId);
});
