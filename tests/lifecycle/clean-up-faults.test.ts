import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AwsError } from "../../infra/local/errors.ts";
import { type FaultedCall, injectFault } from "../../infra/local/faults.ts";
import { DEFAULT_ACCOUNT_ID } from "../../infra/local/local-account.ts";
import { stageResult } from "../../workflows/contract.ts";
import { cloneAccount, renewAccount } from "../helpers/clone-account.ts";
import { stateOf } from "./account-state.ts";
import { haveBucket } from "./foreign-things.ts";
import {
  BUILD,
  type Ended,
  LAB,
  type LabAccount,
  labAccountOn,
  STEPS,
  startLabAccount,
} from "./lab-account.ts";

/**
 * Each call that a clean-up makes goes wrong. Nothing of others may change, what could not be done is named, and the next
 * run finishes. Each is tried on a copy of the same lab, with all its steps solved.
 */

interface Copy extends LabAccount {
  accountId: string;
  suffix: string;
}

let lab: LabAccount;
/** What a copy holds once it is clean: all that is not the lab's, from before it was built and since. */
let others: string;
/** The calls that a clean-up's functions make, as `service:operation`. */
let calls: string[];

const internalError = () =>
  new AwsError("InternalError", "We encountered an internal error. Please try again.", 500);
const throttled = () => new AwsError("ThrottlingException", "Rate exceeded", 400);
const denied = () => new AwsError("AccessDenied", "An organisation's policy forbids it.", 403);

/** Lambda writes a function's log as the function, and no failure of it is the function's. */
const isCleanUp = ({ principal: { arn }, service }: Pick<FaultedCall, "principal" | "service">): boolean =>
  service !== "logs" ? /assumed-role\/handrail-orchestrator-(cleanup|inventory)function/.test(arn) : false;

const nameOf = ({ service, operation }: Pick<FaultedCall, "service" | "operation">): string =>
  `${service}:${operation}`;

beforeAll(async () => {
  lab = await startLabAccount();
  await haveBucket(lab.clients, "of-before-123456789012");
  await lab.build();
  for (const step of STEPS) await lab.solve(step);
  await lab.clients.ec2.send(new CreateVpcCommand({ CidrBlock: "10.77.0.0/16" }));

  const copy = await copyOf();
  const made = new Set<string>();
  const listening = injectFault(lab.account.cloud, {
    meets: (call) => {
      if (isCleanUp(call)) made.add(nameOf(call));
      return false;
    },
  });
  await copy.cleanUp();
  listening();
  calls = [...made].sort();
  others = await stateIn(copy);
});
afterAll(() => lab.stop());

/** How often the SDK itself tries (its standard retry mode). */
const SDK_ATTEMPTS = 3;

const ORIGINAL = { accountId: DEFAULT_ACCOUNT_ID, suffix: BUILD.suffix };

let copies = 0;

async function copyOf(): Promise<Copy> {
  copies++;
  const accountId = String(200_000_000_000 + copies);
  const suffix = `zz-${copies}-zz`;
  await cloneAccount(lab.account.cloud, ORIGINAL, [{ accountId, suffix }]);
  return { ...(await labAccountOn(lab.account, accountId)), accountId, suffix };
}

/** All that a copy holds, with its own names made everybody's. */
async function stateIn(copy: Copy): Promise<string> {
  const state = (await stateOf(copy))[copy.accountId];
  return JSON.stringify(state, undefined, 1)
    .replaceAll(copy.accountId, "ACCOUNT")
    .replaceAll(copy.suffix, "SUFFIX");
}

const cleanUp = (copy: Copy) => copy.run("clean-up", { lab: LAB, approval: "given" });

test("it makes many calls, of all the services that a lab leaves something in", () => {
  expect(calls.length).toBeGreaterThan(60);
  expect(new Set(calls.map((call) => call.split(":")[0]))).toEqual(
    new Set([
      "cloudformation",
      "cloudtrail",
      "config",
      "ec2",
      "elasticloadbalancing",
      "guardduty",
      "iam",
      "s3",
      "ssm",
    ]),
  );
});

