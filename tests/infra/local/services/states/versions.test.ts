import * as api from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, jsonata, Machines } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
let sfn: api.SFNClient;
beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  sfn = machines.sfn;
  await createMachineRole(account);
});
afterAll(() => account.stop());

const saying = (word: string) => jsonata({ Say: { Type: "Pass", Output: word, End: true } });
const publish = (stateMachineArn: string, more: object = {}) =>
  sfn.send(new api.PublishStateMachineVersionCommand({ stateMachineArn, ...more }));
const update = (stateMachineArn: string, more: object) =>
  sfn.send(new api.UpdateStateMachineCommand({ stateMachineArn, ...more }));
const createAlias = (name: string, routes: Record<string, number>, description?: string) =>
  sfn.send(
    new api.CreateStateMachineAliasCommand({
      name,
      description,
      routingConfiguration: Object.entries(routes).map(([stateMachineVersionArn, weight]) => ({
        stateMachineVersionArn,
        weight,
      })),
    }),
  );
const deleteVersion = (stateMachineVersionArn: string) =>
  sfn.send(new api.DeleteStateMachineVersionCommand({ stateMachineVersionArn }));

/** A machine whose versions 1 and 2 say `one` and `two`. */
async function twice(): Promise<{ machine: string; one: string; two: string }> {
  const created = await sfn.send(
    new api.CreateStateMachineCommand({
      name: crypto.randomUUID(),
      roleArn: "arn:aws:iam::123456789012:role/machine-role",
      definition: saying("one"),
      publish: true,
      versionDescription: "the first",
    }),
  );
  const machine = created.stateMachineArn!;
  const updated = await update(machine, { definition: saying("two"), publish: true });
  return { machine, one: created.stateMachineVersionArn!, two: updated.stateMachineVersionArn! };
}

describe("versions", () => {
  it("are published by creating and updating, and are what the machine was", async () => {
    const { machine, one, two } = await twice();
    expect([one, two]).toEqual([`${machine}:1`, `${machine}:2`]);
    const described = await sfn.send(new api.DescribeStateMachineCommand({ stateMachineArn: one }));
    expect(described).toMatchObject({ description: "the first", definition: saying("one") });
    const { revisionId } = await sfn.send(new api.DescribeStateMachineCommand({ stateMachineArn: two }));
    expect((await publish(machine, { revisionId, description: "again" })).stateMachineVersionArn).toBe(two);
    const listed = await sfn.send(new api.ListStateMachineVersionsCommand({ stateMachineArn: machine }));
    expect(listed.stateMachineVersions!.map((v) => v.stateMachineVersionArn)).toEqual([two, one]);
    expect((await machines.end(await machines.start(one))).output).toBe('"one"');
  });

  it("are of the machine's present revision only, and their numbers are used once", async () => {
    const { machine, two } = await twice();
    await expect(publish(machine, { revisionId: "INITIAL" })).rejects.toMatchObject({
      name: "ConflictException",
      $metadata: { httpStatusCode: 409 },
    });
    await deleteVersion(two);
    await deleteVersion(two);
    expect((await publish(machine)).stateMachineVersionArn).toBe(`${machine}:3`);
    await expect(machines.start(two)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });

  it("are not deleted while aliases lead to them", async () => {
    const { one, two } = await twice();
    await createAlias("live", { [one]: 100 });
    await createAlias("split", { [one]: 50, [two]: 50 });
    await expect(deleteVersion(one)).rejects.toMatchObject({
      name: "ConflictException",
      message:
        "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live, split]",
    });
  });

  it("have a description only where they are published", async () => {
    const lone = machines.create(saying("x"), { versionDescription: "of none" });
    await expect(lone).rejects.toMatchObject({ name: "ValidationException" });
    const long = machines.create(saying("x"), { publish: true, versionDescription: "x".repeat(257) });
    await expect(long).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Member must have length less than or equal to 256") as string,
    });
  });
});

