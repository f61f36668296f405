import {
  AcceptHandshakeCommand,
  CreateOrganizationCommand,
  InviteAccountToOrganizationCommand,
  ListRootsCommand,
  type Organization,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import {
  TEST_CREDENTIALS,
  type TestAccount,
  type TestCredentials,
} from "../../../../helpers/local-account.ts";

export const credentialsOf = (accountId: string): TestCredentials => ({
  ...TEST_CREDENTIALS,
  accessKeyId: accountId,
});

/** The administrator of an account, as a client of Organizations. */
export const administratorOf = (account: TestAccount, accountId: string): OrganizationsClient =>
  account.client(OrganizationsClient, { credentials: credentialsOf(accountId) });

export interface Fleet {
  organization: Organization;
  rootId: string;
  /** The management account's client. */
  management: OrganizationsClient;
}

/** An organisation of the default account, with these accounts in it. */
export async function foundOrganization(account: TestAccount, ...members: string[]): Promise<Fleet> {
  const management = account.client(OrganizationsClient);
  const { Organization } = await management.send(new CreateOrganizationCommand({}));
  for (const id of members) await enlist(account, management, id);
  const { Roots } = await management.send(new ListRootsCommand({}));
  return { organization: Organization!, rootId: Roots![0]!.Id!, management };
}

/** Invites an account, and has it accept. */
export async function enlist(
  account: TestAccount,
  management: OrganizationsClient,
  Id: string,
): Promise<void> {
  const invitation = new InviteAccountToOrganizationCommand({ Target: { Type: "ACCOUNT", Id } });
  const { Handshake } = await management.send(invitation);
  await administratorOf(account, Id).send(new AcceptHandshakeCommand({ HandshakeId: Handshake!.Id! }));
}
