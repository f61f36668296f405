import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { STSClient } from "@aws-sdk/client-sts";
import { fleetRequest } from "../workflows/contract.ts";
import { checkAccount } from "./fleet/check-account.ts";
import { listAccounts } from "./fleet/list-accounts.ts";
import { lookAtPass } from "./fleet/look-at-pass.ts";
import { startPass } from "./fleet/start-pass.ts";
import { readEnvironment } from "./runtime/environment.ts";
import { handler as makeHandler } from "./runtime/handler.ts";

const organizations = new OrganizationsClient();
const sts = new STSClient();

/** What is done in other accounts; see `fleetRequest` for what each answers. No credentials of theirs outlive a call. */
export const handler = makeHandler(fleetRequest, async (request) => {
  const own = ownPlace(readEnvironment().HANDRAIL_LAB_STACK_ROLE);
  switch (request.do) {
    case "list":
      return listAccounts(organizations, own, request.reset);
    case "check":
      return checkAccount(sts, own, request);
    case "start":
      return startPass(sts, own, request);
    case "look":
      return lookAtPass(sts, own, request);
  }
});

/** The function's own account and partition, which the ARN of a role beside its own has. */
function ownPlace(roleArn: string): { partition: string; accountId: string } {
  const [, partition = "", , , accountId = ""] = roleArn.split(":");
  return { partition, accountId };
}
