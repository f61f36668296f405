import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { CreateAccountAliasCommand, IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { type End, makeStandIns, runStandIn, runStandInReset } from "../drive/stand-ins.ts";
import { DEFAULT_ACCOUNT_ID, startLocalAccount } from "../infra/local/local-account.ts";
import { readManifest } from "../infra/manifest.ts";
import type { Verb } from "../workflows/contract.ts";

const LAB = "fnd203";
const dist = new URL("../dist/", import.meta.url).pathname;

/** Who is on a course, and what they have done, the latest last. */
const COURSE: readonly [alias: string, ...done: [verb: Verb, end: End, step?: string][]][] = [
  ["ann", ["build-lab", "succeeds"], ["verify-steps", "succeeds", "trail"]],
  ["ben", ["build-lab", "succeeds"], ["solve-step", "fails", "log-delivery"]],
  ["chi", ["build-lab", "succeeds"], ["verify-steps", "succeeds", "services-egress"]],
  ["dee", ["build-lab", "succeeds"], ["verify-steps", "waits", "event-history"]],
  ["eva", ["build-lab", "fails"]],
  ["fay", ["build-lab", "succeeds"], ["verify-steps", "succeeds", "session"], ["clean-up", "waits"]],
  ["gus", ["build-lab", "succeeds"], ["verify-steps", "succeeds", "guardduty"]],
  ["hal", ["build-lab", "waits"]],
  ["ida", ["build-lab", "succeeds"], ["clean-up", "succeeds"]],
  ["jon"],
  ["kim", ["build-lab", "succeeds"], ["verify-steps", "succeeds", "load-balancer-isolation"]],
  ["lou", ["build-lab", "succeeds"], ["verify-steps", "succeeds", "config"]],
];

/**
 * A course in a home: an instructor's account, in which a reset runs, and participants' accounts. It runs until it is stopped.
 *
 * @returns the ids of the participants' accounts, and one that nobody can look at
 */
export async function startCourse(home: string): Promise<{ accounts: string[]; stop(): Promise<void> }> {
  const account = await startLocalAccount({ home, pace: "instant" });
  const clientsIn = (accessKeyId: string) => {
    const config = {
      endpoint: account.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey: "local" },
    };
    return { iam: new IAMClient(config), sfn: new SFNClient(config), cfn: new CloudFormationClient(config) };
  };
  const { file } = (await readManifest(dist)).templates["lab-role"];
  const TemplateBody = await readFile(join(dist, file), "utf8");
  const accounts = COURSE.map((_, index) => String(200_000_000_001 + index));
  for (const [index, [alias, ...done]] of COURSE.entries()) {
    const id = accounts[index]!;
    const { cfn, ...clients } = clientsIn(id);
    const StackName = "handrail-lab-role";
    const Parameters = [{ ParameterKey: "InstructorAccountId", ParameterValue: DEFAULT_ACCOUNT_ID }];
    await cfn.send(
      new CreateStackCommand({ StackName, TemplateBody, Parameters, Capabilities: ["CAPABILITY_NAMED_IAM"] }),
    );
    await waitUntilStackCreateComplete(
      { client: cfn, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.05 },
      { StackName },
    );
    await clients.iam.send(new CreateAccountAliasCommand({ AccountAlias: `training-${alias}` }));
    await makeStandIns(clients);
    for (const [verb, end, step] of done)
      await runStandIn(clients.sfn, { account: id, lab: LAB, verb, end, step });
  }
  const instructor = clientsIn(DEFAULT_ACCOUNT_ID);
  await instructor.iam.send(new CreateAccountAliasCommand({ AccountAlias: "training-office" }));
  await runStandInReset(instructor, LAB, ["succeeds", "waits", "waits"]);
  return { accounts: [...accounts, "200000000099"], stop: () => account.stop() };
}
