// One file, however long: half of it is the list of the operations that it tries, each in a few lines.
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DeclineHandshakeCommand,
  DeleteOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DeregisterDelegatedAdministratorCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeHandshakeCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  InviteAccountToOrganizationCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListDelegatedAdministratorsCommand,
  ListHandshakesForAccountCommand,
  ListHandshakesForOrganizationCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  OrganizationsClient,
  paginateListAccounts,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
} from "@aws-sdk/client-organizations";
import { expect, test } from "vitest";
import { organizationsState } from "../../../../../infra/local/services/organizations/store.ts";
import { createActor } from "../../../../helpers/actors.ts";
import { startTestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { administratorOf, credentialsOf, enlist, foundOrganization } from "./fleet.ts";

const MANAGEMENT = "123456789012";
const MEMBER = "210987654321";

const named = (name: string) => ({ name });

async function createUnit(management: OrganizationsClient, ParentId: string, Name: string): Promise<string> {
  const { OrganizationalUnit } = await management.send(
    new CreateOrganizationalUnitCommand({ ParentId, Name }),
  );
  return OrganizationalUnit!.Id!;
}

/** Creates an account, and waits until it is there or has failed. */
async function createAccount(management: OrganizationsClient, input: { Email: string; RoleName?: string }) {
  const { CreateAccountStatus } = await management.send(
    new CreateAccountCommand({ AccountName: "New", ...input }),
  );
  const CreateAccountRequestId = CreateAccountStatus!.Id!;
  expect(CreateAccountRequestId).toMatch(/^car-[0-9a-f]{32}$/);
  const look = async () =>
    (await management.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId })))
      .CreateAccountStatus!;
  await expect.poll(look).not.toMatchObject({ State: "IN_PROGRESS" });
  return await look();
}

test("an organisation is its founder's, and is there for its accounts alone, from whatever Region", async () => {
  const account = await useTestAccount();
  const alone = administratorOf(account, MEMBER);
  await expect(alone.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
    name: "AWSOrganizationsNotInUseException",
    message: "Your account is not a member of an organization.",
    $metadata: { httpStatusCode: 400 },
  });
  const { organization, rootId, management } = await foundOrganization(account, MEMBER);
  expect(organization.Id).toMatch(/^o-[a-z0-9]{10}$/);
  expect(organization).toMatchObject({
    Arn: `arn:aws:organizations::${MANAGEMENT}:organization/${organization.Id}`,
    FeatureSet: "ALL",
    MasterAccountId: MANAGEMENT,
    MasterAccountArn: `arn:aws:organizations::${MANAGEMENT}:account/${organization.Id}/${MANAGEMENT}`,
  });
  expect(rootId).toMatch(/^r-[a-z0-9]{4}$/);
  const elsewhere = account.client(OrganizationsClient, {
    region: "eu-west-1",
    credentials: credentialsOf(MEMBER),
  });
  const seen = await elsewhere.send(new DescribeOrganizationCommand({}));
  expect(seen.Organization).toEqual(organization);
  await expect(alone.send(new CreateOrganizationCommand({}))).rejects.toMatchObject(
    named("AlreadyInOrganizationException"),
  );
  await expect(management.send(new DeleteOrganizationCommand({}))).rejects.toMatchObject(
    named("OrganizationNotEmptyException"),
  );
  await alone.send(new LeaveOrganizationCommand({}));
  await expect(management.send(new LeaveOrganizationCommand({}))).rejects.toMatchObject(
    named("MasterCannotLeaveOrganizationException"),
  );
  await management.send(new DeleteOrganizationCommand({}));
  await expect(management.send(new ListAccountsCommand({}))).rejects.toMatchObject(
    named("AWSOrganizationsNotInUseException"),
  );
});

