import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateAccountAliasCommand, IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { deployOrchestrator } from "../../infra/deploy.ts";
import { type LocalAccount, startLocalAccount } from "../../infra/local/local-account.ts";
import { readManifest } from "../../infra/manifest.ts";
import { findLab } from "../../tasks/labs/find-step.ts";
import { findStack } from "../../tasks/runtime/find-stack.ts";
import { FIRST, INSTRUCTOR } from "../../tests/lifecycle/fleet/ids.ts";
import { scatter } from "../../tests/lifecycle/fleet/lab-states.ts";
import { wholeOf } from "../../tests/lifecycle/fleet/whole-account.ts";
import { Orchestrator } from "../../tui/execution/orchestrator.ts";
import type { Verb } from "../../workflows/contract.ts";
import { stateIn } from "./state-in.ts";

const DIST = new URL("../../dist/", import.meta.url).pathname;
const LAB = "fnd203";
/** Enough that most stages of a clean-up have something to do; all of them would take longer than a reset. */
const STEPS = ["trail", "config", "guardduty", "load-balancer-isolation", "session-preferences"];
const WITNESSES = 5;
const POLL_EVERY = 20;
/** Longer than it takes, at pace instant, until what changed is delivered. */
const SETTLED_MS = 2_000;

export interface MadeFleet {
  /** The accounts to reset, and others that are to be left alone. */
  listed: string[];
  witnesses: string[];
  /** What the first account held before the lab. */
  untouched: unknown;
}

/** Makes a home in which the instructor's account resets so many others, each in a random state of the lab. */
export async function makeFleet(home: string, size: number, seed: number): Promise<MadeFleet> {
  const made = await withAccount(home, (account) => make(account, size, seed));
  await withAccount(home, (account) => settle(account, made.witnesses));
  return made;
}

async function withAccount<Result>(
  home: string,
  work: (account: LocalAccount) => Promise<Result>,
): Promise<Result> {
  const account = await startLocalAccount({ home, pace: "instant" });
  try {
    return await work(account);
  } finally {
    await account.stop();
  }
}

async function make(account: LocalAccount, size: number, seed: number): Promise<MadeFleet> {
  await Promise.all([deploy(account, INSTRUCTOR), deploy(account, FIRST)]);
  await letIn(account);
  const untouched = await stateIn(account, FIRST);
  const ids = Array.from({ length: size + WITNESSES }, (_, index) => String(Number(FIRST) + index + 1));
  await scatter(account.cloud, {
    from: { accountId: FIRST, suffix: "me" },
    to: ids.map((accountId, index) => ({ accountId, suffix: `p${index}` })),
    lab: await labIn(account),
    steps: STEPS,
    seed,
  });
  return { listed: ids.slice(0, size), witnesses: ids.slice(size), untouched };
}

/**
 * Waits until all is recorded and delivered that recorders and trails had still to do, which goes on once somebody looks: it
 * is not to come while others are reset.
 */
async function settle(account: LocalAccount, ids: readonly string[]): Promise<void> {
  const { cloud } = account;
  for (const id of ids) await stateIn(account, id);
  const now = () => ids.map((id) => wholeOf(cloud.state, id));
  for (let before = now(); ; ) {
    await pause(SETTLED_MS);
    const after = now();
    if (isDeepStrictEqual(after, before)) return;
    before = after;
  }
}

const configOf = ({ endpoint }: LocalAccount, id: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: id, secretAccessKey: "bench" },
  disableHostPrefix: true,
});

async function deploy(account: LocalAccount, accountId: string): Promise<void> {
  const config = configOf(account, accountId);
  await deployOrchestrator(
    {
      accountId,
      region: config.region,
      cloudFormation: new CloudFormationClient(config),
      s3: new S3Client({ ...config, forcePathStyle: true }),
      objectUrl: (bucket, key) => `${account.endpoint}/${bucket}/${key}`,
      pollEvery: POLL_EVERY,
    },
    DIST,
    () => {},
  );
}

/** Gives the first account an alias, and the role that lets the instructor's account in. */
async function letIn(account: LocalAccount): Promise<void> {
  const config = configOf(account, FIRST);
  const cloudFormation = new CloudFormationClient(config);
  await new IAMClient(config).send(new CreateAccountAliasCommand({ AccountAlias: `training-${FIRST}` }));
  const StackName = "handrail-lab-role";
  await cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: await readFile(join(DIST, (await readManifest(DIST)).templates["lab-role"].file), "utf8"),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      Parameters: [{ ParameterKey: "InstructorAccountId", ParameterValue: INSTRUCTOR }],
    }),
  );
  while ((await findStack({ cloudFormation }, StackName))?.StackStatus !== "CREATE_COMPLETE")
    await pause(POLL_EVERY);
}

/** The lab of the first account, as its machines drive it. */
async function labIn(account: LocalAccount) {
  const config = configOf(account, FIRST);
  const orchestrator = (await Orchestrator.find({
    cloudFormation: new CloudFormationClient(config),
    sfn: new SFNClient(config),
    pollEvery: POLL_EVERY,
  }))!;
  const run = async (verb: Verb, input: object) => {
    const arn = await orchestrator.start(verb, { lab: LAB, ...input });
    for await (const _ of orchestrator.follow(arn)) {
      // To its end, whatever that is: a clean-up that leaves something is wanted here.
    }
  };
  return {
    build: () => run("build-lab", { suffix: "me" }),
    verify: () => run("verify-steps", { steps: findLab(LAB).steps.map(({ id }) => id) }),
    solve: (step: string) => run("solve-step", { step }),
    cleanUp: () => run("clean-up", { approval: "given" }),
  };
}
