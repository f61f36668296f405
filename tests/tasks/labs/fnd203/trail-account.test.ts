// One file, however long: what clean-up undoes is what the step, and others before it, did to the same account.
import { setTimeout } from "node:timers/promises";
import {
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { DeleteBucketCommand, DeleteBucketPolicyCommand, GetBucketPolicyCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, it } from "vitest";
import { injectFault } from "../../../../infra/local/faults.ts";
import { trailsStore } from "../../../../infra/local/services/cloudtrail/trails/store.ts";
import type { Scope } from "../../../../tasks/cleanup/sweeper.ts";
import { trails } from "../../../../tasks/cleanup/sweepers/trails.ts";
import { listTrails } from "../../../../tasks/inventory/trails.ts";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { labNames } from "../../../../tasks/labs/fnd203/parts.ts";
import { TRAIL_NAME } from "../../../../tasks/labs/fnd203/trail/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/trail/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/trail/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/trail/solve.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import type { InventoryItem, Ledger } from "../../../../workflows/contract.ts";
import { type TestAccount, useTestAccount } from "../../../helpers/local-account.ts";
import { letIn, makeBucket, makeTrail } from "../../../infra/local/services/cloudtrail/trail-bucket.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const PLACE = { accountId: "123456789012", region: "us-east-1" };
const BUCKET = "fdn203-demo-bucket-me";

describe("on an account", () => {
  let account: TestAccount;
  let clients: Clients;
  let lab: LabSituation;
  beforeEach(async () => {
    account = await useTestAccount();
    clients = clientsOf(account);
    lab = situationWith([]);
  });

  const situationWith = (items: InventoryItem[]): LabSituation => ({
    resources: labNames(PLACE, "me"),
    place: PLACE,
    suffix: "me",
    startedAt: new Date(),
    ledger: {
      version: 1,
      lab: "fnd203",
      build: "b",
      ...PLACE,
      suffix: "me",
      writtenAt: new Date().toISOString(),
      items,
    } satisfies Ledger,
  });
  /** What the account has now is what it had before the lab. */
  const beginHere = async () => {
    const items = (await listTrails(clients)).map((item) => ({ kind: "trail", ...item }));
    lab = situationWith(items);
  };
  const verify = async () => judge(await observe(clients, lab));
  const statusNow = async () => stepStatusOf(await verify());
  const everything = async () => {
    const { trailList = [] } = await clients.cloudTrail.send(new DescribeTrailsCommand({}));
    return await Promise.all(
      trailList.map(async (trail) => {
        const { $metadata: _, ...selectors } = await clients.cloudTrail.send(
          new GetEventSelectorsCommand({ TrailName: trail.TrailARN }),
        );
        const { IsLogging } = await clients.cloudTrail.send(
          new GetTrailStatusCommand({ Name: trail.TrailARN }),
        );
        return { trail, selectors, IsLogging };
      }),
    );
  };

  it("is solved from nothing, and twice changes nothing", async () => {
    expect(await statusNow()).toBe("unmet");
    const actions = await solve(clients, lab);
    expect(actions.map(({ operation }) => operation)).toEqual([
      "CreateBucket",
      "PutBucketPolicy",
      "CreateTrail",
      "StartLogging",
    ]);
    expectMet(await verify());
    expect(await solve(clients, lab)).toEqual([]);
  });

  const HALF_DONE: [string, undo: () => Promise<unknown>, before?: () => void][] = [
    [
      "made and not started",
      async () => clients.cloudTrail.send(new StopLoggingCommand({ Name: TRAIL_NAME })),
    ],
    [
      "made for one Region",
      async () =>
        clients.cloudTrail.send(new UpdateTrailCommand({ Name: TRAIL_NAME, IsMultiRegionTrail: false })),
    ],
    [
      "told to record writes only",
      async () =>
        clients.cloudTrail.send(
          new PutEventSelectorsCommand({
            TrailName: TRAIL_NAME,
            EventSelectors: [{ ReadWriteType: "WriteOnly" }],
          }),
        ),
    ],
    [
      "moved to another bucket",
      async () => {
        await makeBucket(account, "elsewhere", TRAIL_NAME);
        await clients.cloudTrail.send(
          new UpdateTrailCommand({ Name: TRAIL_NAME, S3BucketName: "elsewhere" }),
        );
      },
    ],
    [
      "without its bucket",
      // Empty it is only as long as CloudTrail's first file, which is there in a moment, is on its way.
      async () => clients.s3.send(new DeleteBucketCommand({ Bucket: BUCKET })),
      () => injectFault(account.cloud, { operation: "PutObject", until: new Promise(() => {}) }),
    ],
    ["deleted again", async () => clients.cloudTrail.send(new DeleteTrailCommand({ Name: TRAIL_NAME }))],
  ];
  it.each(HALF_DONE)("is solved where the trail was %s", async (_, undo, before) => {
    before?.();
    await solve(clients, lab);
    await undo();
    expect(await statusNow()).toBe("unmet");
    expect(await solve(clients, lab)).not.toEqual([]);
    expect(["met", "waiting"]).toContain(await statusNow());
    expect(await solve(clients, lab)).toEqual([]);
  });

  it("sees that nothing arrives, waits once the bucket is mended, and passes when it arrives", async () => {
    await solve(clients, lab);
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
    await clients.ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    while ((await statusNow()) !== "unmet") await setTimeout(20);
    expectUnmet(await verify(), ["is logging", "AccessDenied"]);
    const [action] = await solve(clients, lab);
    expect(action).toMatchObject({ operation: "PutBucketPolicy" });
    const seen = new Set<string>([await statusNow()]);
    while (!seen.has("met")) {
      await setTimeout(20);
      seen.add(await statusNow());
    }
    expect(seen).not.toContain("unmet");
  });

  it("makes a trail of another name where somebody's has the guide's, and leaves theirs as it was", async () => {
    await makeBucket(account, "theirs", TRAIL_NAME);
    await clients.cloudTrail.send(new CreateTrailCommand({ Name: TRAIL_NAME, S3BucketName: "theirs" }));
    await beginHere();
    const before = await everything();
    expect(await statusNow()).toBe("unmet");
    await solve(clients, lab);
    expectMet(await verify(), ["has a trail", `${TRAIL_NAME}-me`]);
    expect((await everything()).filter(({ trail }) => trail.Name === TRAIL_NAME)).toEqual(before);
    expect(await solve(clients, lab)).toEqual([]);
  });

  it("does not touch a bucket that was there before", async () => {
    await makeBucket(account, BUCKET);
    lab = situationWith([{ kind: "bucket", id: `arn:aws:s3:::${BUCKET}` }]);
    await expect(solve(clients, lab)).rejects.toMatchObject({ name: "NotSolved" });
    await expect(clients.s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: "NoSuchBucketPolicy",
    });
    expect(await everything()).toEqual([]);
  });

  it("says so where the Region has all the trails that it can have", async () => {
    const names = ["one", "two", "three", "four", "five"];
    await makeBucket(account, "shared", ...names);
    for (const Name of names)
      await clients.cloudTrail.send(new CreateTrailCommand({ Name, S3BucketName: "shared" }));
    await expect(solve(clients, lab)).rejects.toMatchObject({
      name: "NotSolved",
      message: expect.stringContaining("as many trails"),
    });
  });

  describe("clean-up", () => {
    const sweep = async (): Promise<string[]> => {
      const scope = {
        ledger: lab.ledger!,
        place: PLACE,
        suffix: "me",
      } as Scope; // The parts of it that are about trails.
      const found = await trails.find(clients, scope);
      for (const item of found.filter(({ action }) => action !== "leave"))
        await trails.sweep(clients, { stage: "s", kind: trails.kind, ...item }, scope, new Date());
      return found.map(({ action, name }) => `${action} ${name}`);
    };

    it("deletes the lab's trail, whatever its name, and finds nothing the next time", async () => {
      await solve(clients, lab);
      await letIn(account, BUCKET, TRAIL_NAME, "second");
      await clients.cloudTrail.send(new CreateTrailCommand({ Name: "second", S3BucketName: BUCKET }));
      expect(await sweep()).toEqual([`remove ${TRAIL_NAME}`, "remove second"]);
      expect(await listTrails(clients)).toEqual([]);
      expect(await sweep()).toEqual([]);
    });

    it("leaves what was there before, an organisation's, and what is neither", async () => {
      await makeTrail(account, "theirs", { IsMultiRegionTrail: true });
      const away = { ...PLACE, region: "eu-west-1" };
      account.cloud.store(trailsStore, away).trails.org = {
        name: "org",
        arn: "arn:aws:cloudtrail:eu-west-1:999988887777:trail/org",
        bucket: BUCKET,
        includeGlobalServiceEvents: true,
        multiRegion: true,
        validation: true,
        organization: true,
        tags: [],
        delivery: {},
      };
      await beginHere();
      expect(lab.ledger!.items.map(({ name }) => name)).toEqual(["theirs"]);
      const before = await everything();
      await solve(clients, lab);
      await makeTrail(account, "colleagues");
      expect(await sweep()).toEqual([`remove ${TRAIL_NAME}`, "leave colleagues"]);
      expect((await everything()).filter(({ trail }) => trail.Name !== "colleagues")).toEqual(before);
    });

    it("gives a trail that was there before its settings back", async () => {
      await makeTrail(account, "theirs", { IsMultiRegionTrail: true });
      await makeBucket(account, BUCKET, "theirs");
      await clients.cloudTrail.send(new StartLoggingCommand({ Name: "theirs" }));
      const FieldSelectors = [{ Field: "eventCategory", Equals: ["Management"] }];
      await clients.cloudTrail.send(
        new PutEventSelectorsCommand({ TrailName: "theirs", AdvancedEventSelectors: [{ FieldSelectors }] }),
      );
      await beginHere();
      const before = await everything();
      expect(await sweep()).toEqual([]);
      const Name = "theirs";
      await clients.cloudTrail.send(
        new UpdateTrailCommand({ Name, S3BucketName: BUCKET, IsMultiRegionTrail: false }),
      );
      await clients.cloudTrail.send(
        new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [{ ReadWriteType: "ReadOnly" }] }),
      );
      await clients.cloudTrail.send(new StopLoggingCommand({ Name }));
      expect(await sweep()).toEqual(["restore theirs"]);
      expect(await everything()).toEqual(before);
      expect(await sweep()).toEqual([]);
    });

    it("takes a trail that is gone for done", async () => {
      await solve(clients, lab);
      const scope = { ledger: lab.ledger!, place: PLACE } as Scope; // The parts of it that are about trails.
      const [found] = await trails.find(clients, scope);
      await clients.cloudTrail.send(new DeleteTrailCommand({ Name: TRAIL_NAME }));
      await trails.sweep(clients, { stage: "s", kind: trails.kind, ...found! }, scope, new Date());
    });
  });
});