test("units make a tree, in which accounts are moved", async () => {
  const account = await useTestAccount();
  const { organization, rootId, management } = await foundOrganization(account, MEMBER);
  const labs = await createUnit(management, rootId, "Labs");
  expect(labs).toMatch(new RegExp(`^ou-${rootId.slice(2)}-[a-z0-9]{8}$`));
  const monday = await createUnit(management, labs, "Monday");
  await expect(createUnit(management, rootId, "Labs")).rejects.toMatchObject(
    named("DuplicateOrganizationalUnitException"),
  );
  await management.send(
    new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: monday, Name: "Tuesday" }),
  );
  const described = await management.send(
    new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: monday }),
  );
  expect(described.OrganizationalUnit).toEqual({
    Id: monday,
    Arn: `arn:aws:organizations::${MANAGEMENT}:ou/${organization.Id}/${monday}`,
    Name: "Tuesday",
    Path: `${organization.Id}/${rootId}/${labs}/${monday}/`,
  });

  const move = (SourceParentId: string, DestinationParentId: string) =>
    management.send(new MoveAccountCommand({ AccountId: MEMBER, SourceParentId, DestinationParentId }));
  await move(rootId, monday);
  await expect(move(rootId, monday)).rejects.toMatchObject(named("DuplicateAccountException"));
  await expect(move(rootId, labs)).rejects.toMatchObject(named("SourceParentNotFoundException"));
  await expect(move(monday, `${monday.slice(0, -8)}00000000`)).rejects.toMatchObject(
    named("DestinationParentNotFoundException"),
  );

  const accountsOf = async (ParentId: string) =>
    (await management.send(new ListAccountsForParentCommand({ ParentId }))).Accounts!.map(({ Id }) => Id);
  expect(await accountsOf(rootId)).toEqual([MANAGEMENT]);
  expect(await accountsOf(labs)).toEqual([]);
  expect(await accountsOf(monday)).toEqual([MEMBER]);
  const parents = await management.send(new ListParentsCommand({ ChildId: MEMBER }));
  expect(parents.Parents).toEqual([{ Id: monday, Type: "ORGANIZATIONAL_UNIT" }]);
  const units = new ListChildrenCommand({ ParentId: rootId, ChildType: "ORGANIZATIONAL_UNIT" });
  expect((await management.send(units)).Children).toEqual([{ Id: labs, Type: "ORGANIZATIONAL_UNIT" }]);
  const listed = await management.send(new ListOrganizationalUnitsForParentCommand({ ParentId: labs }));
  expect(listed.OrganizationalUnits).toMatchObject([{ Name: "Tuesday" }]);

  const remove = (OrganizationalUnitId: string) =>
    management.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId }));
  await expect(remove(labs)).rejects.toMatchObject(named("OrganizationalUnitNotEmptyException"));
  await expect(remove(monday)).rejects.toMatchObject(named("OrganizationalUnitNotEmptyException"));
  await move(monday, labs);
  await remove(monday);
  await expect(remove(monday)).rejects.toMatchObject(named("OrganizationalUnitNotFoundException"));
});

test("units are five levels deep at most", async () => {
  const account = await useTestAccount();
  const { rootId, management } = await foundOrganization(account);
  let parent = rootId;
  for (const level of ["1", "2", "3", "4", "5"]) parent = await createUnit(management, parent, level);
  await expect(createUnit(management, parent, "6")).rejects.toMatchObject({
    name: "ConstraintViolationException",
    Reason: "OU_DEPTH_LIMIT_EXCEEDED",
  });
});

