// One file, however long: most of it asks one account, whose start takes longer than most of its tests.
import {
  ConfigServiceClient,
  DeleteConfigurationRecorderCommand,
  PutConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import * as api from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cliAvailable,
  startTestAccount,
  type TestAccount,
  useTestAccount,
} from "../../../../helpers/local-account.ts";

const ACCOUNT = "123456789012";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const DOCUMENT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lab/*" }],
});
const CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

let account: TestAccount;
let iam: api.IAMClient;

beforeAll(async () => {
  account = await startTestAccount();
  iam = account.client(api.IAMClient);
});
afterAll(() => account.stop());

const createRole = async (RoleName: string, more: Partial<api.CreateRoleCommandInput> = {}) =>
  (await iam.send(new api.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, ...more }))).Role!;
const deleteRole = (RoleName: string) => iam.send(new api.DeleteRoleCommand({ RoleName }));
const putPolicy = (RoleName: string, PolicyName = "inline", PolicyDocument = DOCUMENT) =>
  iam.send(new api.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
const createProfile = (InstanceProfileName: string) =>
  iam.send(new api.CreateInstanceProfileCommand({ InstanceProfileName }));
const addRole = (InstanceProfileName: string, RoleName: string) =>
  iam.send(new api.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));

describe("roles", () => {
  it("are made, read, changed and listed", async () => {
    const made = await createRole("Reader", {
      Path: "/lab/",
      Description: "Reads.",
      Tags: [{ Key: "Lab", Value: "x" }],
    });
    expect(made).toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT}:role/lab/Reader`,
      Tags: [{ Key: "Lab", Value: "x" }],
    });
    expect(made.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(decodeURIComponent(made.AssumeRolePolicyDocument!)).toBe(TRUST);
    expect(made.AssumeRolePolicyDocument).not.toContain("{");

    await iam.send(new api.UpdateRoleCommand({ RoleName: "Reader", MaxSessionDuration: 7200 }));
    await iam.send(new api.TagRoleCommand({ RoleName: "Reader", Tags: [{ Key: "lab", Value: "y" }] }));
    const { Role } = await iam.send(new api.GetRoleCommand({ RoleName: "Reader" }));
    expect(Role).toMatchObject({ Description: "Reads.", MaxSessionDuration: 7200, RoleLastUsed: {} });
    expect(Role!.Tags).toEqual([{ Key: "lab", Value: "y" }]);
    await iam.send(new api.UntagRoleCommand({ RoleName: "Reader", TagKeys: ["LAB"] }));
    expect((await iam.send(new api.ListRoleTagsCommand({ RoleName: "Reader" }))).Tags).toEqual([]);

    const { Roles } = await iam.send(new api.ListRolesCommand({ PathPrefix: "/lab/" }));
    expect(Roles!.map(({ RoleName }) => RoleName)).toEqual(["Reader"]);
    expect(Roles![0]).not.toHaveProperty("Tags");
  });

  it("are listed a page at a time", async () => {
    for (const name of ["PageA", "PageB", "PageC"]) await createRole(name, { Path: "/pages/" });
    const list = (Marker?: string) =>
      iam.send(new api.ListRolesCommand({ PathPrefix: "/pages/", MaxItems: 2, Marker }));
    const first = await list();
    expect(first).toMatchObject({ IsTruncated: true });
    const second = await list(first.Marker);
    expect(second).toMatchObject({ IsTruncated: false });
    expect([...first.Roles!, ...second.Roles!].map(({ RoleName }) => RoleName)).toEqual([
      "PageA",
      "PageB",
      "PageC",
    ]);
    await expect(list("nonsense")).rejects.toMatchObject({ name: "ValidationError" });
  });

  it("refuse to go in AWS's words until nothing hangs on them", async () => {
    await createRole("Busy");
    await createProfile("BusyProfile");
    await addRole("BusyProfile", "Busy");
    await putPolicy("Busy");
    await iam.send(new api.AttachRolePolicyCommand({ RoleName: "Busy", PolicyArn: CORE }));
    const refusal = (message: string) => ({
      name: "DeleteConflictException",
      message,
      $metadata: { httpStatusCode: 409 },
    });
    await expect(deleteRole("Busy")).rejects.toMatchObject(
      refusal("Cannot delete entity, must remove roles from instance profile first."),
    );
    await expect(
      iam.send(new api.DeleteInstanceProfileCommand({ InstanceProfileName: "BusyProfile" })),
    ).rejects.toMatchObject(refusal("Cannot delete entity, must remove roles from instance profile first."));
    await iam.send(
      new api.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: "BusyProfile", RoleName: "Busy" }),
    );
    await expect(deleteRole("Busy")).rejects.toMatchObject(
      refusal("Cannot delete entity, must detach all policies first."),
    );
    await iam.send(new api.DetachRolePolicyCommand({ RoleName: "Busy", PolicyArn: CORE }));
    await expect(deleteRole("Busy")).rejects.toMatchObject(
      refusal("Cannot delete entity, must delete policies first."),
    );
    await iam.send(new api.DeleteRolePolicyCommand({ RoleName: "Busy", PolicyName: "inline" }));
    await deleteRole("Busy");
    await expect(deleteRole("Busy")).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "The role with name Busy cannot be found.",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("have one name each, whatever its case", async () => {
    await createRole("Taken");
    await expect(createRole("TAKEN")).rejects.toMatchObject({
      name: "EntityAlreadyExistsException",
      message: "Role with name TAKEN already exists.",
    });
  });

  it.each([
    ["{", "MalformedPolicyDocument", "This policy contains invalid Json"],
    [DOCUMENT, "MalformedPolicyDocument", "AssumeRole policy may only specify STS AssumeRole actions."],
    [
      TRUST.replace('"Action"', '"Resource":"*","Action"'),
      "MalformedPolicyDocument",
      "Has prohibited field Resource",
    ],
    [TRUST.replace("ec2.amazonaws.com", "ec2"), "MalformedPolicyDocument", "Invalid principal in policy"],
    [
      TRUST.replace(/\{"Service.*?\}/, '{"AWS":"arn:aws:iam::123456789012:role/Nobody"}'),
      "MalformedPolicyDocument",
      'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/Nobody"',
    ],
    [TRUST.replace("Allow", "Permit"), "MalformedPolicyDocument", "Invalid effect: Permit"],
    [TRUST.replace('"Effect"', '"Effekt"'), "MalformedPolicyDocument", "Syntax errors in policy."],
    [TRUST.replace("ec2", "e".repeat(2048)), "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048"],
  ])("refuse a bad trust policy: %#", async (AssumeRolePolicyDocument, name, message) => {
    await expect(createRole("Malformed", { AssumeRolePolicyDocument })).rejects.toMatchObject({
      name: `${name}Exception`,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [
      { RoleName: "a b" },
      "at 'roleName' failed to satisfy constraint: Member must satisfy regular expression",
    ],
    [{ RoleName: "r".repeat(65) }, "Member must have length less than or equal to 64"],
    [{ Path: "lab" }, "at 'path'"],
    [{ MaxSessionDuration: 60 }, "Member must have value greater than or equal to 3600"],
  ])("refuse %j", async (more, message) => {
    await expect(createRole("Invalid", more)).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining(message),
    });
  });
});

describe("inline policies", () => {
  beforeAll(() => createRole("Refusing"));

  it("are put, replaced, read URL-encoded and listed", async () => {
    await createRole("Inline");
    await putPolicy("Inline", "b");
    await putPolicy("Inline", "a");
    await putPolicy("Inline", "a", DOCUMENT.replace("GetObject", "PutObject"));
    const policy = await iam.send(new api.GetRolePolicyCommand({ RoleName: "Inline", PolicyName: "a" }));
    expect(decodeURIComponent(policy.PolicyDocument!)).toContain("PutObject");
    expect(policy.PolicyDocument).toMatch(/^%7B%22Version%22/);
    const { PolicyNames } = await iam.send(new api.ListRolePoliciesCommand({ RoleName: "Inline" }));
    expect(PolicyNames).toEqual(["a", "b"]);
    await expect(
      iam.send(new api.GetRolePolicyCommand({ RoleName: "Inline", PolicyName: "c" })),
    ).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "The role policy with name c cannot be found.",
    });
  });

  it.each([
    ["nonsense", "Syntax errors in policy."],
    [TRUST, "Policy document should not specify a principal."],
    [DOCUMENT.replace("2012-10-17", "2008-10-17"), "Policy document must be version 2012-10-17 or greater."],
    [DOCUMENT.replace("s3:GetObject", "GetObject"), "Actions/Conditions must be prefaced by a vendor"],
    [DOCUMENT.replace("arn:aws:s3:::lab/*", "lab"), 'Resource lab must be in ARN format or "*".'],
    [DOCUMENT.replace(/,"Resource.*?"}/, "}"), "Policy statement must contain resources."],
    [DOCUMENT.replace(/"Action".*?,/, ""), "Policy statement must contain actions."],
    [
      DOCUMENT.replace('"Effect"', '"Condition":{"StringIs":{"a:b":"c"}},"Effect"'),
      "Invalid Condition type : StringIs.",
    ],
    [DOCUMENT.replace('"Effect"', '"Sid":"a b","Effect"'), "Statement IDs (SID) must be alpha-numeric."],
  ])("refuse a bad document: %#", async (document, message) => {
    await expect(putPolicy("Refusing", "p", document)).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: expect.stringContaining(message),
    });
  });

  it("have a limit together", async () => {
    await createRole("Large");
    const filler = (size: number) => DOCUMENT.replace("lab/*", "x".repeat(size));
    await putPolicy("Large", "one", filler(6000));
    await expect(putPolicy("Large", "two", filler(6000))).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "Maximum policy size of 10240 bytes exceeded for role Large",
    });
    await putPolicy("Large", "one", filler(7000));
  });
});

describe("managed policies", () => {
  it("of AWS are there, attachable, and not to be changed", async () => {
    await createRole("Managed");
    const attach = (PolicyArn: string) =>
      iam.send(new api.AttachRolePolicyCommand({ RoleName: "Managed", PolicyArn }));
    await attach(CORE);
    await attach(CORE);
    const attached = await iam.send(new api.ListAttachedRolePoliciesCommand({ RoleName: "Managed" }));
    expect(attached.AttachedPolicies).toEqual([
      { PolicyName: "AmazonSSMManagedInstanceCore", PolicyArn: CORE },
    ]);
    const { Policy } = await iam.send(new api.GetPolicyCommand({ PolicyArn: CORE }));
    expect(Policy).toMatchObject({ AttachmentCount: 1, IsAttachable: true });
    const { PolicyVersion } = await iam.send(
      new api.GetPolicyVersionCommand({ PolicyArn: CORE, VersionId: Policy!.DefaultVersionId }),
    );
    expect(decodeURIComponent(PolicyVersion!.Document!)).toContain("ssmmessages:OpenDataChannel");
    await expect(iam.send(new api.DeletePolicyCommand({ PolicyArn: CORE }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
    await expect(attach("arn:aws:iam::aws:policy/Nothing")).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "Policy arn:aws:iam::aws:policy/Nothing does not exist or is not attachable.",
    });
  });

  it("of the account have versions, of which one is in force", async () => {
    const { Policy } = await iam.send(
      new api.CreatePolicyCommand({ PolicyName: "Own", PolicyDocument: DOCUMENT }),
    );
    const PolicyArn = Policy!.Arn!;
    expect(Policy!.PolicyId).toMatch(/^ANPA/);
    const addVersion = () =>
      iam.send(
        new api.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: DOCUMENT, SetAsDefault: true }),
      );
    for (let version = 2; version <= 5; version++) await addVersion();
    await expect(addVersion()).rejects.toMatchObject({ name: "LimitExceededException" });
    await expect(
      iam.send(new api.DeletePolicyVersionCommand({ PolicyArn, VersionId: "v5" })),
    ).rejects.toMatchObject({ message: "Cannot delete the default version of a policy." });
    await iam.send(new api.DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    expect((await addVersion()).PolicyVersion!.VersionId).toBe("v6");

    await createRole("Holder");
    await iam.send(new api.AttachRolePolicyCommand({ RoleName: "Holder", PolicyArn }));
    const entities = await iam.send(new api.ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(entities.PolicyRoles!.map(({ RoleName }) => RoleName)).toEqual(["Holder"]);
    const remove = () => iam.send(new api.DeletePolicyCommand({ PolicyArn }));
    await expect(remove()).rejects.toMatchObject({ message: "Cannot delete a policy attached to entities." });
    await iam.send(new api.DetachRolePolicyCommand({ RoleName: "Holder", PolicyArn }));
    await expect(remove()).rejects.toMatchObject({
      name: "DeleteConflictException",
      message: expect.stringContaining("This policy has more than one version."),
    });
    for (const VersionId of ["v2", "v3", "v4", "v5"])
      await iam.send(new api.DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await remove();
    await expect(iam.send(new api.GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: `Policy ${PolicyArn} was not found.`,
    });
  });
});

describe("instance profiles", () => {
  it("hold one role", async () => {
    await createRole("Server");
    await createRole("Second");
    await createProfile("ServerProfile");
    await addRole("ServerProfile", "Server");
    await expect(addRole("ServerProfile", "Second")).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    });
    const { InstanceProfile } = await iam.send(
      new api.GetInstanceProfileCommand({ InstanceProfileName: "ServerProfile" }),
    );
    expect(InstanceProfile).toMatchObject({
      Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/ServerProfile`,
      Roles: [{ RoleName: "Server" }],
    });
    expect(InstanceProfile!.InstanceProfileId).toMatch(/^AIPA/);
    const { InstanceProfiles } = await iam.send(
      new api.ListInstanceProfilesForRoleCommand({ RoleName: "Server" }),
    );
    expect(InstanceProfiles).toHaveLength(1);
  });

  it("are unique, and missed by name", async () => {
    await createProfile("Once");
    await expect(createProfile("Once")).rejects.toMatchObject({
      name: "EntityAlreadyExistsException",
      message: "Instance Profile Once already exists.",
    });
    await expect(addRole("Never", "Server")).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "Instance Profile Never cannot be found.",
    });
  });
});

describe("service-linked roles", () => {
  const create = () =>
    iam.send(new api.CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));

  it("are their service's: taken once, unmodifiable, and deleted by a task", async () => {
    const { Role } = await create();
    expect(Role!.Arn).toBe(
      `arn:aws:iam::${ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    );
    await expect(create()).rejects.toMatchObject({
      name: "InvalidInputException",
      message:
        "Service role name AWSServiceRoleForConfig has been taken in this account, please try a different suffix.",
    });
    await expect(deleteRole("AWSServiceRoleForConfig")).rejects.toMatchObject({
      name: "UnmodifiableEntityException",
    });
    const { DeletionTaskId } = await iam.send(
      new api.DeleteServiceLinkedRoleCommand({ RoleName: "AWSServiceRoleForConfig" }),
    );
    const { Status } = await iam.send(new api.GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
    expect(Status).toBe("SUCCEEDED");
    await expect(
      iam.send(new api.GetRoleCommand({ RoleName: "AWSServiceRoleForConfig" })),
    ).rejects.toMatchObject({ name: "NoSuchEntityException" });
  });
});

describe("a service-linked role's deletion", () => {
  const RoleName = "AWSServiceRoleForConfig";
  const RoleARN = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/config.amazonaws.com/${RoleName}`;

  it("fails while its service uses the role, in whatever Region, and says what does", async () => {
    const account = await useTestAccount();
    const client = account.client(api.IAMClient);
    const config = account.client(ConfigServiceClient, { region: "eu-west-1" });
    await client.send(new api.CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
    await config.send(
      new PutConfigurationRecorderCommand({
        ConfigurationRecorder: { name: "default", roleARN: RoleARN },
      }),
    );
    const first = await client.send(new api.DeleteServiceLinkedRoleCommand({ RoleName }));
    const status = await client.send(new api.GetServiceLinkedRoleDeletionStatusCommand(first));
    expect(status).toMatchObject({
      Status: "FAILED",
      Reason: {
        RoleUsageList: [
          { Region: "eu-west-1", Resources: [expect.stringContaining(":configuration-recorder/default/")] },
        ],
      },
    });
    await client.send(new api.GetRoleCommand({ RoleName }));
    await config.send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
    const second = await client.send(new api.DeleteServiceLinkedRoleCommand({ RoleName }));
    expect(await client.send(new api.GetServiceLinkedRoleDeletionStatusCommand(second))).toMatchObject({
      Status: "SUCCEEDED",
    });
    await expect(client.send(new api.GetRoleCommand({ RoleName }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
  });

  it("takes its time, is one task for however many ask, and ends without anybody looking", async () => {
    const account = await useTestAccount({ pace: "fast" });
    const client = account.client(api.IAMClient);
    await client.send(new api.CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
    const remove = () => client.send(new api.DeleteServiceLinkedRoleCommand({ RoleName }));
    const { DeletionTaskId } = await remove();
    expect((await remove()).DeletionTaskId).toBe(DeletionTaskId);
    expect(
      await client.send(new api.GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId })),
    ).toMatchObject({ Status: "IN_PROGRESS" });
    await client.send(new api.GetRoleCommand({ RoleName }));
    await expect
      .poll(() =>
        client.send(new api.GetRoleCommand({ RoleName })).then(
          () => "there",
          () => "gone",
        ),
      )
      .toBe("gone");
  });
});

describe("the account", () => {
  it("has the participant, who is its administrator", async () => {
    const { User } = await iam.send(new api.GetUserCommand({}));
    expect(User).toMatchObject({ UserName: "participant", Arn: `arn:aws:iam::${ACCOUNT}:user/participant` });
    const { AttachedPolicies } = await iam.send(
      new api.ListAttachedUserPoliciesCommand({ UserName: "participant" }),
    );
    expect(AttachedPolicies).toMatchObject([{ PolicyName: "AdministratorAccess" }]);
    expect((await iam.send(new api.ListUsersCommand({}))).Users).toHaveLength(1);
  });

  it("has one alias or none", async () => {
    const aliases = async () => (await iam.send(new api.ListAccountAliasesCommand({}))).AccountAliases;
    expect(await aliases()).toEqual([]);
    await iam.send(new api.CreateAccountAliasCommand({ AccountAlias: "lab-one" }));
    expect(await aliases()).toEqual(["lab-one"]);
    await iam.send(new api.DeleteAccountAliasCommand({ AccountAlias: "lab-one" }));
    expect(await aliases()).toEqual([]);
  });

  it("keeps what is its own", async () => {
    const credentials = { accessKeyId: "210987654321", secretAccessKey: "test" };
    const other = account.client(api.IAMClient, { credentials });
    await createRole("OnlyHere");
    await expect(other.send(new api.GetRoleCommand({ RoleName: "OnlyHere" }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
  });
});

describe("the simulator", () => {
  it("answers as the engine decides, and says which statement it was", async () => {
    const role = await createRole("Simulated");
    await putPolicy("Simulated", "read");
    const { EvaluationResults } = await iam.send(
      new api.SimulatePrincipalPolicyCommand({
        PolicySourceArn: role.Arn,
        ActionNames: ["s3:GetObject", "s3:PutObject"],
        ResourceArns: ["arn:aws:s3:::lab/key"],
      }),
    );
    expect(EvaluationResults).toMatchObject([
      {
        EvalActionName: "s3:GetObject",
        EvalDecision: "allowed",
        MatchedStatements: [{ SourcePolicyId: "read", StartPosition: { Line: 1, Column: 38 } }],
      },
      { EvalActionName: "s3:PutObject", EvalDecision: "implicitDeny", MatchedStatements: [] },
    ]);
  });

  it("says which condition keys it misses", async () => {
    const ask = (ContextEntries?: api.ContextEntry[]) =>
      iam.send(
        new api.SimulateCustomPolicyCommand({
          PolicyInputList: [
            DOCUMENT.replace('"Effect"', '"Condition":{"Bool":{"aws:SecureTransport":"true"}},"Effect"'),
            '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:Delete*","Resource":"*"}}',
          ],
          ActionNames: ["s3:GetObject", "s3:DeleteObject"],
          ResourceArns: ["arn:aws:s3:::lab/key"],
          ContextEntries,
        }),
      );
    expect((await ask()).EvaluationResults).toMatchObject([
      { EvalDecision: "implicitDeny", MissingContextValues: ["aws:securetransport"] },
      { EvalDecision: "explicitDeny" },
    ]);
    const given = await ask([
      { ContextKeyName: "aws:SecureTransport", ContextKeyType: "boolean", ContextKeyValues: ["true"] },
    ]);
    expect(given.EvaluationResults![0]).toMatchObject({ EvalDecision: "allowed", MissingContextValues: [] });
  });
});

describe.skipIf(!cliAvailable)("the AWS CLI", () => {
  it("shows a role's documents as JSON", async () => {
    await createRole("ForTheCli");
    const { stdout, stderr } = await account.cli(["iam", "get-role", "--role-name", "ForTheCli"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout).Role.AssumeRolePolicyDocument.Statement[0].Action).toBe("sts:AssumeRole");
  });
});
