import {
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import { listAccounts } from "../../../tasks/fleet/list-accounts.ts";
import { startTestAccount, type TestAccount } from "../../helpers/local-account.ts";

const own = { partition: "aws", accountId: "123456789012" };

let account: TestAccount;
let client: OrganizationsClient;
beforeAll(async () => {
  account = await startTestAccount();
  client = account.client(OrganizationsClient);
});
afterAll(() => account.stop());

test("a unit without accounts is no fleet: a reset of none would be told as one that went well", async () => {
  await client.send(new CreateOrganizationCommand({}));
  const { Roots = [] } = await client.send(new ListRootsCommand({}));
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId: Roots[0]!.Id, Name: "empty" }),
  );
  const ou = OrganizationalUnit!.Id!;
  await expect(listAccounts(client, own, { ou, block: [] })).rejects.toMatchObject({
    name: "UnknownFleet",
    message: `There is no account in ${ou}, nor in any unit in it.`,
  });
});

test("where the management account may not be asked for, no account is listed", async () => {
  const mend = injectFault(account.cloud, {
    operation: "DescribeOrganization",
    error: () => new AwsError("AccessDeniedException", "An explicit deny in a service control policy.", 400),
  });
  const listing = listAccounts(client, own, { accounts: ["210987654321"], block: [] });
  await expect(listing).rejects.toMatchObject({
    name: "UnknownFleet",
    message: expect.stringMatching(
      /management account may not be asked.*DescribeOrganization.*explicit deny/,
    ),
  });
  mend();
});