test("an account that is created has a role for the management account, after a while", async () => {
  const account = await useTestAccount();
  const { organization, rootId, management } = await foundOrganization(account);
  const created = await createAccount(management, { Email: "one@example.com" });
  expect(created).toMatchObject({ State: "SUCCEEDED", AccountName: "New" });
  const AccountId = created.AccountId!;
  expect(AccountId).toMatch(/^\d{12}$/);
  const { Account } = await management.send(new DescribeAccountCommand({ AccountId }));
  expect(Account).toMatchObject({
    Id: AccountId,
    Email: "one@example.com",
    Status: "ACTIVE",
    State: "ACTIVE",
    JoinedMethod: "CREATED",
    Paths: [`${organization.Id}/${rootId}/${AccountId}/`],
  });
  const iam = account.client(IAMClient, { credentials: credentialsOf(AccountId) });
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "OrganizationAccountAccessRole" }));
  expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).Statement).toEqual([
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:root` }, Action: "sts:AssumeRole" },
  ]);

  const twice = await createAccount(management, { Email: "One@example.com", RoleName: "Lab" });
  expect(twice).toMatchObject({ State: "FAILED", FailureReason: "EMAIL_ALREADY_EXISTS" });
  const failed = await management.send(new ListCreateAccountStatusCommand({ States: ["FAILED"] }));
  expect(failed.CreateAccountStatuses).toMatchObject([{ Id: twice.Id }]);
  for (const Email of ["one", "a@b", "two words@example.com", ".one@example.com"])
    await expect(
      management.send(new CreateAccountCommand({ Email, AccountName: "New" })),
      Email,
    ).rejects.toMatchObject(named("InvalidInputException"));
});

test("a creation goes on after a restart", async () => {
  const home = await temporaryFolder();
  const before = await startTestAccount({ home, pace: "real" });
  const { management } = await foundOrganization(before);
  await management.send(new CreateAccountCommand({ Email: "one@example.com", AccountName: "New" }));
  await before.stop();
  const after = await useTestAccount({ home });
  const list = () => after.client(OrganizationsClient).send(new ListAccountsCommand({}));
  await expect.poll(async () => (await list()).Accounts).toHaveLength(2);
});

test("a closed account is pending, and then suspended", async () => {
  const account = await useTestAccount({ pace: "real" });
  const { management } = await foundOrganization(account, MEMBER);
  const close = (AccountId: string) => management.send(new CloseAccountCommand({ AccountId }));
  const status = async () =>
    (await management.send(new DescribeAccountCommand({ AccountId: MEMBER }))).Account?.Status;
  await close(MEMBER);
  expect(await status()).toBe("PENDING_CLOSURE");
  await expect(close(MEMBER)).rejects.toMatchObject(named("ConflictException"));
  const [organization] = Object.values(organizationsState(account.cloud).organizations);
  organization!.accounts[MEMBER]!.closedAt = new Date();
  expect(await status()).toBe("SUSPENDED");
  await expect(close(MEMBER)).rejects.toMatchObject(named("AccountAlreadyClosedException"));
  await expect(close(MANAGEMENT)).rejects.toMatchObject({ Reason: "CANNOT_CLOSE_MANAGEMENT_ACCOUNT" });
});

test("an account joins by an invitation, which only it may accept, and once", async () => {
  const account = await useTestAccount();
  const { management } = await foundOrganization(account);
  const member = administratorOf(account, MEMBER);
  const invite = async (Id: string) =>
    (await management.send(new InviteAccountToOrganizationCommand({ Target: { Id, Type: "ACCOUNT" } })))
      .Handshake!;
  const { Id: HandshakeId, ...invitation } = await invite(MEMBER);
  expect(HandshakeId).toMatch(/^h-[0-9a-f]{32}$/);
  expect(invitation).toMatchObject({ State: "OPEN", Action: "INVITE" });
  await expect(invite(MEMBER)).rejects.toMatchObject(named("DuplicateHandshakeException"));
  const stranger = administratorOf(account, "333333333333");
  const accept = new AcceptHandshakeCommand({ HandshakeId });
  await expect(stranger.send(accept)).rejects.toMatchObject(named("AccessDeniedException"));
  const mine = await member.send(new ListHandshakesForAccountCommand({}));
  expect(mine.Handshakes).toMatchObject([{ Id: HandshakeId, State: "OPEN" }]);
  expect((await member.send(accept)).Handshake).toMatchObject({ State: "ACCEPTED" });
  await expect(member.send(accept)).rejects.toMatchObject({
    name: "HandshakeConstraintViolationException",
    Reason: "ALREADY_IN_AN_ORGANIZATION",
  });
  await expect(invite(MEMBER)).rejects.toMatchObject(named("HandshakeConstraintViolationException"));

  const second = { HandshakeId: (await invite("333333333333")).Id };
  await stranger.send(new DeclineHandshakeCommand(second));
  await expect(stranger.send(new AcceptHandshakeCommand(second))).rejects.toMatchObject(
    named("InvalidHandshakeTransitionException"),
  );
  const third = { HandshakeId: (await invite("333333333333")).Id };
  await management.send(new CancelHandshakeCommand(third));
  await expect(management.send(new CancelHandshakeCommand(third))).rejects.toMatchObject(
    named("HandshakeAlreadyInStateException"),
  );
  const described = await management.send(new DescribeHandshakeCommand(third));
  expect(described.Handshake).toMatchObject({ State: "CANCELED" });
  const all = await management.send(new ListHandshakesForOrganizationCommand({}));
  expect(all.Handshakes?.map(({ State }) => State)).toEqual(["ACCEPTED", "DECLINED", "CANCELED"]);
});

test("members may look at nothing but the organisation, unless they administer a service for it", async () => {
  const account = await useTestAccount();
  const { rootId, management } = await foundOrganization(account, MEMBER);
  const member = administratorOf(account, MEMBER);
  const refused = {
    name: "AccessDeniedException",
    message: "You don't have permissions to access this resource.",
    $metadata: { httpStatusCode: 400 },
  };
  const looks = [
    () => member.send(new ListRootsCommand({})),
    () => member.send(new ListAccountsCommand({})),
    () => member.send(new ListAccountsForParentCommand({ ParentId: rootId })),
    () => member.send(new DescribeAccountCommand({ AccountId: MEMBER })),
    () => member.send(new ListTagsForResourceCommand({ ResourceId: MEMBER })),
  ];
  for (const look of looks) await expect(look()).rejects.toMatchObject(refused);
  const administration = { AccountId: MEMBER, ServicePrincipal: "config.amazonaws.com" };
  await management.send(new RegisterDelegatedAdministratorCommand(administration));
  for (const look of looks) await expect(look()).resolves.toBeDefined();
  const listed = await member.send(new ListDelegatedAdministratorsCommand({}));
  expect(listed.DelegatedAdministrators).toMatchObject([{ Id: MEMBER, Status: "ACTIVE" }]);
  await expect(
    member.send(new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: "Mine" })),
  ).rejects.toMatchObject(refused);
  await expect(member.send(new LeaveOrganizationCommand({}))).rejects.toMatchObject(
    named("ConstraintViolationException"),
  );
  await management.send(new DeregisterDelegatedAdministratorCommand(administration));
  await expect(member.send(new ListAccountsCommand({}))).rejects.toMatchObject(refused);
  await management.send(new RemoveAccountFromOrganizationCommand({ AccountId: MEMBER }));
});

test("the caller's own permission is needed, on the ARN of what is asked for", async () => {
  const account = await useTestAccount();
  const { organization, management } = await foundOrganization(account, MEMBER);
  const Resource = `arn:aws:organizations::${MANAGEMENT}:account/${organization.Id}/${MEMBER}`;
  const actor = await createActor(account, { Action: "organizations:DescribeAccount", Resource });
  const client = account.client(OrganizationsClient, { credentials: actor.credentials });
  const describe = (AccountId: string) => client.send(new DescribeAccountCommand({ AccountId }));
  expect((await describe(MEMBER)).Account).toMatchObject({ Id: MEMBER });
  await expect(describe(MANAGEMENT)).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: `User: ${actor.arn} is not authorized to perform: organizations:DescribeAccount on resource: ${Resource.replace(MEMBER, MANAGEMENT)} because no identity-based policy allows the organizations:DescribeAccount action`,
  });
  await expect(client.send(new ListAccountsCommand({}))).rejects.toMatchObject({
    message: expect.stringContaining("organizations:ListAccounts on resource: * because"),
  });
  await expect(management.send(new ListPoliciesCommand({ Filter: "TAG_POLICY" }))).rejects.toMatchObject({
    message: expect.stringContaining("organizations:ListPolicies"),
  });
});

test("roots, units and accounts have tags", async () => {
  const account = await useTestAccount();
  const { rootId, management } = await foundOrganization(account);
  const unit = await createUnit(management, rootId, "Labs");
  for (const ResourceId of [rootId, unit, MANAGEMENT]) {
    const tags = async () =>
      (await management.send(new ListTagsForResourceCommand({ ResourceId }))).Tags?.map(
        ({ Key, Value }) => `${Key}=${Value}`,
      );
    const tag = (Tags: { Key: string; Value: string }[]) =>
      management.send(new TagResourceCommand({ ResourceId, Tags }));
    await tag([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "" },
    ]);
    await tag([{ Key: "a", Value: "2" }]);
    expect(await tags()).toEqual(["a=2", "b="]);
    await management.send(new UntagResourceCommand({ ResourceId, TagKeys: ["a"] }));
    expect(await tags()).toEqual(["b="]);
    await expect(tag([{ Key: "aws:x", Value: "1" }])).rejects.toMatchObject(named("InvalidInputException"));
  }
});

test("a fleet is listed page by page, and its calls are in the Event history of us-east-1", async () => {
  const account = await useTestAccount();
  const { management } = await foundOrganization(account);
  const members = Array.from({ length: 24 }, (_, index) => String(300000000000 + index));
  for (const id of members) await enlist(account, management, id);
  const ids: (string | undefined)[] = [];
  let pages = 0;
  for await (const { Accounts = [] } of paginateListAccounts({ client: management }, {})) {
    pages++;
    ids.push(...Accounts.map(({ Id }) => Id));
  }
  expect(ids).toEqual([MANAGEMENT, ...members]);
  expect(pages).toBe(2);
  await expect(management.send(new ListAccountsCommand({ MaxResults: 21 }))).rejects.toMatchObject(
    named("InvalidInputException"),
  );
  await expect(management.send(new ListAccountsCommand({ NextToken: "x" }))).rejects.toMatchObject({
    Reason: "INVALID_NEXT_TOKEN",
  });
  const trail = account.client(CloudTrailClient);
  const lookup = new LookupEventsCommand({
    LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "CreateOrganization" }],
  });
  expect((await trail.send(lookup)).Events).toMatchObject([{ EventSource: "organizations.amazonaws.com" }]);
});
