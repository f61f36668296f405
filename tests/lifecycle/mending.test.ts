import { readFileSync } from "node:fs";
import {
  DeleteInstanceProfileCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FUNCTIONS } from "../../workflows/contract.ts";
import { stateOf } from "./account-state.ts";
import { type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";
import { halfDo, MESSES } from "./mess.ts";
import { UNUSED } from "./unused-permissions.ts";

const TEMPLATE_2019 = readFileSync(new URL("../fixtures/fnd203-2019.json", import.meta.url), "utf8");

let lab: LabAccount;
/** The actions that each role was granted when it asked. */
const used = new Map<string, Set<string>>();
beforeAll(async () => {
  lab = await startLabAccount();
  lab.account.cloud.onGranted.add(({ principal, action }) => {
    if (principal.type !== "role") return;
    const actions = used.get(principal.roleName) ?? new Set();
    used.set(principal.roleName, actions.add(action));
  });
});
afterAll(() => lab.stop());

test("clean-up mends whatever participants do that makes a stack refuse to go", async () => {
  const before = await stateOf(lab);
  // Without a ledger there is nothing to do.
  expect(await lab.cleanUp()).toMatchObject({ clean: true, stages: [] });
  const { resources } = await lab.build();
  await lab.verify();
  await halfDo(lab.clients, resources);
  for (const step of STEPS) await lab.solve(step);
  for (const [name, mess] of Object.entries(MESSES))
    await mess(lab.clients, resources).catch((error: Error) => {
      throw new Error(`${name}: ${error.message}`);
    });

  const cleaned = await lab.cleanUp();
  expect(cleaned.stages.flatMap((stage) => stage.failed)).toEqual([]);
  expect(cleaned).toMatchObject({ clean: true, left: [], missing: [] });
  expect(cleaned.stages.flatMap((stage) => stage.done.map((item) => item.kind)).toSorted()).toEqual(
    [
      ...["network ACL", "network ACL", "network ACL", "network ACL"],
      ...["role policy", "role policy", "role policy"],
      ...["protection", "protection", "protection"],
      ...["VPC endpoint", "instance", "network interface", "network interface"],
      ...["security group", "security group", "security group rules", "security group rules"],
      ...["trail", "GuardDuty detector", "Config recorder", "delivery channel"],
      ...["bucket", "bucket", "bucket", "log group", "session document"],
      ...["service-linked role", "service-linked role"],
      ...["key pair", "stack"],
    ].toSorted(),
  );
  // Nothing shows that the profile is the lab's: it no longer has the lab's role, and is told of.
  expect(cleaned.foreign).toMatchObject([{ kind: "instance profile", name: "MyProfile" }]);
  await lab.clients.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: "MyProfile" }));
  expect(await stateOf(lab)).toEqual(before);
});

test("the template of 2019 is cleaned up after the same", async () => {
  const before = await stateOf(lab);
  const { resources } = await lab.build(TEMPLATE_2019);
  for (const mess of Object.values(MESSES)) await mess(lab.clients, resources);
  expect(await lab.cleanUp()).toMatchObject({ clean: true, left: [], missing: [] });
  await lab.clients.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: "MyProfile" }));
  expect(await stateOf(lab)).toEqual(before);
});

/** The actions that a role's policies allow, by the role's name. */
async function allowedActions(roleName: string): Promise<Set<string>> {
  const { PolicyNames = [] } = await lab.clients.iam.send(
    new ListRolePoliciesCommand({ RoleName: roleName }),
  );
  const documents = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await lab.clients.iam.send(
        new GetRolePolicyCommand({ RoleName: roleName, PolicyName }),
      );
      return JSON.parse(decodeURIComponent(PolicyDocument!)) as {
        Statement: { Action: string | string[] }[];
      };
    }),
  );
  return new Set(documents.flatMap((one) => one.Statement.flatMap((statement) => statement.Action)));
}

test.each([...FUNCTIONS.map((name) => `${name}function`), "LabStackRole"])(
  "the role of %s has no permission that is not used, but for those with a reason",
  async (part) => {
    const { Roles = [] } = await lab.clients.iam.send(new ListRolesCommand());
    const { RoleName } = Roles.find((role) => role.RoleName!.startsWith(`handrail-orchestrator-${part}`))!;
    const allowed = await allowedActions(RoleName!);
    const unused = [...allowed].filter((action) => !used.get(RoleName!)?.has(action)).toSorted();
    expect(unused).toEqual(Object.keys(UNUSED[part] ?? {}).toSorted());
  },
);
