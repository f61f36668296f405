import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { deployOrchestrator } from "../infra/deploy.ts";
import { DEFAULT_ACCOUNT_ID } from "../infra/local/default-account.ts";
import { findLab } from "../tasks/labs/find-step.ts";
import { Orchestrator } from "../tui/execution/orchestrator.ts";
import type { ExecutionView } from "../tui/execution/view.ts";
import type { Verb, VerifyOutput } from "../workflows/contract.ts";
import { startAccount } from "./account.ts";

const region = "us-east-1";
const lab = findLab("fnd203");
const steps = lab.steps.map((step) => step.id);

/** Milliseconds between two looks at an execution: as the terminal looks at that of a local account. */
const POLL_EVERY = 100;

/** Seconds that a verification of all steps takes, from its start to its answer, once all of them are solved. */
export async function verifyAll(): Promise<number> {
  const account = await startAccount();
  try {
    return await measureOn(account.endpoint);
  } finally {
    await account.stop();
  }
}

async function measureOn(endpoint: string): Promise<number> {
  const credentials = { accessKeyId: DEFAULT_ACCOUNT_ID, secretAccessKey: "bench" };
  const config = { endpoint, region, credentials };
  const cloudFormation = new CloudFormationClient(config);
  const sfn = new SFNClient({ ...config, disableHostPrefix: true });
  const place = { accountId: DEFAULT_ACCOUNT_ID, region };
  await deployOrchestrator(
    {
      ...place,
      cloudFormation,
      s3: new S3Client({ ...config, forcePathStyle: true }),
      objectUrl: (bucket, key) => `${endpoint}/${bucket}/${key}`,
      pollEvery: POLL_EVERY,
    },
    new URL("../dist/", import.meta.url).pathname,
    () => {},
  );
  const orchestrator = (await Orchestrator.find({ cloudFormation, sfn, pollEvery: POLL_EVERY }))!;
  const run = (verb: Verb, input: object) => outcome(orchestrator, verb, { lab: lab.id, ...input });
  await run("build-lab", { suffix: "bench" });
  for (const step of steps) await run("solve-step", { step });
  const began = performance.now();
  const { results } = (await run("verify-steps", { steps })) as VerifyOutput;
  const seconds = (performance.now() - began) / 1000;
  const red = results.filter((result) => result.status !== "met");
  if (red.length > 0 || results.length !== steps.length)
    throw new Error(`Not all of the steps are met: ${JSON.stringify(red)}`);
  return seconds;
}

async function outcome(orchestrator: Orchestrator, verb: Verb, input: { lab: string }): Promise<unknown> {
  const arn = await orchestrator.start(verb, input);
  let last: ExecutionView | undefined;
  for await (const view of orchestrator.follow(arn)) last = view;
  if (last?.status !== "SUCCEEDED") throw new Error(`${verb} ended as ${last?.status}: ${last?.cause}`);
  return last.output;
}
