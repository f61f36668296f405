import { CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, onTestFinished, test } from "vitest";
import { localChanges } from "../../../cli/changes/local.ts";
import { startLocalAccount } from "../../../infra/local/local-account.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

async function start(port = 0) {
  const account = await startLocalAccount({ pace: "real", port });
  onTestFinished(() => account.stop());
  const ec2 = new EC2Client({
    endpoint: account.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "123456789012", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  onTestFinished(() => ec2.destroy());
  return {
    ...account,
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