test("every single call fails once, and it is clean all the same", async () => {
  const copy = await copyOf();
  const seen = new Set<string>();
  const end = injectFault(lab.account.cloud, {
    accountId: copy.accountId,
    meets: (call) => {
      if (!isCleanUp(call)) return false;
      const text = `${nameOf(call)} ${JSON.stringify(call.input)}`;
      return !seen.has(text) && Boolean(seen.add(text));
    },
    error: internalError,
  });
  const ended = await cleanUp(copy);
  end();
  expect(ended).toMatchObject({ status: "SUCCEEDED" });
  expect(seen.size).toBeGreaterThan(100);
  expect(await stateIn(copy)).toBe(others);
});

test("every operation is throttled for as long as a function itself tries, and it is clean all the same", async () => {
  const copy = await copyOf();
  const left = new Map(calls.map((call) => [call, SDK_ATTEMPTS]));
  const end = injectFault(lab.account.cloud, {
    accountId: copy.accountId,
    meets: (call) => {
      const times = isCleanUp(call) ? (left.get(nameOf(call)) ?? 0) : 0;
      left.set(nameOf(call), times - 1);
      return times > 0;
    },
    error: throttled,
  });
  // What a stage gives up is swept by the next run.
  const ended = await cleanUp(copy);
  end();
  if (ended.status !== "SUCCEEDED") {
    expect(ended.error).toBe("LeftBehind");
    expect(failuresOf(ended).map(({ error }) => error)).toContain("ThrottlingException");
    expect(await cleanUp(copy)).toMatchObject({ status: "SUCCEEDED" });
  }
  expect(await stateIn(copy)).toBe(others);
});

/** One operation of each service, which have little to do with each other: alone, each would take a lab's life. */
function oneOfEach(operations: ReadonlySet<string>): Set<string> {
  const byService = new Map([...operations].map((name) => [name.split(":")[0], name]));
  return new Set(byService.values());
}

test("denied, it says so, nothing else is touched, and the next run finishes", async () => {
  const copy = await copyOf();
  const left = new Set(calls);
  while (left.size > 0) {
    const forbidden = oneOfEach(left);
    // What comes after a refusal may never be called: then its turn comes again.
    const met = new Set<string>();
    const end = injectFault(lab.account.cloud, {
      accountId: copy.accountId,
      meets: (call) => isCleanUp(call) && forbidden.has(nameOf(call)) && Boolean(met.add(nameOf(call))),
      error: denied,
    });
    const executionArn = await copy.start("clean-up", { lab: LAB, approval: "given" });
    const ended = await copy.end(executionArn);
    end();
    const names = [...met].join(", ");
    expect(met.size, [...forbidden].join(", ")).toBeGreaterThan(0);
    for (const name of met) left.delete(name);
    const swept = (await copy.states(executionArn)).includes("Sweep the stage");
    if (ended.status !== "SUCCEEDED") {
      if (!swept) {
        // It ends before anything is done where it cannot see all that there is.
        expect(ended.error, names).toBe("AccessDenied");
        continue;
      }
      if (ended.error === "LeftBehind") expect(failuresOf(ended), names).not.toEqual([]);
      else expect(ended.error, names).toBe("AccessDenied");
      expect(await cleanUp(copy), names).toMatchObject({ status: "SUCCEEDED" });
    }
    expect(await stateIn(copy), names).toBe(others);
    await renewAccount(lab.account.cloud, ORIGINAL, copy);
  }
  await cleanUp(copy);
  expect(await stateIn(copy)).toBe(others);
});

/** What the stages could not do, of a clean-up that left something behind. */
const failuresOf = ({ cause }: Ended) =>
  stageResult.shape.failed.parse(JSON.parse(JSON.parse(cause!).errorMessage).failed);
