import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { GetResourceConfigHistoryCommand } from "@aws-sdk/client-config-service";
import { CreateNetworkAclCommand, CreateNetworkAclEntryCommand } from "@aws-sdk/client-ec2";
import { CreateSampleFindingsCommand } from "@aws-sdk/client-guardduty";
import { GetExecutionHistoryCommand } from "@aws-sdk/client-sfn";
import { GetConnectionStatusCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { injectFault } from "../../infra/local/faults.ts";
import { eventsStore, type Segment } from "../../infra/local/services/cloudtrail/events/store.ts";
import { configStore } from "../../infra/local/services/config/store.ts";
import { guardDutyStore } from "../../infra/local/services/guardduty/store.ts";
import { recentRequests } from "../../tasks/labs/fnd203/sample-findings/requests.ts";
import { stepResult } from "../../workflows/contract.ts";
import { situation } from "../tasks/fixtures/situation.ts";
import { typeInSession } from "../tasks/fixtures/typed-session.ts";
import { LAB, type LabAccount, openLabAccount, startLabAccount } from "./lab-account.ts";

/** Steps whose facts are seen some time after they were made. */
const LATE = ["event-history", "config-timeline", "logged-session", "session-log"];

/** What the steps need, done before, while nothing takes any time. */
const GROUND = ["config", "guardduty", "log-bucket", "log-group", "role-policy", "session-preferences"];

let home: string;
let lab: LabAccount;
let resources: Record<string, string>;
// A built lab with its ground, reopened at a pace at which AWS's minutes are seconds.
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "handrail-waiting-"));
  const ready = await startLabAccount({ home });
  ({ resources } = await ready.build());
  for (const step of GROUND) await ready.solve(step);
  await ready.stop();
  lab = await openLabAccount({ home, pace: "fast" });
});
afterAll(async () => {
  await lab.stop();
  await rm(home, { recursive: true, force: true });
});

test("a step is solved though what was asked for takes a minute to be seen", async () => {
  expect((await lab.solve("sample-findings")).results).toMatchObject([{ status: "met" }]);
});

test("what AWS does not show yet is waiting, and is found by the verification when it appears", async () => {
  const { ec2, config, ssm } = lab.clients;
  const server = resources["instance.services1"]!;
  const isOnline = new GetConnectionStatusCommand({ Target: server });
  await expect.poll(() => ssm.send(isOnline), PATIENT).toMatchObject({ Status: "connected" });
  // Neither Config nor the agent nor CloudTrail is ahead of the verification's first look, however late that comes.
  const looked = Promise.withResolvers<void>();
  injectFault(lab.account.cloud, {
    service: "s3",
    operation: "PutObject",
    meets: ({ input }) => (input as { Key: string }).Key.endsWith(".log"),
    until: looked.promise,
  });
  const { pending } = lab.account.cloud.store(configStore, place());
  pending.CONTINUOUS = { areas: [], due: inAnHour() };
  const show = eventsFromNow();
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: resources["vpc.webApp"] }));
  const NetworkAclId = NetworkAcl!.NetworkAclId!;
  const addRule = (RuleNumber: number) =>
    ec2.send(
      new CreateNetworkAclEntryCommand({
        NetworkAclId,
        RuleNumber,
        Egress: true,
        Protocol: "-1",
        RuleAction: "allow",
        CidrBlock: "10.0.0.0/8",
      }),
    );
  for (const number of [100, 110, 120, 130]) await addRule(number);
  show(inAnHour());
  expect(await typeInSession(lab.clients, server)).toMatchObject({ exitCode: 0 });
  const { firstLook, result } = verification(LATE);
  expect(await firstLook).toEqual(Object.fromEntries(LATE.map((step) => [step, "waiting"])));

  looked.resolve();
  show(new Date());
  // The second item of a timeline needs a first one.
  pending.CONTINUOUS.due = new Date();
  const history = new GetResourceConfigHistoryCommand({
    resourceType: "AWS::EC2::NetworkAcl",
    resourceId: NetworkAclId,
  });
  await expect.poll(() => config.send(history).catch(() => undefined), PATIENT).toBeDefined();
  await addRule(140);
  await expectMet(await result);
});

test("sample findings are waiting once it is known that they were asked for", async () => {
  const { detector } = lab.account.cloud.store(guardDutyStore, place());
  const began = situation();
  const appear = (at: Date) => {
    for (const finding of detector!.findings) finding.visibleAt = at;
  };
  const show = eventsFromNow();
  await lab.clients.guardDuty.send(new CreateSampleFindingsCommand({ DetectorId: detector!.id }));
  // CloudTrail shows it at once, and GuardDuty takes as long as it takes.
  show(new Date());
  appear(inAnHour());
  expect(await recentRequests(lab.clients, began)).toHaveLength(1);
  const { firstLook, result } = verification(["sample-findings", "three-findings"]);
  expect(await firstLook).toEqual({ "sample-findings": "waiting", "three-findings": "waiting" });
  appear(new Date());
  await expectMet(await result);
});

/** A limit for what is certain to come, and not a measure of when. */
const PATIENT = { timeout: 100_000 };

const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

const place = () => ({ accountId: lab.deployment.accountId, region: lab.deployment.region });

/** Answers what sets when CloudTrail shows each change that was made in the account since now. */
function eventsFromNow(): (at: Date) => void {
  const { writes } = lab.account.cloud.store(eventsStore, place());
  // A segment of their own: one that is full is sealed.
  const segment: Segment = { identities: [], events: [] };
  writes.open.push(segment);
  return (at) => {
    segment.events = segment.events.map((text) =>
      JSON.stringify({ ...JSON.parse(text), visible: at.getTime() }),
    );
  };
}

type Statuses = Record<string, string>;

/** Begins to verify: what the machine sees at its first look, and in the end. */
function verification(steps: string[]): { firstLook: Promise<Statuses>; result: Promise<Statuses> } {
  const begun = lab.start("verify-steps", { lab: LAB, steps });
  return {
    firstLook: begun.then(async (execution) => {
      for (;;) {
        const [first] = await looks(execution);
        if (first) return first;
        await setTimeout(10);
      }
    }),
    result: begun.then(async (execution) => {
      expect(await lab.end(execution)).toMatchObject({ status: "SUCCEEDED" });
      return Object.assign({}, ...(await looks(execution))) as Statuses;
    }),
  };
}

/** The statuses of the steps that each look of a verification was at, the first look first. */
async function looks(executionArn: string): Promise<Statuses[]> {
  const { events = [] } = await lab.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  const answer = z.object({ Payload: z.object({ results: z.array(stepResult) }) });
  return events.flatMap(({ taskSucceededEventDetails: task }) => {
    if (!task?.output) return [];
    const { results } = answer.parse(JSON.parse(task.output)).Payload;
    return [Object.fromEntries(results.map(({ step, status }) => [step, status]))];
  });
}

/** A verification waits for five minutes of AWS's time, which a busy machine may need: then one verifies again. */
async function expectMet(found: Statuses): Promise<void> {
  const waiting = () => Object.keys(found).filter((step) => found[step] === "waiting");
  while (waiting().length > 0)
    for (const { step, status } of await lab.verify(waiting())) found[step] = status;
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((step) => [step, "met"])));
}
