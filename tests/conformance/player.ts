import { setTimeout } from "node:timers/promises";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { type LocalAccount, startLocalAccount } from "../../infra/local/local-account.ts";
import type { AnyService } from "../../infra/local/service.ts";
import { services } from "../../infra/local/services/index.ts";
import type { Normalise } from "./compare.ts";
import { pythonLambda, type RecordedFunction } from "./python-functions.ts";
import type { Companion, Scenario } from "./recordings.ts";

/** What the local account answered. */
export interface Observed {
  status?: string;
  output?: string;
  error?: string;
  cause?: string;
  history: HistoryEvent[];
}

/** The account and the Region of the recordings. */
const ACCOUNT = "111111111111";
const REGION = "us-east-1";

/** Longer than any scenario lasts on a busy machine: Waits pass at once, time-outs of tasks are real seconds. */
const PATIENCE_MS = 60_000;

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "states.amazonaws.com", AWS: ACCOUNT },
      Action: "sts:AssumeRole",
    },
  ],
});

/** Plays scenarios against a local account of its own, over the wire, by the JavaScript SDK. */
export class Player {
  readonly #account: LocalAccount;
  readonly #config: ConstructorParameters<typeof SFNClient>[0] & object;
  readonly #sfn: SFNClient;
  readonly #functions: RecordedFunction[];
  readonly #roles = new Map<string, Promise<void>>();

  private constructor(account: LocalAccount, functions: RecordedFunction[]) {
    this.#account = account;
    this.#functions = functions;
    this.#config = {
      endpoint: account.endpoint,
      region: REGION,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
      disableHostPrefix: true,
      maxAttempts: 1,
    };
    this.#sfn = new SFNClient(this.#config);
  }

  /** Starts the account. The recordings' functions are in Python, which Handrail's Lambda does not run. */
  static async start(): Promise<Player> {
    const functions: RecordedFunction[] = [];
    const known = services.filter(({ name }) => name !== "lambda");
    // The machines' own calls look services up in the registry, so that is where the functions go.
    (services as AnyService[]).splice(
      0,
      services.length,
      ...known,
      pythonLambda(() => functions),
    );
    return new Player(await startLocalAccount({ pace: "instant" }), functions);
  }

  async stop(): Promise<void> {
    this.#sfn.destroy();
    await this.#account.stop();
  }

  /** Several can be played side by side. */
  async play(scenario: Scenario): Promise<Observed> {
    const { role, machine, execution } = namesOf(scenario);
    const { companions, type, definitionText, normalise } = scenario;
    this.#functions.push(...scenario.lambdas);
    const roles = normalise.flatMap(({ regex }) => (/:role\//.test(regex ?? "") ? [regex!] : []));
    await Promise.all([...new Set([role, ...roles])].map((arn) => this.#role(arn)));
    for (const companion of companions)
      await this.#machine({ ...companion, definition: JSON.stringify(companion.definition) }, role);
    for (const activity of new Set(definitionText.match(/activity:[\w-]+/g)))
      await this.#sfn.send(new CreateActivityCommand({ name: activity.slice("activity:".length) }));
    const express = type !== "STANDARD";
    const own = { name: machine, type: express ? ("EXPRESS" as const) : ("STANDARD" as const) };
    const arn = await this.#machine({ ...own, definition: definitionText }, role);
    const input = scenario.input ?? undefined;
    if (type === "EXPRESS_SYNC") {
      const ended = await this.#sfn.send(new StartSyncExecutionCommand({ stateMachineArn: arn, input }));
      return { ...ended, history: [] };
    }
    const started = await this.#sfn.send(
      new StartExecutionCommand({ stateMachineArn: arn, name: execution, input }),
    );
    for (const { arn: companion, start = [] } of companions) {
      for (const given of start)
        await this.#sfn.send(new StartExecutionCommand({ stateMachineArn: companion, input: given }));
    }
    return await this.#end(started.executionArn!);
  }

  async #end(executionArn: string): Promise<Observed> {
    for (let pause = 1; ; pause = Math.min(2 * pause, 50)) {
      const found = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (found.status !== "RUNNING") return { ...found, history: await this.#history(executionArn) };
      if (Date.now() - found.startDate!.getTime() > PATIENCE_MS) {
        await this.#sfn.send(new StopExecutionCommand({ executionArn }));
        throw new Error(`still RUNNING after ${PATIENCE_MS / 1000} s`);
      }
      await setTimeout(pause);
    }
  }

  async #history(executionArn: string): Promise<HistoryEvent[]> {
    const pages = paginateGetExecutionHistory({ client: this.#sfn }, { executionArn });
    return (await Array.fromAsync(pages)).flatMap(({ events }) => events ?? []);
  }

  async #machine(
    { name, type, definition }: Pick<Companion, "name" | "type"> & { definition: string },
    roleArn: string,
  ): Promise<string> {
    const command = new CreateStateMachineCommand({ name, type, definition, roleArn });
    return (await this.#sfn.send(command)).stateMachineArn!;
  }

  async #role(arn: string): Promise<void> {
    const known = this.#roles.get(arn) ?? this.#createRole(arn);
    this.#roles.set(arn, known);
    await known;
  }

  async #createRole(arn: string): Promise<void> {
    const [, , , , accountId = "", path = ""] = arn.split(":");
    const credentials = { accessKeyId: accountId, secretAccessKey: "test" };
    const iam = new IAMClient({ ...this.#config, credentials });
    const RoleName = path.slice("role/".length);
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    try {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    } finally {
      iam.destroy();
    }
  }
}

/** The names under which the recording knew the role, the machine and the execution, so that its rules apply. */
function namesOf({ id, normalise }: Scenario) {
  const index = /_(\d+)$/.exec(id)?.[1] ?? 0;
  const last = (test: (rule: Normalise) => boolean) =>
    normalise.findLast((rule) => rule.regex && test(rule))?.regex;
  return {
    role:
      last(({ replacement }) => /^s[fn]+_role_arn$/.test(replacement)) ??
      `arn:aws:iam::${ACCOUNT}:role/test-sfn-role`,
    machine:
      last(({ replacement }) => /^<ArnPart_\d+idx>$/.test(replacement)) ??
      `statemachine_${crypto.randomUUID()}`,
    execution: last(({ replacement }) => replacement === `<ExecArnPart_${index}idx>`),
  };
}
