import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { GetRoleCommand, GetRolePolicyCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { readManifest } from "../../infra/manifest.ts";
import { TEST_CREDENTIALS, useTestAccount } from "../helpers/local-account.ts";
import { builtDist } from "../lifecycle/built-dist.ts";
import { stackStatus } from "../lifecycle/stacks.ts";
import { clientsOf } from "../tasks/fixtures/built-lab.ts";

const docs = readFileSync(new URL("../../docs/instructors.md", import.meta.url), "utf8");

/** A block of JSON in the instructors' guide, by what stands behind the fence. */
function inDocs(name: string): unknown {
  const block = new RegExp(`\`\`\`json ${name}\n([\\s\\S]*?)\n\`\`\``).exec(docs);
  return JSON.parse(block![1]!);
}

/** Makes the role in an account, and answers whom it trusts and what it may do. */
async function roleWith(parameters: Record<string, string>) {
  const dist = await builtDist();
  const template = readFileSync(join(dist, (await readManifest(dist)).templates["lab-role"].file), "utf8");
  const account = await useTestAccount();
  const clients = clientsOf(account, { credentials: { ...TEST_CREDENTIALS, accessKeyId: "210987654321" } });
  await clients.cloudFormation.send(
    new CreateStackCommand({
      StackName: "handrail-lab-role",
      TemplateBody: template,
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  await stackStatus(clients, "handrail-lab-role", "CREATE_COMPLETE");
  const RoleName = "handrail-lab";
  const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames } = await clients.iam.send(new ListRolePoliciesCommand({ RoleName }));
  const [PolicyName] = PolicyNames!;
  const { PolicyDocument } = await clients.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  return {
    template,
    role: Role!,
    policies: PolicyNames!.length,
    trust: JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)),
    policy: JSON.parse(decodeURIComponent(PolicyDocument!)),
  };
}

test("the role is what the instructors' guide shows, and its sessions last an hour at most", async () => {
  const { role, trust, policy, policies, template } = await roleWith({
    InstructorAccountId: "123456789012",
    OrganizationId: "o-ab12cd34ef",
    ValidUntil: "2027-01-31T18:00:00Z",
  });
  expect(trust).toEqual(inDocs("trust"));
  expect(policy).toEqual(inDocs("policy"));
  expect(policies).toBe(1);
  expect(role.MaxSessionDuration).toBe(3600);
  // CloudFormation's own limit for a template that is handed over as text.
  expect(template.length).toBeLessThan(51_200);
});

test("without an organisation and an end it trusts the instructor's account, and no other", async () => {
  const { trust } = await roleWith({ InstructorAccountId: "123456789012" });
  expect(trust.Statement[0].Condition).toEqual({ StringEquals: { "aws:PrincipalAccount": "123456789012" } });
});

test.each([
  ["InstructorAccountId", "12345"],
  ["OrganizationId", "ou-ab12-11112222"],
  ["ValidUntil", "next Friday"],
])("%s is refused where it cannot be one", async (name, value) => {
  await expect(roleWith({ InstructorAccountId: "123456789012", [name]: value })).rejects.toThrow(name);
});