describe("aliases", () => {
  it("share executions out by weight, and list their own", async () => {
    const { machine, one, two } = await twice();
    const { stateMachineAliasArn: arn = "" } = await createAlias("all", { [one]: 0, [two]: 100 });
    for (let i = 0; i < 3; i++) {
      const ended = await machines.end(await machines.start(arn));
      expect(ended).toMatchObject({
        output: '"two"',
        stateMachineArn: machine,
        stateMachineVersionArn: two,
        stateMachineAliasArn: arn,
      });
      expect(ended.events[0]!.executionStartedEventDetails).toMatchObject({
        stateMachineVersionArn: two,
        stateMachineAliasArn: arn,
      });
    }
    await machines.end(await machines.start(machine));
    const listed = async (stateMachineArn: string) =>
      (await sfn.send(new api.ListExecutionsCommand({ stateMachineArn }))).executions!.length;
    expect(await Promise.all([machine, one, two, arn].map(listed))).toEqual([4, 0, 3, 3]);
  });

  it("are the same when they are created alike, and led elsewhere by updating", async () => {
    const { machine, one, two } = await twice();
    const first = await createAlias("live", { [one]: 100 }, "now");
    expect(await createAlias("live", { [one]: 100 }, "now")).toMatchObject({
      creationDate: first.creationDate,
    });
    await expect(createAlias("live", { [two]: 100 }, "now")).rejects.toMatchObject({
      name: "ConflictException",
    });
    const stateMachineAliasArn = first.stateMachineAliasArn!;
    const routingConfiguration = [{ stateMachineVersionArn: two, weight: 100 }];
    await sfn.send(new api.UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration }));
    expect(await sfn.send(new api.DescribeStateMachineAliasCommand({ stateMachineAliasArn }))).toMatchObject({
      name: "live",
      description: "now",
      routingConfiguration,
    });
    const list = async (stateMachineArn: string) => {
      const found = await sfn.send(new api.ListStateMachineAliasesCommand({ stateMachineArn }));
      return found.stateMachineAliases!.length;
    };
    expect(await Promise.all([machine, one, two].map(list))).toEqual([1, 0, 1]);
    await sfn.send(new api.DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
    await deleteVersion(two);
    await expect(machines.start(stateMachineAliasArn)).rejects.toMatchObject({
      name: "StateMachineDoesNotExist",
    });
  });

  it("are refused where AWS refuses them", async () => {
    const { machine, one, two } = await twice();
    const invalid = { name: "ValidationException", reason: "INVALID_ROUTING_CONFIGURATION" };
    await expect(createAlias("a", { [one]: 60, [two]: 30 })).rejects.toMatchObject(invalid);
    const route = { stateMachineVersionArn: one, weight: 50 };
    const same = new api.CreateStateMachineAliasCommand({ name: "a", routingConfiguration: [route, route] });
    await expect(sfn.send(same)).rejects.toMatchObject(invalid);
    await expect(createAlias("a", { [one]: 101 })).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
    });
    await expect(createAlias("7", { [one]: 100 })).rejects.toMatchObject({ name: "ValidationException" });
    await expect(createAlias("a", { [`${machine}:9`]: 100 })).rejects.toMatchObject({
      name: "ResourceNotFound",
    });
    const { stateMachineAliasArn } = await createAlias("a", { [one]: 100 });
    const nothing = new api.UpdateStateMachineAliasCommand({ stateMachineAliasArn });
    await expect(sfn.send(nothing)).rejects.toMatchObject({ reason: "MISSING_REQUIRED_PARAMETER" });
  });

  it("are at most a hundred of a machine", async () => {
    const { one } = await twice();
    const names = Array.from({ length: 100 }, (_, i) => `a${i}`);
    await Promise.all(names.map((name) => createAlias(name, { [one]: 100 })));
    await expect(createAlias("more", { [one]: 100 })).rejects.toMatchObject({
      name: "ServiceQuotaExceededException",
      $metadata: { httpStatusCode: 402 },
    });
  });
});
