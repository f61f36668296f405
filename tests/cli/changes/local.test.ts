import { CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect, onTestFinished, test } from "vitest";
import { localChanges, localExecutions } from "../../../cli/changes/local.ts";
import { LocalMoves } from "../../../cli/changes/local-moves.ts";
import { startLocalAccount } from "../../../infra/local/local-account.ts";
import { ownPort } from "../../helpers/own-port.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

async function start(port: number) {
  const account = await startLocalAccount({ pace: "real", port });
  onTestFinished(() => account.stop());
  const config = {
    endpoint: account.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "123456789012", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const ec2 = new EC2Client(config);
  onTestFinished(() => ec2.destroy());
  return {
    ...account,
    config,
    /** Changes something until somebody has heard of it. */
    async change(heard: () => boolean) {
      await expect
        .poll(async () => {
          await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
          return heard();
        })
        .toBe(true);
    },
  };
}

test("changes are told, also by an account that was stopped and is there again, until nobody listens", async () => {
  const port = await ownPort();
  const first = await start(port);
  const controller = new AbortController();
  let heard = 0;
  const listening = (async () => {
    for await (const { late } of localChanges({ endpoint: first.endpoint, ...PLACE }, controller.signal)) {
      expect(late).toBe(false);
      heard++;
    }
  })();
  await first.change(() => heard > 0);
  await first.stop();
  const before = heard;
  await start(port);
  // What was missed meanwhile counts as a change.
  await expect.poll(() => heard).toBeGreaterThan(before);
  controller.abort();
  await listening;
});

test("an execution is told of as it begins and as it ends, and that somebody listens before that", async () => {
  const { endpoint, config } = await start(0);
  const controller = new AbortController();
  const executions = localExecutions({ endpoint, ...PLACE }, controller.signal);
  await executions.next();
  await startExecution(config, { A: { Type: "Wait", Seconds: 1, End: true } });
  // Once as it begins, once as it ends a second later. Without either, this never ends.
  await executions.next();
  await executions.next();
  controller.abort();
  expect(await executions.next()).toEqual({ value: undefined, done: true });
});

test("whoever follows executions hears which have moved, and when nobody can tell", async () => {
  const port = await ownPort();
  const first = await start(port);
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const moves = new LocalMoves({ endpoint: first.endpoint, ...PLACE }, controller.signal);
  expect(moves.tells).toBe(false);
  const heard: (string | undefined)[] = [];
  const stop = moves.listen((executionArn) => heard.push(executionArn));
  await expect.poll(() => moves.tells).toBe(true);
  expect(heard.splice(0)).toEqual([undefined]);
  const arn = await startExecution(first.config, { A: { Type: "Pass", End: true } });
  await expect.poll(() => heard).toContain(arn);
  heard.length = 0;
  await first.stop();
  await expect.poll(() => moves.tells).toBe(false);
  expect(heard).toContain(undefined);
  await start(port);
  await expect.poll(() => moves.tells).toBe(true);
  stop();
});

/** Makes a machine of these states, which begins with A, and starts it. */
async function startExecution(config: SFNClientConfig & IAMClientConfig, States: object): Promise<string> {
  const [iam, sfn] = [new IAMClient(config), new SFNClient(config)];
  onTestFinished(() => [iam, sfn].forEach((client) => void client.destroy()));
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "machine",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
    }),
  );
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: "short",
      roleArn: Role!.Arn,
      definition: JSON.stringify({ StartAt: "A", States }),
    }),
  );
  return (await sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn!;
}
