import { setTimeout as pause } from "node:timers/promises";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { DEFAULT_ACCOUNT_ID } from "../infra/local/default-account.ts";
import { startAccount } from "./account.ts";
import { followingCost } from "./following.ts";
import { freePort, openHeap } from "./heap.ts";

export interface StatesCost {
  /** Seconds for ten thousand transitions of a Choice and a Pass state. */
  jsonPath: number;
  jsonata: number;
  /** Seconds until the history is full. */
  fullHistory: number;
  /** Milliseconds that the terminal takes for a look at one that is nearly full. */
  following: number;
  /** Seconds from the first start of a thousand executions to the last one's end. */
  sideBySide: number;
  /** Megabytes of heap that two more rounds of those three leave behind, once their machines are deleted. */
  growth: number;
  /** The longest time, in milliseconds, for which the account answered nobody while an expression did not end. */
  silence: number;
}

const EXECUTIONS = 1_000;
/** How many are started at a time. */
const STARTERS = 20;
const ROUNDS = 5_000;

/** A Choice and a Pass state by turns, as often as `more` says. */
const loop = (more: object, count: object) => ({
  StartAt: "More?",
  States: {
    "More?": { Type: "Choice", Choices: [{ ...more, Next: "Count" }], Default: "Done" },
    Count: { Type: "Pass", ...count, Next: "More?" },
    Done: { Type: "Succeed" },
  },
});

const counting = { Parameters: { "n.$": "States.MathAdd($.n, 1)" } };
const JSON_PATH = loop({ Variable: "$.n", NumericLessThan: ROUNDS }, counting);
const ENDLESS = loop({ Variable: "$.n", IsPresent: true }, counting);
const JSONATA = {
  QueryLanguage: "JSONata",
  ...loop({ Condition: `{% $states.input.n < ${ROUNDS} %}` }, { Output: { n: "{% $states.input.n + 1 %}" } }),
};
const SIDE_BY_SIDE = {
  StartAt: "Wait",
  States: {
    Wait: { Type: "Wait", Seconds: 10, Next: "First?" },
    "First?": {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericEquals: 0, Next: "Done" }],
      Default: "Pass",
    },
    Pass: { Type: "Pass", Next: "Done" },
    Done: { Type: "Succeed" },
  },
};
const NEVER_ENDS = {
  QueryLanguage: "JSONata",
  StartAt: "Match",
  States: {
    Match: { Type: "Pass", Output: `{% $match('${"a".repeat(40)}b', /^(a+)+$/) %}`, End: true },
  },
};

/** What Step Functions of the local account costs: its machines, driven by AWS's own clients. */
export async function statesCost(): Promise<StatesCost> {
  const port = await freePort();
  const account = await startAccount({
    NODE_OPTIONS: `--inspect-port=127.0.0.1:${port} --inspect-publish-uid=http`,
  });
  const credentials = { accessKeyId: DEFAULT_ACCOUNT_ID, secretAccessKey: "bench" };
  const config = { endpoint: account.endpoint, region: "us-east-1", credentials };
  try {
    const machines = new Machines(
      new SFNClient({ ...config, disableHostPrefix: true }),
      await createRole(config),
    );
    const first = await loops(machines);
    const following = await machines.use(ENDLESS, async (arn) => {
      const { executionArn } = await machines.run(arn);
      return followingCost(ENDLESS, await machines.history(executionArn!));
    });
    const sideBySide = await machines.use(SIDE_BY_SIDE, (arn) => machines.runMany(arn, EXECUTIONS));
    const silence = await longestSilence(machines, new STSClient(config));
    const heap = await openHeap(account.pid, port);
    // What is loaded, compiled and kept by the way is no leak.
    await loops(machines);
    const before = await heap.live();
    for (let more = 0; more < 2; more++) await loops(machines);
    const growth = (await heap.live()) - before;
    heap.close();
    return { ...first, following, sideBySide, silence, growth };
  } finally {
    await account.stop();
  }
}

