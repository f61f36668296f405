import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateVpcCommand,
  DeleteNetworkAclCommand,
} from "@aws-sdk/client-ec2";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { beforeEach, describe, expect, it, test } from "vitest";
import { AwsError } from "../../../../infra/local/errors.ts";
import { injectFault } from "../../../../infra/local/faults.ts";
import type { CompletedCall } from "../../../../infra/local/service.ts";
import { eventsStore } from "../../../../infra/local/services/cloudtrail/events/store.ts";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import type { AclEvent, HistoryFacts } from "../../../../tasks/labs/fnd203/event-history/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/event-history/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/event-history/observe.ts";
import { labNames } from "../../../../tasks/labs/fnd203/parts.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { allow, createActor, createRole } from "../../../helpers/actors.ts";
import { type TestAccount, type TestCredentials, useTestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

const event = (aclId: string, more: Partial<AclEvent> = {}): AclEvent => ({
  name: "CreateNetworkAclEntry",
  aclId,
  time: new Date(),
  user: "alice",
  ...more,
});

const factsOf = (change: Partial<HistoryFacts>): HistoryFacts => ({
  acls: [{ id: "acl-1", name: "LoadBalancerIsolation" }],
  events: [event("acl-1")],
  throttled: false,
  lookedBy: ["alice"],
  ...change,
});

describe("the judge", () => {
  test("nothing done is unmet, however late CloudTrail is", () => {
    expectUnmet(judge(factsOf({ acls: [], events: [], lookedBy: [] })), [
      "shows the network ACLs",
      "No network ACL",
    ]);
  });

  const WAITING: [string, Partial<HistoryFacts>, string][] = [
    ["done and not shown", { events: [] }, "LoadBalancerIsolation (acl-1)"],
    [
      "one of two shown",
      { acls: [{ id: "acl-1" }, { id: "acl-2", name: "PoCProtectionAZ1" }] },
      "PoCProtectionAZ1 (acl-2)",
    ],
    ["only of one that is gone", { events: [event("acl-9")] }, "LoadBalancerIsolation"],
    ["asked too often", { events: [], throttled: true }, "asked too often"],
    [
      "asked too often before anything was found",
      { acls: [], events: [], throttled: true },
      "asked too often",
    ],
  ];
  test.each(WAITING)("%s waits", (_, change, actual) => {
    const findings = judge(factsOf(change));
    expect(stepStatusOf(findings)).toBe("waiting");
    expect(findings.find(({ status }) => status === "waiting")).toMatchObject({
      actual: expect.stringContaining(actual),
      remedy: expect.any(String),
    });
  });

  const DONE: [string, Partial<HistoryFacts>, [string, string] | undefined][] = [
    ["every ACL's change", {}, undefined],
    [
      "an ACL that is gone again",
      { acls: [], events: [event("acl-1", { name: "CreateNetworkAcl" })] },
      undefined,
    ],
    ["a change by a service", { events: [event("acl-1", { user: undefined })] }, undefined],
    ["nobody else's lookup", { lookedBy: [] }, ["looked at it yourself", "nobody else"]],
  ];
  test.each(DONE)("%s is met", (_, change, advised) => expectMet(judge(factsOf(change)), advised));
});

describe("on an account", () => {
  let account: TestAccount;
  let clients: Clients;
  let lab: LabSituation;
  let vpcs: string[];
  beforeEach(async () => {
    account = await useTestAccount();
    clients = clientsOf(account);
    vpcs = await Promise.all(
      ["10.0.0.0/16", "10.1.0.0/16", "10.250.0.0/16", "172.16.0.0/16"].map(async (CidrBlock) => {
        const { Vpc } = await clients.ec2.send(new CreateVpcCommand({ CidrBlock }));
        return Vpc!.VpcId!;
      }),
    );
    const [webApp, services, poc] = vpcs as [string, string, string];
    lab = {
      resources: { "vpc.webApp": webApp, "vpc.services": services, "vpc.poc": poc, ...labNames(PLACE, "me") },
      place: PLACE,
      suffix: "me",
      startedAt: new Date(Date.now() - 1000),
    };
  });

  // Each verification has a situation of its own: what is read of the network is shared within one.
  const look = () => observe(clients, { ...lab });
  const statusNow = async () => stepStatusOf(judge(await look()));
  const makeAcl = async (VpcId: string) =>
    (await clients.ec2.send(new CreateNetworkAclCommand({ VpcId }))).NetworkAcl!.NetworkAclId!;
  const addEntry = (NetworkAclId: string) =>
    clients.ec2.send(
      new CreateNetworkAclEntryCommand({
        NetworkAclId,
        RuleNumber: 100,
        Egress: true,
        Protocol: "-1",
        RuleAction: "allow",
        CidrBlock: "0.0.0.0/0",
      }),
    );

  it("tells undone from done, and from what happened to others' ACLs or before the lab", async () => {
    expect(await statusNow()).toBe("unmet");
    await addEntry(await makeAcl(vpcs[3]!));
    expect(await statusNow()).toBe("unmet");
    const id = await makeAcl(vpcs[0]!);
    expect(await look()).toMatchObject({ acls: [{ id }], events: [{ name: "CreateNetworkAcl", aclId: id }] });
    await addEntry(id);
    expect(await statusNow()).toBe("met");
    const later = { ...lab, startedAt: new Date(Date.now() + 5000) };
    expect((await observe(clients, later)).events).toEqual([]);
  });

  it("still finds the change of an ACL that is gone again", async () => {
    const NetworkAclId = await makeAcl(vpcs[2]!);
    await clients.ec2.send(new DeleteNetworkAclCommand({ NetworkAclId }));
    expect(await look()).toMatchObject({ acls: [], events: [{ aclId: NetworkAclId, user: "participant" }] });
    expect(await statusNow()).toBe("met");
  });

  it("takes a call that was refused for no change", async () => {
    const actor = await createActor(account);
    await clientsOf(account, { credentials: actor.credentials })
      .ec2.send(new CreateNetworkAclCommand({ VpcId: vpcs[0] }))
      .catch(() => undefined);
    expect(await statusNow()).toBe("unmet");
  });

  it("waits while CloudTrail does not show it, and passes when it does", async () => {
    await addEntry(await makeAcl(vpcs[0]!));
    const { writes } = account.cloud.store(eventsStore, PLACE);
    const segment = writes.open[0]!;
    const shown = [...segment.events];
    segment.events = shown.map((text) =>
      JSON.stringify({ ...JSON.parse(text), visible: Date.now() + 3600_000 }),
    );
    expect(await statusNow()).toBe("waiting");
    segment.events = shown;
    expect(await statusNow()).toBe("met");
  });

  it("says that it was asked too often, and nothing worse", async () => {
    await addEntry(await makeAcl(vpcs[0]!));
    const stop = injectFault(account.cloud, {
      service: "cloudtrail",
      operation: "LookupEvents",
      error: () => new AwsError("ThrottlingException", "Rate exceeded"),
    });
    expect(await statusNow()).toBe("waiting");
    stop();
    expect(await statusNow()).toBe("met");
  });

  it("takes two lookups where each ACL got an entry, and does not count Handrail's own", async () => {
    await addEntry(await makeAcl(vpcs[0]!));
    await addEntry(await makeAcl(vpcs[2]!));
    const handrail = clientsOf(account, { credentials: await sessionNamed("handrail-verify") });
    const lookups: CompletedCall[] = [];
    account.cloud.onCompleted.add((call) => {
      if (call.service === "cloudtrail") lookups.push(call);
    });
    expect((await observe(handrail, { ...lab })).events).toHaveLength(2);
    expect(lookups).toHaveLength(2);
    expect((await observe(handrail, { ...lab })).lookedBy).toEqual([]);
    await account.client(CloudTrailClient).send(new LookupEventsCommand({}));
    expect((await observe(handrail, { ...lab })).lookedBy).toEqual(["participant"]);
  });

  async function sessionNamed(RoleSessionName: string): Promise<TestCredentials> {
    const RoleArn = await createRole(account, "Verify");
    await allow(account, "Verify", { Action: ["ec2:*", "cloudtrail:*"], Resource: "*" });
    const { Credentials } = await clients.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName }));
    return {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
  }

  it("may not look without permission, and does not call that undone", async () => {
    await addEntry(await makeAcl(vpcs[0]!));
    const actor = await createActor(account, { Action: "ec2:Describe*", Resource: "*" });
    await expect(
      observe(clientsOf(account, { credentials: actor.credentials }), { ...lab }),
    ).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});
