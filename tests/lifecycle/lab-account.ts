import { setTimeout } from "node:timers/promises";
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from "@aws-sdk/client-sfn";
import type * as z from "zod";
import { bucketName, type Deployment, deployOrchestrator } from "../../infra/deploy.ts";
import type { Pace } from "../../infra/local/clock.ts";
import { DEFAULT_ACCOUNT_ID } from "../../infra/local/local-account.ts";
import { environmentsOf } from "../../infra/local/services/lambda/runtime/environments.ts";
import { statesStore } from "../../infra/local/services/states/store.ts";
import type { LedgerBook } from "../../tasks/inventory/ledger.ts";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import type { Clients } from "../../tasks/runtime/clients.ts";
import { Orchestrator } from "../../tui/execution/orchestrator.ts";
import {
  buildInput,
  buildOutput,
  type CleanUpOutput,
  cleanUpInput,
  cleanUpOutput,
  FUNCTIONS,
  mapInput,
  networkMap,
  resetInput,
  solveInput,
  solveOutput,
  type Verb,
  validateInput,
  verifyInput,
  verifyOutput,
} from "../../workflows/contract.ts";
import { startTestAccount, TEST_CREDENTIALS, type TestAccount } from "../helpers/local-account.ts";
import { clientsOf } from "../tasks/fixtures/built-lab.ts";
import { builtDist } from "./built-dist.ts";

export const LAB = "fnd203";
/** What every build is started with. */
export const BUILD = { lab: LAB, suffix: "me" };
export const STEPS = fnd203Guide.steps.map((step) => step.id);

/** How an execution ended. */
export interface Ended {
  status: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** An account with the orchestrator deployed in it, and the machines as a terminal drives them. */
export interface LabAccount {
  account: TestAccount;
  clients: Clients;
  sfn: SFNClient;
  deployment: Deployment;
  /** Starts machines, and follows them as a terminal does. */
  orchestrator: Orchestrator;
  /** Where the orchestrator keeps the lab's ledger. */
  book: LedgerBook;
  /** Starts a machine; its input is held against the contract. */
  start(verb: Verb, input: object): Promise<string>;
  end(executionArn: string): Promise<Ended>;
  /** The names of the states that were entered, in order. */
  states(executionArn: string): Promise<string[]>;
  run(verb: Verb, input: object): Promise<Ended>;
  /** Each runs a machine to its success, and answers its output as the contract has it. */
  build(template?: string): Promise<z.infer<typeof buildOutput>>;
  verify(steps?: string[]): Promise<z.infer<typeof verifyOutput>["results"]>;
  solve(step: string): Promise<z.infer<typeof solveOutput>>;
  cleanUp(): Promise<CleanUpOutput>;
  mapNetwork(): Promise<z.infer<typeof networkMap>>;
  approve(token: string, approved: boolean): Promise<void>;
  stop(): Promise<void>;
}

const INPUTS = {
  "build-lab": buildInput,
  "verify-steps": verifyInput,
  "solve-step": solveInput,
  "clean-up": cleanUpInput,
  "map-network": mapInput,
  "validate-lab": validateInput,
  "reset-accounts": resetInput,
};

interface LabAccountOptions {
  pace?: Pace;
  home?: string;
}

/** Starts an account and deploys the orchestrator into it as `handrail start` does. Whoever starts it stops it. */
export async function startLabAccount(options: LabAccountOptions = {}): Promise<LabAccount> {
  const account = await startTestAccount(options);
  await deployOrchestrator(deploymentTo(account, clientsOf(account)), await builtDist(), () => {});
  return await labAccountOn(account);
}

/** Starts an account of a home in which the orchestrator is deployed already. Whoever starts it stops it. */
export async function openLabAccount(options: LabAccountOptions): Promise<LabAccount> {
  return await labAccountOn(await startTestAccount(options));
}

/** The same on one of several accounts that run side by side, with the orchestrator deployed in it. */
export async function labAccountOn(
  account: TestAccount,
  accountId: string = DEFAULT_ACCOUNT_ID,
): Promise<LabAccount> {
  // To start a function anew with every verb, as a participant's memory asks for, took half of these tests' time.
  environmentsOf(account.cloud).kept = FUNCTIONS.length;
  const options = { credentials: { ...TEST_CREDENTIALS, accessKeyId: accountId } };
  const clients = clientsOf(account, options);
  const sfn = account.client(SFNClient, options);
  const deployment = deploymentTo(account, clients, accountId);
  const orchestrator = (await Orchestrator.find({
    cloudFormation: clients.cloudFormation,
    sfn,
    pollEvery: 10,
  }))!;

  const start = (verb: Verb, input: object) => orchestrator.start(verb, INPUTS[verb].strict().parse(input));
  // Looked at in the store, which costs nothing: asking over the wire every few milliseconds took a third of the tests'
  // time. Its end is then read as every client reads it.
  const isRunning = (executionArn: string): boolean => {
    const { executions } = account.cloud.store(statesStore, { accountId, region: "us-east-1" });
    return executions[executionArn] !== undefined && !executions[executionArn].stopDate;
  };
  const end = async (executionArn: string): Promise<Ended> => {
    while (isRunning(executionArn)) await setTimeout(5);
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return { ...execution, status: execution.status! };
  };
  const run = async (verb: Verb, input: object) => end(await start(verb, input));
  const succeed = async <T>(verb: Verb, input: object, output: z.ZodType<T>): Promise<T> => {
    const ended = await run(verb, input);
    if (ended.status !== "SUCCEEDED")
      throw new Error(`${verb} ended as ${ended.status}: ${ended.error}: ${ended.cause}`);
    return output.parse(JSON.parse(ended.output!));
  };
  return {
    account,
    clients,
    sfn,
    deployment,
    orchestrator,
    book: { s3: clients.s3, bucket: bucketName(deployment) },
    start,
    end,
    run,
    states: async (executionArn) => {
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      return events.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
    },
    build: (template) =>
      succeed("build-lab", { ...BUILD, ...(template ? { template } : {}) }, buildOutput.strict()),
    verify: async (steps = STEPS) =>
      (await succeed("verify-steps", { lab: LAB, steps }, verifyOutput.strict())).results,
    solve: (step) => succeed("solve-step", { lab: LAB, step }, solveOutput.strict()),
    cleanUp: () => succeed("clean-up", { lab: LAB, approval: "given" }, cleanUpOutput.strict()),
    mapNetwork: () => succeed("map-network", { lab: LAB }, networkMap.strict()),
    approve: (token, approved) => orchestrator.approve(token, { approved, by: "a test" }),
    stop: () => account.stop(),
  };
}

/** What `infra/deploy.ts` needs to know of a test account. */
export function deploymentTo(
  account: TestAccount,
  clients: Clients,
  accountId: string = DEFAULT_ACCOUNT_ID,
): Deployment {
  return {
    accountId,
    region: "us-east-1",
    cloudFormation: clients.cloudFormation,
    s3: clients.s3,
    objectUrl: (bucket, key) => `${account.endpoint}/${bucket}/${key}`,
    pollEvery: 10,
  };
}
