import { expect, it } from "vitest";
import { Clock } from "../../../../../infra/local/clock.ts";
import { Cloud, MemoryBlobs } from "../../../../../infra/local/cloud.ts";
import { makeCall } from "../../../../../infra/local/dispatch.ts";
import type { Call } from "../../../../../infra/local/service.ts";
import type { ExistingResource } from "../../../../../infra/local/services/cloudformation/provider.ts";
import { iam } from "../../../../../infra/local/services/iam/index.ts";
import { logs } from "../../../../../infra/local/services/logs/index.ts";
import { ssm } from "../../../../../infra/local/services/ssm/index.ts";

const ACCOUNT = "123456789012";

function makeAccount(): Call {
  const cloud = new Cloud({ clock: new Clock("instant"), blobs: new MemoryBlobs() });
  return makeCall(cloud, {
    principal: {
      type: "user",
      accountId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/participant`,
      id: "AIDAXXXXXXXXXXXXXXXXX",
      name: "participant",
      accessKeyId: ACCOUNT,
    },
    accountId: ACCOUNT,
    region: "us-east-1",
  });
}

const PROVIDERS = { ...iam.resourceProviders, ...logs.resourceProviders, ...ssm.resourceProviders };

/** A resource of a stack, as CloudFormation drives its provider. */
function resourceOf(call: Call, type: string, logicalId = "Thing") {
  const provider = PROVIDERS[type]!;
  let physicalId = "";
  let last: Record<string, unknown> = {};
  const request = (properties: Record<string, unknown>): ExistingResource => ({
    logicalId,
    type,
    properties,
    physicalId,
    stack: { id: `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/lab/1`, name: "lab" },
    tags: [{ Key: "Stack", Value: "lab" }],
    call,
    generateName: (maxLength) => `lab-${logicalId}-ABCDEF123456`.slice(0, maxLength),
  });
  return {
    async create(properties: Record<string, unknown>) {
      const created = await provider.create(request(properties));
      physicalId = created.physicalId;
      last = properties;
      await provider.stabilise?.(request(properties));
      return created;
    },
    async update(properties: Record<string, unknown>) {
      const fixed = provider.createOnlyProperties ?? [];
      // As the engine does, which asks a provider only where all that changes can change in place.
      if (fixed.some((name) => properties[name] !== last[name])) return "replace";
      const updated = await provider.update!(request(properties), last);
      last = properties;
      return updated;
    },
    delete: () => provider.delete(request(last)),
  };
}

const trust = (service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});
const document = (action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
});
const CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
const XRAY = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess";

it("AWS::IAM::Role is made, updated in place, and deleted with what is its own", async () => {
  const call = makeAccount();
  const role = resourceOf(call, "AWS::IAM::Role", "ServerRole");
  const created = await role.create({
    AssumeRolePolicyDocument: trust("ec2.amazonaws.com"),
    ManagedPolicyArns: [CORE],
    Policies: [{ PolicyName: "one", PolicyDocument: document("s3:GetObject") }],
  });
  expect(created).toMatchObject({
    physicalId: "lab-ServerRole-ABCDEF123456",
    attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/lab-ServerRole-ABCDEF123456` },
  });
  expect(created.attributes.RoleId).toMatch(/^AROA/);

  const RoleName = created.physicalId;
  const updated = await role.update({
    AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
    ManagedPolicyArns: [XRAY],
    MaxSessionDuration: "7200",
    Policies: [{ PolicyName: "two", PolicyDocument: document("s3:PutObject") }],
    Tags: [{ Key: "Lab", Value: "1" }],
  });
  expect(updated).toEqual(created);
  const { Role } = await call.invoke("iam", "GetRole", { RoleName });
  expect(Role).toMatchObject({
    MaxSessionDuration: 7200,
    Tags: [
      { Key: "Stack", Value: "lab" },
      { Key: "Lab", Value: "1" },
    ],
  });
  expect(Role!.AssumeRolePolicyDocument).toContain("lambda.amazonaws.com");
  expect((await call.invoke("iam", "ListRolePolicies", { RoleName })).PolicyNames).toEqual(["two"]);
  expect((await call.invoke("iam", "ListAttachedRolePolicies", { RoleName })).AttachedPolicies).toMatchObject(
    [{ PolicyArn: XRAY }],
  );
  await role.delete();
  await role.delete();
  expect((await call.invoke("iam", "ListRoles", {})).Roles).toEqual([]);
});

it("AWS::IAM::Role refuses to go while something foreign hangs on it", async () => {
  const call = makeAccount();
  const role = resourceOf(call, "AWS::IAM::Role");
  const { physicalId: RoleName } = await role.create({
    RoleName: "Named",
    AssumeRolePolicyDocument: trust("ec2.amazonaws.com"),
    ManagedPolicyArns: [CORE],
  });
  await call.invoke("iam", "AttachRolePolicy", { RoleName, PolicyArn: XRAY });
  await expect(role.delete()).rejects.toMatchObject({
    code: "DeleteConflict",
    message: "Cannot delete entity, must detach all policies first.",
  });
  await call.invoke("iam", "DetachRolePolicy", { RoleName, PolicyArn: XRAY });
  const PolicyDocument = JSON.stringify(document("s3:*"));
  await call.invoke("iam", "PutRolePolicy", { RoleName, PolicyName: "foreign", PolicyDocument });
  await expect(role.delete()).rejects.toMatchObject({
    code: "DeleteConflict",
    message: "Cannot delete entity, must delete policies first.",
  });
  await call.invoke("iam", "DeleteRolePolicy", { RoleName, PolicyName: "foreign" });
  await role.delete();
});

