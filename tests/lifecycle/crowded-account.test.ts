import { GetExecutionHistoryCommand, type HistoryEvent } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ec2Store } from "../../infra/local/services/ec2/store.ts";
import { logsStore } from "../../infra/local/services/logs/store.ts";
import { cleanUpOutput } from "../../workflows/contract.ts";
import { PLACE } from "./foreign-things.ts";
import { LAB, type LabAccount, startLabAccount } from "./lab-account.ts";

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
});
afterAll(() => lab.stop());

/** How many of each kind. */
const CROWD = { "key pair": 1_500, "log group": 500 };

/** Things of the longest names that are usual. Put there, since it is quicker. */
function crowd(whose: string): void {
  const { cloud } = lab.account;
  const [{ keyPairs }, { groups }] = [cloud.store(ec2Store, PLACE), cloud.store(logsStore, PLACE)];
  for (let index = 0; index < CROWD["key pair"]; index++) {
    const KeyPairId = `key-${whose}${String(index).padStart(13, "0")}`;
    keyPairs[KeyPairId] = {
      KeyPairId,
      KeyName: `${whose}-${"k".repeat(60)}-${index}`,
      KeyType: "rsa",
      KeyFingerprint: "00",
      CreateTime: new Date(),
    };
  }
  for (let index = 0; index < CROWD["log group"]; index++) {
    const name = `/aws/containers/${whose}/${"g".repeat(120)}/${index}`;
    groups[name] = {
      name,
      created: Date.now(),
      logGroupClass: "STANDARD",
      deletionProtection: false,
      tags: {},
      streams: {},
    };
  }
}

/** The most that an event of an execution carries, in bytes. */
async function largest(executionArn: string): Promise<number> {
  const events: HistoryEvent[] = [];
  for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
    const page = await lab.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000, nextToken }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  }
  return Math.max(...events.map((event) => Buffer.byteLength(JSON.stringify(event))));
}

test("a lab is built and cleaned up in an account with thousands of things of others, before it and since", async () => {
  crowd("older");
  const built = await lab.start("build-lab", { lab: LAB, suffix: "me" });
  expect(await lab.end(built)).toMatchObject({ status: "SUCCEEDED" });
  crowd("newer");
  const cleaning = await lab.start("clean-up", { lab: LAB, approval: "given" });
  const { status, output } = await lab.end(cleaning);
  expect(status).toBe("SUCCEEDED");
  const { clean, compared, stayed, foreign } = cleanUpOutput.parse(JSON.parse(output!));
  expect({ clean, stayed }).toEqual({ clean: true, stayed: CROWD });
  expect(compared.after).toBe(compared.before + 2_000);
  expect(foreign).toHaveLength(20);
  // A state's data may have 256 KiB. An event has more than that: its details are JSON in JSON.
  expect(await largest(built)).toBeLessThan(128 * 1024);
  expect(await largest(cleaning)).toBeLessThan(128 * 1024);
});