async function createRole(config: ConstructorParameters<typeof IAMClient>[0]): Promise<string> {
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  };
  const { Role } = await new IAMClient(config!).send(
    new CreateRoleCommand({ RoleName: "bench", AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  return Role!.Arn!;
}

async function loops(machines: Machines): Promise<Pick<StatesCost, "jsonPath" | "jsonata" | "fullHistory">> {
  return {
    jsonPath: await machines.use(JSON_PATH, loopSeconds),
    jsonata: await machines.use(JSONATA, loopSeconds),
    fullHistory: await machines.use(ENDLESS, async (arn) => {
      const ended = await machines.run(arn);
      const last = await machines.lastEvent(ended.executionArn!);
      if (ended.error !== "States.Runtime" || last?.id !== 25_000)
        throw new Error(`A history ended as ${ended.status} ${ended.error}, with event ${last?.id}`);
      return secondsOf(ended);
    }),
  };

  async function loopSeconds(arn: string): Promise<number> {
    const ended = await machines.run(arn);
    if (ended.output !== `{"n":${ROUNDS}}`)
      throw new Error(`A loop ended as ${ended.status}: ${ended.cause}`);
    return secondsOf(ended);
  }
}

const secondsOf = ({ startDate, stopDate }: DescribeExecutionCommandOutput): number =>
  (stopDate!.getTime() - startDate!.getTime()) / 1_000;

/** Asks one thing after the other while an expression runs until it is stopped. */
async function longestSilence(machines: Machines, sts: STSClient): Promise<number> {
  const ask = async () => {
    const began = performance.now();
    await sts.send(new GetCallerIdentityCommand({}));
    return performance.now() - began;
  };
  await ask();
  return await machines.use(NEVER_ENDS, async (arn) => {
    let over = false;
    const ended = machines.run(arn).finally(() => {
      over = true;
    });
    let longest = 0;
    while (!over) longest = Math.max(longest, await ask());
    const { error } = await ended;
    if (error !== "States.QueryEvaluationError") throw new Error(`An endless expression ended as ${error}`);
    return longest;
  });
}

/** Machines, each of which is deleted once it has been used. */
class Machines {
  readonly #sfn: SFNClient;
  readonly #roleArn: string;

  constructor(sfn: SFNClient, roleArn: string) {
    this.#sfn = sfn;
    this.#roleArn = roleArn;
  }

  async use<T>(definition: object, work: (stateMachineArn: string) => Promise<T>): Promise<T> {
    const { stateMachineArn } = await this.#sfn.send(
      new CreateStateMachineCommand({
        name: "bench",
        roleArn: this.#roleArn,
        definition: JSON.stringify(definition),
      }),
    );
    const result = await work(stateMachineArn!);
    await this.#sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    return result;
  }

  async run(stateMachineArn: string): Promise<DescribeExecutionCommandOutput> {
    const { executionArn } = await this.#sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: '{"n":0}' }),
    );
    for (;;) {
      const described = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (described.status !== "RUNNING") return described;
      await pause(20);
    }
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const pages = paginateGetExecutionHistory({ client: this.#sfn }, { executionArn, maxResults: 1_000 });
    return (await Array.fromAsync(pages)).flatMap(({ events = [] }) => events);
  }

  async lastEvent(executionArn: string) {
    const { events } = await this.#sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    return events?.[0];
  }

  /** Seconds until all have succeeded; each of them must be there to be looked at. */
  async runMany(stateMachineArn: string, count: number): Promise<number> {
    const began = performance.now();
    let started = 0;
    const start = async () => {
      while (started < count) {
        const input = JSON.stringify({ n: started++ });
        await this.#sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
      }
    };
    await Promise.all(Array.from({ length: STARTERS }, start));
    const list = { stateMachineArn, maxResults: 1_000 };
    for (;;) {
      const { executions = [] } = await this.#sfn.send(new ListExecutionsCommand(list));
      if (executions.length !== count)
        throw new Error(`Of ${count} executions ${executions.length} are listed`);
      const unfinished = executions.filter(({ status }) => status === "RUNNING");
      if (unfinished.length > 0) {
        await pause(20);
        continue;
      }
      const seconds = (performance.now() - began) / 1_000;
      const oldest = executions.at(-1)!;
      const last = await this.lastEvent(oldest.executionArn!);
      if (last?.type !== "ExecutionSucceeded") throw new Error(`The oldest execution ended as ${last?.type}`);
      return seconds;
    }
  }
}
