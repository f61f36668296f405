import { DeleteTagsCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findLab, findStep } from "../../../../tasks/labs/find-step.ts";
import { fnd203Guide } from "../../../../tasks/labs/fnd203/guide.ts";
import { ACLS, GROUPS, INSTANCES, SUBNETS, VPCS } from "../../../../tasks/labs/fnd203/parts.ts";
import { resolveLab } from "../../../../tasks/labs/fnd203/resources.ts";
import { situationOf } from "../../../../tasks/labs/situation.ts";
import { verifySteps } from "../../../../tasks/labs/verify-steps.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { createActor, type Statement } from "../../../helpers/actors.ts";
import { useTestAccount } from "../../../helpers/local-account.ts";
import { type BuiltLab, buildLab, clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";

let built: BuiltLab;
beforeAll(async () => {
  built = await buildLab();
});
afterAll(() => built?.account.stop());

const verify = async (id: string, clients = built.clients) => {
  const { lab, step } = findStep("fnd203", id);
  return (await verifySteps(lab, [step], clients, built.book)).results[0]!;
};

const situation = () => situationOf(findLab("fnd203"), built.clients, built.book);

const partKeys = [
  ...Object.keys(VPCS).map((key) => `vpc.${key}`),
  ...Object.keys(SUBNETS).map((key) => `subnet.${key}`),
  ...Object.keys(GROUPS).map((key) => `group.${key}`),
  ...Object.keys(INSTANCES).map((key) => `instance.${key}`),
  ...Object.keys(SUBNETS).map((key) => `association.${key}`),
];

describe.each(fnd203Guide.steps)("$id", ({ id, evidenceOf = [] }) => {
  test("built, it is red; solved, green; solved again, nothing is left to do", async () => {
    // What looks at others' traces may be done already: they have been solved before it.
    const undone = (await verify(id)).status === "unmet";
    expect(undone || evidenceOf.length > 0).toBe(true);
    const solve = collected(findStep("fnd203", id).step.solve);
    const actions = await solve(built.clients, await situation());
    expect(actions.length > 0).toBe(undone);
    // A session's log comes some time after it.
    let result = await verify(id);
    while (result.status === "waiting") result = await verify(id);
    expect(result.findings.filter((finding) => finding.status === "unmet")).toEqual([]);
    expect(result.status).toBe("met");
    expect(await solve(built.clients, await situation())).toEqual([]);
  });
});

test("every part of the lab is found through its stack, with the participant's network ACLs", async () => {
  const resources = await resolveLab(built.clients);
  expect(Object.keys(resources)).toEqual(expect.arrayContaining(partKeys));
  expect(Object.keys(resources)).toEqual(
    expect.arrayContaining(Object.keys(ACLS).map((key) => `acl.${key}`)),
  );
  expect(resources["stack.name"]).toBe("FND203-Demo-Stack");
  expect(resources["output.LoadBalancerFullDNS"]).toContain("elb.amazonaws.com");
});

test("the same parts are found by what they are when no stack shows them", async () => {
  const stacked = await resolveLab(built.clients);
  // CloudFormation as another account has it: it knows nothing of this stack, although the VPCs' tags name it.
  const blind: Clients = {
    ...built.clients,
    cloudFormation: (await useTestAccount()).client(built.clients.cloudFormation.constructor as never),
  };
  const found = await resolveLab(blind);
  for (const key of partKeys) expect(found[key], key).toBe(stacked[key]);
  expect(found["stack.name"]).toBeUndefined();
});

test("what may not be looked at is blocked, and not called undone", async () => {
  const clients = await withPolicy(
    { Action: ["ec2:*", "cloudformation:*"], Resource: "*" },
    { Effect: "Deny", Action: "ec2:DescribeNetworkInterfaces", Resource: "*" },
  );
  const result = await verify("services-ingress", clients);
  expect(result.status).toBe("blocked");
  expect(result.findings).toHaveLength(1);
  expect(result.findings[0]?.actual).toContain("ec2:DescribeNetworkInterfaces");
});

test("prefix lists that may not be read do not stop the step", async () => {
  const clients = await withPolicy({ Action: ["ec2:Describe*", "cloudformation:*"], Resource: "*" });
  expect((await verify("services-egress", clients)).status).toBe("met");
});

test("an account without the lab says so, by the contract's name", async () => {
  const clients = clientsOf(await useTestAccount());
  await expect(verify("services-ingress", clients)).rejects.toMatchObject({ name: "LabNotFound" });
});

test("a subnet's changed name tag does not hide it", async () => {
  const before = await resolveLab(built.clients);
  const id = before["subnet.webAppDb1"]!;
  await built.clients.ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: "Name" }] }));
  expect((await resolveLab(built.clients))["subnet.webAppDb1"]).toBe(id);
});

/** Clients with the credentials of a role that may do just this. */
async function withPolicy(...statements: Statement[]): Promise<Clients> {
  const { credentials } = await createActor(built.account, ...statements);
  return clientsOf(built.account, { credentials });
}
