import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateAccountAliasCommand } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { DescribeExecutionCommand, ListExecutionsCommand, ListMapRunsCommand } from "@aws-sdk/client-sfn";
import { deployOrchestrator } from "../../../infra/deploy.ts";
import { readManifest } from "../../../infra/manifest.ts";
import type { Clients } from "../../../tasks/runtime/clients.ts";
import {
  type AccountReset,
  accountReset,
  type Quarantine,
  quarantine,
  type ResetInput,
} from "../../../workflows/contract.ts";
import { cloneAccount } from "../../helpers/clone-account.ts";
import { startTestAccount, TEST_CREDENTIALS } from "../../helpers/local-account.ts";
import { clientsOf } from "../../tasks/fixtures/built-lab.ts";
import { stateOf } from "../account-state.ts";
import { builtDist } from "../built-dist.ts";
import { BUILD, deploymentTo, type Ended, LAB, type LabAccount, labAccountOn } from "../lab-account.ts";
import { stackStatus } from "../stacks.ts";
import { FIRST, INSTRUCTOR } from "./ids.ts";
import { scatter } from "./lab-states.ts";

/** How one account of a reset fared. */
export interface Child extends Ended {
  executionArn: string;
  account: string;
  /** Of one that succeeded, and of one that was quarantined or could not be planned. */
  reset?: AccountReset;
  quarantine?: Quarantine;
}

export interface Reset extends Ended {
  executionArn: string;
  children: Record<string, Child>;
}

/** An instructor's account, and lab accounts that trust it, in one cloud. */
export interface Fleet {
  instructor: LabAccount;
  /** Lab accounts with a built lab, by id. */
  accounts: string[];
  /** Where those stand that are in a random state, by id. */
  states: Record<string, string>;
  /** What the first of them held before its lab was built. */
  untouched: unknown;
  labAccount(id: string): Promise<LabAccount>;
  /** The clients of any account, new ones included. */
  clientsIn(id: string): Clients;
  organizationsIn(id: string): OrganizationsClient;
  /** Runs `reset-accounts` to its end. */
  reset(input: Partial<ResetInput>): Promise<Reset>;
  children(executionArn: string): Promise<Record<string, Child>>;
  stop(): Promise<void>;
}

/** Accounts besides those with a built lab, each in a random state of it; the first account goes the whole way itself. */
interface Random {
  count: number;
  steps: readonly string[];
  seed: number;
}

/** Starts an instructor's account and so many lab accounts, each with a built lab. Whoever starts it stops it. */
export async function startFleet(
  size: number,
  { random, home }: { random?: Random; home?: string } = {},
): Promise<Fleet> {
  const account = await startTestAccount({ home });
  const dist = await builtDist();
  const clientsIn = (id: string) => clientsOf(account, credentialsOf(id));
  const deploy = async (id: string) => {
    await deployOrchestrator(deploymentTo(account, clientsIn(id), id), dist, () => {});
  };
  await Promise.all([deploy(INSTRUCTOR), deploy(FIRST)]);
  await putLabRole(clientsIn(FIRST));
  const instructor = await labAccountOn(account, INSTRUCTOR);
  const first = await labAccountOn(account, FIRST);
  await name(first.clients, `training-${FIRST}`);
  const untouched = (await stateOf(first))[FIRST];
  const from = { accountId: FIRST, suffix: BUILD.suffix };
  const copies = Array.from({ length: size - 1 + (random?.count ?? 0) }, (_, index) => ({
    accountId: String(Number(FIRST) + index + 1),
    suffix: `p${index + 1}`,
  }));
  const build = async () => {
    await first.build();
    await cloneAccount(account.cloud, from, copies.slice(0, size - 1));
  };
  const states = random
    ? await scatter(account.cloud, {
        from,
        to: copies.slice(size - 1),
        lab: {
          build,
          verify: () => first.verify(),
          solve: (step) => first.solve(step),
          cleanUp: () => first.run("clean-up", { lab: LAB, approval: "given" }),
        },
        ...random,
      })
    : {};
  if (!random) await build();
  const accounts = [FIRST, ...copies.map(({ accountId }) => accountId)];

  const children = async (executionArn: string) => {
    const { sfn } = instructor;
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    const lists = await Promise.all(
      mapRuns.map(({ mapRunArn }) => sfn.send(new ListExecutionsCommand({ mapRunArn, maxResults: 1000 }))),
    );
    const found = await Promise.all(
      lists.flatMap(({ executions = [] }) => executions).map((one) => childOf(instructor, one.executionArn!)),
    );
    return Object.fromEntries(found.map((child) => [child.account, child]));
  };
  return {
    instructor,
    accounts,
    states,
    untouched,
    clientsIn,
    organizationsIn: (id) => account.client(OrganizationsClient, credentialsOf(id)),
    labAccount: (id) => labAccountOn(account, id),
    children,
    async reset(input) {
      const executionArn = await instructor.start("reset-accounts", {
        lab: LAB,
        mode: "reset",
        accounts,
        alias: "training-*",
        block: [],
        concurrency: 4,
        tolerate: 100,
        ...input,
      });
      const ended = await instructor.end(executionArn);
      return { ...ended, executionArn, children: await children(executionArn) };
    },
    stop: () => account.stop(),
  };
}

const credentialsOf = (id: string) => ({ credentials: { ...TEST_CREDENTIALS, accessKeyId: id } });

/** Gives an account an alias, in the place of the one that it had. */
export const name = (clients: Clients, AccountAlias: string) =>
  clients.iam.send(new CreateAccountAliasCommand({ AccountAlias }));

/** Makes the role by which the instructor's account is let in, as the template that ships has it. */
export async function putLabRole(
  clients: Clients,
  parameters: { OrganizationId?: string; ValidUntil?: string } = {},
): Promise<void> {
  const dist = await builtDist();
  const { file } = (await readManifest(dist)).templates["lab-role"];
  await clients.cloudFormation.send(
    new CreateStackCommand({
      StackName: "handrail-lab-role",
      TemplateBody: await readFile(join(dist, file), "utf8"),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      Parameters: Object.entries({ InstructorAccountId: INSTRUCTOR, ...parameters }).map(
        ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
      ),
    }),
  );
  await stackStatus(clients, "handrail-lab-role", "CREATE_COMPLETE");
}

async function childOf({ sfn }: LabAccount, executionArn: string): Promise<Child> {
  const { status, input, output, error, cause } = await sfn.send(
    new DescribeExecutionCommand({ executionArn }),
  );
  const account = JSON.parse(input!).listed.account as string;
  const ended = { executionArn, account, status: status!, output, error, cause };
  if (status === "SUCCEEDED") return { ...ended, reset: accountReset.parse(JSON.parse(output!)) };
  return error === "Quarantined" || error === "NotPlanned"
    ? { ...ended, quarantine: quarantine.parse(JSON.parse(JSON.parse(cause!).errorMessage)) }
    : ended;
}
