import { randomBytes } from "node:crypto";
import type { Handshake, HandshakeState } from "@aws-sdk/client-organizations";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { asManagement } from "./callers.ts";
import { accessDenied, invalidInput } from "./errors.ts";
import { checked, checkedTags, page } from "./rules.ts";
import {
  arns,
  emailOf,
  findOrganization,
  type Invitation,
  join,
  type OrganizationRecord,
  organizationsState,
} from "./store.ts";

/** "Inviting an AWS account to join your organization": an invitation expires after 15 days. */
const VALID_MS = 15 * 24 * 3_600_000;

interface Found {
  organization: OrganizationRecord;
  invitation: Invitation;
}

/** Invitations of accounts that are there already. One that has joined so has no role for the management account. */
export const handshakeOperations = {
  InviteAccountToOrganization({ Target, Notes, Tags }, call) {
    const organization = asManagement(call);
    if (Target?.Type !== "ACCOUNT")
      throw new AwsError(
        "NotImplemented",
        "The local account invites by account id only (Type ACCOUNT).",
        501,
      );
    const accountId = checked("account", Target.Id);
    if (findOrganization(call.cloud, accountId)) throw alreadyMember();
    const open = Object.values(organization.invitations).filter((one) => stateOf(one, call.cloud) === "OPEN");
    if (open.some((one) => one.accountId === accountId))
      throw new AwsError("DuplicateHandshakeException", "A handshake for the same action and target exists.");
    const requested = call.cloud.clock.now();
    const invitation: Invitation = {
      id: `h-${randomBytes(16).toString("hex")}`,
      accountId,
      state: "OPEN",
      requested,
      // By the calendar: whoever is invited answers at their own pace.
      expires: new Date(requested.getTime() + VALID_MS),
      notes: Notes,
      tags: checkedTags(Tags),
    };
    organization.invitations[invitation.id] = invitation;
    return { Handshake: describe({ organization, invitation }, call.cloud) };
  },

  AcceptHandshake({ HandshakeId }, call) {
    const found = invited(HandshakeId, call);
    if (findOrganization(call.cloud, call.accountId)) throw alreadyMember();
    const Answer = turn(found, "ACCEPTED", call.cloud);
    join(call.cloud, found.organization, {
      id: call.accountId,
      name: `Account ${call.accountId}`,
      email: emailOf(call.accountId),
      joined: call.cloud.clock.now(),
      joinedMethod: "INVITED",
      parent: found.organization.rootId,
      tags: found.invitation.tags,
    });
    return { Handshake: Answer };
  },

  DeclineHandshake: ({ HandshakeId }, call) => ({
    Handshake: turn(invited(HandshakeId, call), "DECLINED", call.cloud),
  }),

  CancelHandshake({ HandshakeId }, call) {
    const found = find(HandshakeId, call.cloud);
    if (found.organization !== asManagement(call)) throw accessDenied();
    return { Handshake: turn(found, "CANCELED", call.cloud) };
  },

  DescribeHandshake({ HandshakeId }, call) {
    const found = find(HandshakeId, call.cloud);
    const parties = [found.organization.managementAccountId, found.invitation.accountId];
    if (!parties.includes(call.accountId)) throw accessDenied();
    return { Handshake: describe(found, call.cloud) };
  },

  ListHandshakesForAccount(input, call) {
    refuseFilter(input.Filter);
    const wanted = all(call.cloud).filter(({ invitation }) => invitation.accountId === call.accountId);
    const { items, next } = page(wanted, input);
    return { Handshakes: items.map((one) => describe(one, call.cloud)), NextToken: next };
  },

  ListHandshakesForOrganization(input, call) {
    const organization = asManagement(call);
    refuseFilter(input.Filter);
    const wanted = all(call.cloud).filter((one) => one.organization === organization);
    const { items, next } = page(wanted, input);
    return { Handshakes: items.map((one) => describe(one, call.cloud)), NextToken: next };
  },
} satisfies Operations<"organizations">;

const all = (cloud: Cloud): Found[] =>
  Object.values(organizationsState(cloud).organizations).flatMap((organization) =>
    Object.values(organization.invitations).map((invitation) => ({ organization, invitation })),
  );

function find(id: string | undefined, cloud: Cloud): Found {
  const wanted = checked("handshake", id);
  const found = all(cloud).find(({ invitation }) => invitation.id === wanted);
  if (!found)
    throw new AwsError("HandshakeNotFoundException", "You specified a handshake that doesn't exist.");
  return found;
}

/** The invitation of the caller's account. */
function invited(id: string | undefined, call: Call): Found {
  const found = find(id, call.cloud);
  if (found.invitation.accountId !== call.accountId) throw accessDenied();
  return found;
}

/** Every handshake here is an invitation. */
function refuseFilter(filter: { ActionType?: string; ParentHandshakeId?: string } | undefined): void {
  if (filter?.ParentHandshakeId !== undefined || (filter?.ActionType ?? "INVITE") !== "INVITE")
    throw invalidInput("INVALID_ENUM", "You specified an invalid value.");
}

function stateOf({ state, expires }: Invitation, cloud: Cloud): HandshakeState {
  return state === "OPEN" && expires <= cloud.clock.now() ? "EXPIRED" : state;
}

function turn(found: Found, to: "ACCEPTED" | "DECLINED" | "CANCELED", cloud: Cloud): Handshake {
  const state = stateOf(found.invitation, cloud);
  if (state === to)
    throw new AwsError(
      "HandshakeAlreadyInStateException",
      "The specified handshake is already in the requested state.",
    );
  if (state !== "OPEN")
    throw new AwsError(
      "InvalidHandshakeTransitionException",
      "You can't perform the operation on the handshake in its current state.",
    );
  found.invitation.state = to;
  return describe(found, cloud);
}

const alreadyMember = (): AwsError =>
  new AwsError(
    "HandshakeConstraintViolationException",
    "The account is already a member of an organization.",
    400,
    { Reason: "ALREADY_IN_AN_ORGANIZATION" },
  );

function describe({ organization, invitation }: Found, cloud: Cloud): Handshake {
  const { id, accountId, requested, expires, notes } = invitation;
  const { email, name } = organization.accounts[organization.managementAccountId]!;
  return {
    Id: id,
    Arn: arns.handshake(organization, id),
    Parties: [
      { Id: organization.id.slice("o-".length), Type: "ORGANIZATION" },
      { Id: accountId, Type: "ACCOUNT" },
    ],
    State: stateOf(invitation, cloud),
    RequestedTimestamp: requested,
    ExpirationTimestamp: expires,
    Action: "INVITE",
    Resources: [
      {
        Type: "ORGANIZATION",
        Value: organization.id,
        Resources: [
          { Type: "MASTER_EMAIL", Value: email },
          { Type: "MASTER_NAME", Value: name },
          { Type: "ORGANIZATION_FEATURE_SET", Value: organization.featureSet },
        ],
      },
      { Type: "ACCOUNT", Value: accountId },
      ...(notes === undefined ? [] : [{ Type: "NOTES" as const, Value: notes }]),
    ],
  };
}