it("AWS::IAM::Role is replaced for another name or path", async () => {
  const role = resourceOf(makeAccount(), "AWS::IAM::Role");
  const properties = { RoleName: "First", AssumeRolePolicyDocument: trust("ec2.amazonaws.com") };
  await role.create(properties);
  expect(await role.update({ ...properties, RoleName: "Second" })).toBe("replace");
});

it("AWS::IAM::InstanceProfile holds its role, and gives it up", async () => {
  const call = makeAccount();
  for (const RoleName of ["A", "B"])
    await call.invoke("iam", "CreateRole", {
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify(trust("ec2.amazonaws.com")),
    });
  const profile = resourceOf(call, "AWS::IAM::InstanceProfile", "Profile");
  const { physicalId, attributes } = await profile.create({ Roles: ["A"] });
  expect(attributes.Arn).toBe(`arn:aws:iam::${ACCOUNT}:instance-profile/${physicalId}`);
  await profile.update({ Roles: ["B"] });
  const { InstanceProfile } = await call.invoke("iam", "GetInstanceProfile", {
    InstanceProfileName: physicalId,
  });
  expect(InstanceProfile!.Roles!.map(({ RoleName }) => RoleName)).toEqual(["B"]);
  await profile.delete();
  await profile.delete();
  await call.invoke("iam", "DeleteRole", { RoleName: "B" });
});

it("AWS::IAM::Policy is put into its roles, and leaves them", async () => {
  const call = makeAccount();
  for (const RoleName of ["A", "B"])
    await call.invoke("iam", "CreateRole", {
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify(trust("ec2.amazonaws.com")),
    });
  const names = async (RoleName: string) =>
    (await call.invoke("iam", "ListRolePolicies", { RoleName })).PolicyNames;
  const policy = resourceOf(call, "AWS::IAM::Policy");
  const properties = { PolicyName: "p", PolicyDocument: document("s3:*"), Roles: ["A"] };
  const { physicalId } = await policy.create(properties);
  expect(physicalId).not.toBe("p");
  await policy.update({ ...properties, PolicyName: "q", Roles: ["A", "B"] });
  expect([await names("A"), await names("B")]).toEqual([["q"], ["q"]]);
  await policy.delete();
  expect([await names("A"), await names("B")]).toEqual([[], []]);
  await expect(policy.create({ ...properties, Roles: [] })).rejects.toThrow(/must be non-empty/);
  await expect(policy.create({ ...properties, Users: ["participant"] })).rejects.toThrow(/users and groups/);
});

it("AWS::IAM::ManagedPolicy gets a version with each document, and room for it", async () => {
  const call = makeAccount();
  const RoleName = "A";
  const AssumeRolePolicyDocument = JSON.stringify(trust("ec2.amazonaws.com"));
  await call.invoke("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
  const policy = resourceOf(call, "AWS::IAM::ManagedPolicy", "Policy");
  const { physicalId: PolicyArn } = await policy.create({ PolicyDocument: document("s3:v1"), Roles: ["A"] });
  expect(PolicyArn).toBe(`arn:aws:iam::${ACCOUNT}:policy/lab-Policy-ABCDEF123456`);
  for (let version = 2; version <= 7; version++)
    await policy.update({ PolicyDocument: document(`s3:v${version}`), Roles: ["A"] });
  const { Versions } = await call.invoke("iam", "ListPolicyVersions", { PolicyArn });
  expect(Versions!.map(({ VersionId }) => VersionId)).toEqual(["v7", "v6", "v5", "v4", "v3"]);
  expect(Versions![0]!.IsDefaultVersion).toBe(true);
  await policy.delete();
  expect((await call.invoke("iam", "ListAttachedRolePolicies", { RoleName })).AttachedPolicies).toEqual([]);
});

it("AWS::Logs::LogGroup sets and lifts its retention", async () => {
  const call = makeAccount();
  const group = resourceOf(call, "AWS::Logs::LogGroup");
  const { attributes } = await group.create({ LogGroupName: "/lab/x", RetentionInDays: "14" });
  expect(attributes.Arn).toBe(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/lab/x:*`);
  const described = async () => (await call.invoke("logs", "DescribeLogGroups", {})).logGroups!;
  expect(await described()).toMatchObject([{ retentionInDays: 14 }]);
  await group.update({ LogGroupName: "/lab/x" });
  expect((await described())[0]).not.toHaveProperty("retentionInDays");
  expect(await group.update({ LogGroupName: "/lab/y" })).toBe("replace");
  await expect(resourceOf(call, "AWS::Logs::LogGroup").create({ DataProtectionPolicy: {} })).rejects.toThrow(
    /DataProtectionPolicy/,
  );
});

it("AWS::SSM::Parameter keeps its name and tags through an update", async () => {
  const call = makeAccount();
  const parameter = resourceOf(call, "AWS::SSM::Parameter");
  const { physicalId, attributes } = await parameter.create({
    Name: "/lab/p",
    Type: "String",
    Value: "1",
    Tags: { Old: "x" },
  });
  expect([physicalId, attributes]).toEqual(["/lab/p", { Type: "String", Value: "1" }]);
  await parameter.update({ Name: "/lab/p", Type: "String", Value: 2, Tags: { New: "y" } });
  const { Parameter } = await call.invoke("ssm", "GetParameter", { Name: "/lab/p" });
  expect(Parameter).toMatchObject({ Value: "2", Version: 2 });
  const { TagList } = await call.invoke("ssm", "ListTagsForResource", {
    ResourceType: "Parameter",
    ResourceId: "/lab/p",
  });
  expect(TagList!.map(({ Key }) => Key).sort()).toEqual(["New", "Stack"]);
  await parameter.delete();
  await parameter.delete();
});
