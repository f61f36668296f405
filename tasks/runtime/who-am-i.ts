import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { Clients } from "./clients.ts";

/** The account and the Region that a task works in. */
export async function whoAmI({ sts }: Clients): Promise<{ accountId: string; region: string }> {
  const { Account } = await sts.send(new GetCallerIdentityCommand());
  return { accountId: Account!, region: await sts.config.region() };
}
