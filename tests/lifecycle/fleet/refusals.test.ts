import { DeleteStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DeleteAccountAliasCommand } from "@aws-sdk/client-iam";
import {
  AcceptHandshakeCommand,
  CloseAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  InviteAccountToOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
  RegisterDelegatedAdministratorCommand,
} from "@aws-sdk/client-organizations";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { functionGrants } from "../../../infra/permissions/index.ts";
import { startPass } from "../../../tasks/fleet/start-pass.ts";
import type { Quarantine } from "../../../workflows/contract.ts";
import { clientsOf } from "../../tasks/fixtures/built-lab.ts";
import { stateOf } from "../account-state.ts";
import { LAB } from "../lab-account.ts";
import { type Fleet, name, putLabRole, startFleet } from "./fleet.ts";
import { FIRST, INSTRUCTOR } from "./ids.ts";

const [ready, blocked, otherAlias, noAlias, busy] = [0, 1, 2, 3, 4].map((index) =>
  String(Number(FIRST) + index),
) as [string, string, string, string, string];
/** Accounts of the organisation that no lab was ever in. */
const [management, closed, noRole, expired, noHandrail] = [
  "300000000000",
  "300000000001",
  "300000000002",
  "300000000003",
  "300000000004",
] as const;

let fleet: Fleet;
let unit: string;
/** What the function's role was granted. */
const used = new Set<string>();
beforeAll(async () => {
  fleet = await startFleet(5);
  fleet.instructor.account.cloud.onGranted.add(({ principal, action }) => {
    if (principal.type === "role" && principal.sessionName === "handrail-fleet") used.add(action);
  });
  await name(fleet.clientsIn(otherAlias), "production");
  await fleet
    .clientsIn(noAlias)
    .iam.send(new DeleteAccountAliasCommand({ AccountAlias: `training-${noAlias}` }));
  for (const id of [expired, noHandrail]) await name(fleet.clientsIn(id), `training-${id}`);
  await putLabRole(fleet.clientsIn(expired), { ValidUntil: "2020-01-31T18:00:00Z" });
  await putLabRole(fleet.clientsIn(noHandrail), { ValidUntil: "2120-01-31T18:00:00Z" });
  unit = await organise();
});
afterAll(() => fleet.stop());

/** Makes an organisation of a few accounts, two of them in a unit within a unit, and answers the outer one. */
async function organise(): Promise<string> {
  const organizations = fleet.organizationsIn(management);
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const { Roots = [] } = await organizations.send(new ListRootsCommand());
  const root = Roots[0]!.Id!;
  const unitIn = async (ParentId: string, Name: string) => {
    const { OrganizationalUnit } = await organizations.send(
      new CreateOrganizationalUnitCommand({ ParentId, Name }),
    );
    return OrganizationalUnit!.Id!;
  };
  const course = await unitIn(root, "course");
  const monday = await unitIn(course, "monday");
  for (const Id of [INSTRUCTOR, closed, ready]) {
    const { Handshake } = await organizations.send(
      new InviteAccountToOrganizationCommand({ Target: { Type: "ACCOUNT", Id } }),
    );
    await fleet.organizationsIn(Id).send(new AcceptHandshakeCommand({ HandshakeId: Handshake!.Id }));
    if (Id === INSTRUCTOR) continue;
    await organizations.send(
      new MoveAccountCommand({ AccountId: Id, SourceParentId: root, DestinationParentId: monday }),
    );
  }
  await organizations.send(new CloseAccountCommand({ AccountId: closed }));
  return course;
}

const ofUnit = () => fleet.reset({ mode: "plan", accounts: undefined, ou: unit });

test("a unit that may not be listed from here is no unit: the reset ends before any account", async () => {
  const { status, error, cause, children } = await ofUnit();
  expect({ status, error, children }).toEqual({ status: "FAILED", error: "UnknownFleet", children: {} });
  expect(JSON.parse(cause!).errorMessage).toMatch(
    /may not be listed from this account.*delegated administrator/,
  );
});

test("a unit's accounts are those of all units in it, and of a closed one it is said", async () => {
  await fleet.organizationsIn(management).send(
    new RegisterDelegatedAdministratorCommand({
      AccountId: INSTRUCTOR,
      ServicePrincipal: "member.org.stacksets.cloudformation.amazonaws.com",
    }),
  );
  const { status, children } = await ofUnit();
  expect(status).toBe("SUCCEEDED");
  expect(Object.keys(children).toSorted()).toEqual([ready, closed]);
  expect(children[ready]!.reset).toMatchObject({ outcome: "planned" });
  expect(children[closed]!.reset).toMatchObject({ outcome: "refused", refused: { kind: "inactive" } });
  const unknown = await fleet.reset({ accounts: undefined, ou: "ou-ab12-11112222" });
  expect(unknown).toMatchObject({
    error: "UnknownFleet",
    cause: expect.stringContaining("has no unit ou-ab12"),
  });
});

