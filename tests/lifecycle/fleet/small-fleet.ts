import { CreateAccountAliasCommand } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { Connection } from "../../../cli/connection.ts";
import { type End, makeStandIns, runStandIn } from "../../../drive/stand-ins.ts";
import type { Verb } from "../../../workflows/contract.ts";
import { cloneAccount } from "../../helpers/clone-account.ts";
import { TEST_CREDENTIALS, type TestAccount } from "../../helpers/local-account.ts";
import { clientsOf } from "../../tasks/fixtures/built-lab.ts";
import { LAB } from "../lab-account.ts";
import { putLabRole } from "./fleet.ts";
import { FIRST, INSTRUCTOR } from "./ids.ts";

/** Lab accounts with machines that do as they are told, which trust the instructor's account, in one cloud. */
export interface SmallFleet {
  accounts: string[];
  sfnOf(id: string): SFNClient;
  /** Has an execution in an account begin, and end where it is not to wait. */
  run(id: string, verb: Verb, end: End, step?: string): Promise<string>;
  /** The connection of a command in the instructor's account. */
  connection: Connection;
}

/** Makes so many lab accounts. All but the first are its copies, without executions. */
export async function smallFleet(account: TestAccount, size: number): Promise<SmallFleet> {
  const optionsOf = (id: string) => ({ credentials: { ...TEST_CREDENTIALS, accessKeyId: id } });
  const clientsIn = (id: string) => clientsOf(account, optionsOf(id));
  const sfnOf = (id: string) => account.client(SFNClient, optionsOf(id));
  const first = clientsIn(FIRST);
  await putLabRole(first);
  await makeStandIns({ iam: first.iam, sfn: sfnOf(FIRST) });
  const accounts = Array.from({ length: size }, (_, index) => String(Number(FIRST) + index));
  await cloneAccount(
    account.cloud,
    { accountId: FIRST, suffix: "me" },
    accounts.slice(1).map((accountId, index) => ({ accountId, suffix: `p${index}` })),
  );
  for (const id of accounts)
    await clientsIn(id).iam.send(new CreateAccountAliasCommand({ AccountAlias: `training-${id.slice(-3)}` }));
  return {
    accounts,
    sfnOf,
    run: (id, verb, end, step) => runStandIn(sfnOf(id), { account: id, lab: LAB, verb, end, step }),
    connection: {
      place: "local",
      accountId: INSTRUCTOR,
      arn: `arn:aws:iam::${INSTRUCTOR}:root`,
      region: "us-east-1",
      sfn: sfnOf(INSTRUCTOR),
      notices: [],
      clientConfig: { endpoint: account.endpoint, region: "us-east-1", credentials: TEST_CREDENTIALS },
      // The rest of a connection is nothing to a fleet.
    } as Partial<Connection> as Connection,
  };
}
