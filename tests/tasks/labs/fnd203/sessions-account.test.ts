import { afterAll, beforeAll, expect, test } from "vitest";
import type { CompletedCall } from "../../../../infra/local/service.ts";
import { findStep } from "../../../../tasks/labs/find-step.ts";
import { fnd203Verbs } from "../../../../tasks/labs/fnd203/lab.ts";
import { situationOf } from "../../../../tasks/labs/situation.ts";
import { verifySteps } from "../../../../tasks/labs/verify-steps.ts";
import { redactSecrets } from "../../../../tasks/runtime/redact.ts";
import { type BuiltLab, buildLab } from "../../fixtures/built-lab.ts";
import { typeInSession } from "../../fixtures/typed-session.ts";

const STEPS = ["session", "session-preferences", "logged-session", "session-log"];

let built: BuiltLab;
beforeAll(async () => {
  built = await buildLab();
});
afterAll(() => built?.account.stop());

const steps = (ids: string[]) => ids.map((id) => findStep("fnd203", id).step);
const situation = () => situationOf(fnd203Verbs, built.clients, built.book);
const verify = async (ids = STEPS) =>
  (await verifySteps(fnd203Verbs, steps(ids), built.clients, built.book)).results;
const statuses = async () => (await verify()).map(({ status }) => status);
const solve = async (id: string) => Array.fromAsync(steps([id])[0]!.solve(built.clients, await situation()));

test("the session steps, one after the other, through the real channel and shell", async () => {
  expect(await statuses()).toEqual(["unmet", "unmet", "unmet", "unmet"]);

  const [opened, ended] = await solve("session");
  expect(opened).toMatchObject({ service: "ssm", operation: "StartSession" });
  // What the server said of itself shows that the commands were answered, and the ping was not.
  expect(ended!.summary).toMatch(
    /it is i-[0-9a-f]+, in Services Server Security Group, with the role SharedServerConnectivityRole, and a ping to 8\.8\.8\.8 ends with 100% packet loss/,
  );
  expect(await statuses()).toEqual(["met", "unmet", "unmet", "unmet"]);
  // That session was before the preferences, and is no logged one.
  await solve("session-preferences");
  expect(await statuses()).toEqual(["met", "met", "unmet", "unmet"]);

  const actions = await solve("logged-session");
  expect(actions.map(({ operation }) => operation)).toEqual([
    "PutRolePolicy",
    "StartSession",
    "TerminateSession",
  ]);
  // The agent delivers the log when the session is over.
  await expect.poll(statuses).toEqual(["met", "met", "met", "met"]);
  for (const id of STEPS) expect(await solve(id), id).toEqual([]);
});

test("the guide's last command puts live credentials into the log, and nothing of ours shows them", async () => {
  const { resources } = await situation();
  const { output, exitCode } = await typeInSession(built.clients, resources["instance.services2"]!);
  expect(exitCode).toBe(0);
  const secret = /"SecretAccessKey"\s*:\s*"([^"]+)"/.exec(output)![1]!;
  const look = async () => {
    const [result] = await verify(["session-log"]);
    return result!;
  };
  await expect
    .poll(async () => (await look()).findings.map(({ status }) => status))
    .toEqual(["met", "met", "advice"]);
  const result = await look();
  expect(result.findings[1]!.actual).toContain("/latest/meta-data/instance-id");
  expect(JSON.stringify(result)).not.toContain(secret);
  expect(redactSecrets(output)).not.toContain(secret);
});

test("each step makes the calls that its facts need, and together they share them", async () => {
  const calls: string[] = [];
  const note = ({ service, operation, origin }: CompletedCall) => {
    if (!("invokedBy" in origin)) calls.push(`${service}:${operation}`);
  };
  const lab = await situation();
  built.account.cloud.onCompleted.add(note);
  const callsOf = async (ids: string[], of = { ...lab }) => {
    calls.length = 0;
    await Promise.all(steps(ids).map((step) => step.observe(built.clients, of)));
    return calls.toSorted();
  };
  const sessions = ["ssm:DescribeSessions", "ssm:DescribeSessions"];
  const preferences = ["ssm:GetDocument", "ssm:ListDocumentVersions"];
  const logs = ["logs:DescribeLogStreams", "s3:ListObjectsV2"];
  const destinations = ["logs:DescribeLogGroups", "s3:GetBucketEncryption", "s3:ListBuckets"];
  const alone = {
    session: [...sessions, "ssm:DescribeInstanceInformation"],
    "session-preferences": [...preferences, ...destinations],
    "logged-session": [...sessions, ...preferences, ...logs],
    "session-log": [...sessions, ...preferences, ...logs, "logs:FilterLogEvents"],
  };
  for (const [id, expected] of Object.entries(alone))
    expect(await callsOf([id]), id).toEqual(expected.toSorted());
  expect(await callsOf(STEPS)).toEqual(
    [...alone["session-log"], ...destinations, "ssm:DescribeInstanceInformation"].toSorted(),
  );
  built.account.cloud.onCompleted.delete(note);
});
