import { CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { expect, onTestFinished, test } from "vitest";
import { localChanges, localExecutions } from "../../../cli/changes/local.ts";
import { startLocalAccount } from "../../../infra/local/local-account.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

async function start(port = 0) {
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
        .poll(
          async () => {
            await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
            return heard();
          },
          { timeout: 15_000 },
        )
        .toBe(true);
    },
  };
}

test("changes are told, also by an account that was stopped and is there again, until nobody listens", async () => {
  const first = await start();
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
  await start(Number(new URL(first.endpoint).port));
  // What was missed meanwhile counts as a change.
  await expect.poll(() => heard, { timeout: 15_000 }).toBeGreaterThan(before);
  controller.abort();
  await listening;
});

test("an execution is told of as it begins and as it ends, and that somebody listens before that", async () => {
  const { endpoint, config } = await start();
  const controller = new AbortController();
  const executions = localExecutions({ endpoint, ...PLACE }, controller.signal);
  await executions.next();
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
      name: "waits",
      roleArn: Role!.Arn,
      definition: JSON.stringify({ StartAt: "A", States: { A: { Type: "Wait", Seconds: 1, End: true } } }),
    }),
  );
  await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  // Once as it begins, once as it ends a second later. Without either, this never ends.
  await executions.next();
  await executions.next();
  controller.abort();
  expect(await executions.next()).toEqual({ value: undefined, done: true });
});