test("what must not, or cannot, be reset is refused with its reason, and nothing of it is touched", async () => {
  const { sfn } = await fleet.labAccount(busy);
  const machine = `arn:aws:states:us-east-1:${busy}:stateMachine:handrail-clean-up`;
  await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: machine,
      name: "somebody-reads-a-plan",
      input: JSON.stringify({ lab: LAB, approval: "ask" }),
    }),
  );
  const state = await fleet.labAccount(FIRST);
  // The one that is busy goes on with what it is at.
  const others = fleet.accounts.filter((id) => id !== ready && id !== busy);
  const before = await stateOf(state);
  const reset = await fleet.reset({
    accounts: [...fleet.accounts, INSTRUCTOR, management, closed, noRole, expired, noHandrail],
    block: [blocked],
    mode: "plan",
  });
  expect(reset.status).toBe("SUCCEEDED");
  const refused = Object.values(reset.children).map(({ account, reset: child }) => [
    account,
    child?.outcome === "refused" ? child.refused : child?.outcome,
  ]);
  const because = (kind: string, why: RegExp) => ({ kind, why: expect.stringMatching(why) });
  expect(Object.fromEntries(refused)).toEqual({
    [ready]: "planned",
    [INSTRUCTOR]: because("own", /runs in/),
    [management]: because("management", /management account/),
    [blocked]: because("blocked", /never touched/),
    [closed]: because("inactive", /not active/),
    [noRole]: because("role", /handrail-lab cannot be assumed/),
    [expired]: because("role", /ValidUntil/),
    [otherAlias]: because("alias", /production does not match training-\*/),
    [noAlias]: because("alias", /no alias/),
    [noHandrail]: because("handrail", /there is none.*handrail deploy/),
    [busy]: because("busy", /somebody-reads-a-plan/),
  });
  const after = await stateOf(state);
  for (const id of others) expect(after[id]).toEqual(before[id]);
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: machine }));
  expect(executions).toMatchObject([{ name: "somebody-reads-a-plan", status: "RUNNING" }]);
});

test("no pass is begun where somebody works by now: not after another pass, and not where a reset was redriven", async () => {
  // As Lambda's environment has them.
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ENDPOINT_URL", fleet.instructor.account.endpoint);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { sts } = fleet.instructor.clients;
  const machine = `arn:aws:states:us-east-1:${busy}:stateMachine:handrail-clean-up`;
  const request = {
    do: "start",
    mode: "reset",
    lab: LAB,
    account: { id: busy },
    machine,
    reset: "this",
    since: "2027-01-31T18:00:00.000Z",
    most: 3,
    again: true,
  } as const;
  const begin = (rest: { pass: number; last: Omit<Quarantine, "account"> | null }) =>
    startPass(sts, { partition: "aws", accountId: INSTRUCTOR }, { ...request, ...rest });
  await expect(begin({ pass: 1, last: null })).rejects.toMatchObject({
    name: "AccountBusy",
    message: "Another run is under way there: somebody-reads-a-plan.",
  });
  const left = {
    error: "LeftBehind",
    cause: "",
    left: [],
    missing: [],
    changed: [],
    failed: [],
    unlisted: 0,
  };
  const last = { passes: 1, execution: machine, transitions: 9, stopped: false, left };
  await expect(begin({ pass: 2, last })).rejects.toMatchObject({
    name: "Quarantined",
    message: expect.stringContaining("Another run is under way there: somebody-reads-a-plan."),
  });
  const { sfn } = await fleet.labAccount(busy);
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: machine }));
  expect(executions).toMatchObject([{ name: "somebody-reads-a-plan", status: "RUNNING" }]);
});

test("the role lets in who it trusts for what it is for, and for nothing else", async () => {
  const { Credentials } = await fleet.instructor.clients.sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ready}:role/handrail-lab`, RoleSessionName: "test" }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  const inside = clientsOf(fleet.instructor.account, {
    credentials: {
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken!,
    },
  });
  await inside.cloudFormation.send(new DescribeStacksCommand({ StackName: "handrail-orchestrator" }));
  const denied = { name: expect.stringMatching(/AccessDenied|UnauthorizedOperation/) };
  await expect(inside.s3.send(new ListBucketsCommand())).rejects.toMatchObject(denied);
  await expect(
    inside.cloudFormation.send(new DeleteStackCommand({ StackName: "FND203-Demo-Stack" })),
  ).rejects.toMatchObject(denied);
  const stranger = fleet.clientsIn(management).sts;
  await expect(
    stranger.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ready}:role/handrail-lab`, RoleSessionName: "test" }),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied" });
});

test("the function uses each permission that it has, but for the ones to trace", () => {
  const context = {
    arn: () => "",
    globalArn: () => "",
    awsOwnedArn: () => "",
    roleAnywhere: () => "",
    bucketArn: "",
    bucketArnOf: () => "",
    labStackRoleArn: "",
  };
  const granted = functionGrants(context).fleet.flatMap(({ actions }) => actions);
  expect(granted.filter((action) => !used.has(action) && action !== "sts:AssumeRole")).toEqual([]);
});
