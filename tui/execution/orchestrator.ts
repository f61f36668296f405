import { setTimeout } from "node:timers/promises";
import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { type Approval, ORCHESTRATOR_STACK, VERBS, type Verb } from "../../workflows/contract.ts";
import { type Flow, readDefinition } from "./definition.ts";
import { resultsIn } from "./event-contents.ts";
import { Ear, type ExecutionMoves } from "./execution-moves.ts";
import { type ExecutionInput, executionName } from "./execution-name.ts";
import { HistoryReader } from "./history-reader.ts";
import { MapRunReader } from "./map-run-reader.ts";
import { newestFirst } from "./newest-first.ts";
import { listed, PAST_PAGE, type PastExecution, recentOf } from "./past-executions.ts";
import { isThrottled } from "./throttling.ts";
import { type ExecutionView, emptyView, withResult } from "./view.ts";
import { withEvents } from "./with-events.ts";

/** The stack's output that holds a machine's ARN, by verb. */
const OUTPUTS: Record<Verb, string> = {
  "build-lab": "BuildLabArn",
  "verify-steps": "VerifyStepsArn",
  "solve-step": "SolveStepArn",
  "clean-up": "CleanUpArn",
  "map-network": "MapNetworkArn",
  "validate-lab": "ValidateLabArn",
  "reset-accounts": "ResetAccountsArn",
};

/** Machines that an orchestrator of an earlier version does not have; the lab can be done without them. */
const OPTIONAL: readonly Verb[] = ["map-network", "validate-lab", "reset-accounts"];

type Arns = Partial<Record<Verb, string>>;

/** The state machines of the account, as the terminal drives them. It knows of the account what they say. */
export class Orchestrator {
  readonly #sfn: SFNClient;
  readonly #arns: Arns;
  /** Milliseconds between two looks at a running execution. */
  readonly #pollEvery: number;
  /** Absent where nobody tells when an execution moves, as on AWS. */
  readonly #moves: ExecutionMoves | undefined;
  /** The machines that were read, by their definitions: executions mostly share one. */
  readonly #definitions = new Map<string, Flow | undefined>();
  /** Aborted when a plan is answered. */
  #answered = new AbortController();

  private constructor(arns: Arns, clients: { sfn: SFNClient; pollEvery: number; moves?: ExecutionMoves }) {
    this.#arns = arns;
    this.#sfn = clients.sfn;
    this.#pollEvery = clients.pollEvery;
    this.#moves = clients.moves;
  }

  /** The orchestrator that is deployed in the account, or undefined. */
  static async find(clients: {
    cloudFormation: CloudFormationClient;
    sfn: SFNClient;
    pollEvery: number;
    moves?: ExecutionMoves;
  }): Promise<Orchestrator | undefined> {
    try {
      const { Stacks = [] } = await clients.cloudFormation.send(
        new DescribeStacksCommand({ StackName: ORCHESTRATOR_STACK }),
      );
      const outputs = new Map(Stacks[0]?.Outputs?.map((output) => [output.OutputKey, output.OutputValue]));
      const arns: Arns = Object.fromEntries(VERBS.map((verb) => [verb, outputs.get(OUTPUTS[verb])]));
      if (VERBS.some((verb) => !arns[verb] && !OPTIONAL.includes(verb))) return undefined;
      return new Orchestrator(arns, clients);
    } catch (error) {
      if (error instanceof Error && error.name === "ValidationError") return undefined;
      throw error;
    }
  }

  /** Whether the account has this machine: an orchestrator of an earlier version may not. */
  has(verb: Verb): boolean {
    return this.#arns[verb] !== undefined;
  }

  /**
   * Starts an execution and returns its ARN. Its name carries lab, verb and the step where it is about one, so that the
   * list of them is the lab's history.
   */
  async start(verb: Verb, input: ExecutionInput): Promise<string> {
    const { executionArn } = await this.#sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.#arns[verb],
        name: executionName(verb, input),
        input: JSON.stringify(input),
      }),
    );
    return executionArn!;
  }

  /** The newest executions of a lab and verb, newest first. */
  async recent(lab: string, verb: Verb): Promise<ExecutionListItem[]> {
    if (!this.has(verb)) return [];
    return await recentOf(this.#sfn, this.#arns[verb], lab);
  }

  /**
   * The executions of a lab and of all verbs, newest first: each time that it is asked, as many more as a screen has
   * lines for.
   */
  async *past(lab: string): AsyncGenerator<PastExecution[], void, void> {
    const sources = VERBS.filter((verb) => this.has(verb)).map((verb) =>
      listed(this.#sfn, this.#arns[verb], lab, verb),
    );
    yield* newestFirst(sources, ({ startedAt }) => startedAt.getTime(), PAST_PAGE);
  }

  /** The machine that an execution runs, or ran: a machine may have been changed since. Undefined where that is odd. */
  async definition(executionArn: string): Promise<Flow | undefined> {
    const { definition = "" } = await this.#sfn.send(
      new DescribeStateMachineForExecutionCommand({ executionArn }),
    );
    if (!this.#definitions.has(definition)) this.#definitions.set(definition, readDefinition(definition));
    return this.#definitions.get(definition);
  }

  /**
   * Follows an execution to its end: yields what is known each time that there is more, and last its outcome. May
   * begin at any time, also when it has ended long ago.
   */
  async *follow(executionArn: string, signal?: AbortSignal): AsyncGenerator<ExecutionView> {
    const ear = new Ear(this.#moves, executionArn);
    try {
      yield* this.#follow(executionArn, ear, signal);
    } finally {
      ear.close();
    }
  }

  async *#follow(executionArn: string, ear: Ear, signal?: AbortSignal): AsyncGenerator<ExecutionView> {
    const history = new HistoryReader(this.#sfn, executionArn);
    const mapRuns = new MapRunReader(this.#sfn);
    let nested: { arn: string; history: HistoryReader } | undefined;
    let view = emptyView(executionArn);
    let definition: Flow | undefined;
    // Whoever may not read it still sees the states.
    const defined = this.definition(executionArn).then(
      (flow) => {
        definition = flow;
        ear.hear();
      },
      () => {},
    );
    let wait = this.#pollEvery;
    for (;;) {
      signal?.throwIfAborted();
      ear.look();
      try {
        // Its state first: whatever the history holds after an ended state is all of it.
        const execution = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
        const fresh = await history.read();
        if (fresh.length > 0) view = withEvents(view, fresh);
        const counted = await mapRuns.read(view);
        if (counted) view = { ...view, mapRuns: counted };
        // Whoever redrives it between the two calls has it run again.
        const isOver = view.earlier.length <= (execution.redriveCount ?? view.earlier.length);
        if (execution.status !== "RUNNING" && isOver) {
          await defined;
          yield withResult({ ...view, definition, throttled: false }, execution);
          return;
        }
        // What it waits for is in the history of the execution that it has verify.
        if (view.nested && view.nested !== nested?.arn) {
          nested = { arn: view.nested, history: new HistoryReader(this.#sfn, view.nested) };
          ear.listenTo(view.nested);
        }
        const found = view.nested && nested ? resultsIn(await nested.history.read()) : undefined;
        if (found) view = { ...view, results: found };
        const news =
          fresh.length > 0 ||
          counted !== undefined ||
          found !== undefined ||
          view.definition !== definition ||
          view.throttled;
        view = { ...view, definition, throttled: false };
        if (news) yield view;
        // Where nothing happens for a while, such as before an approval, there is no need to ask that often.
        const [slower, longest] = view.approval
          ? [2, Math.max(RARELY_MS, this.#pollEvery)]
          : [1.2, this.#pollEvery * PATIENCE];
        wait = news ? this.#pollEvery : Math.min(wait * slower, longest);
        await this.#pause(ear.isTold ? RARELY_MS : wait, signal, ear.heard);
      } catch (error) {
        // The machine goes on by itself: it is only seen later.
        if (!isThrottled(error)) throw error;
        const known = view.throttled;
        view = { ...view, throttled: true };
        if (!known) yield view;
        wait = Math.min(Math.max(wait * 2, THROTTLED_FIRST_MS), THROTTLED_PATIENCE_MS);
        await this.#pause(wait, signal);
      }
    }
  }

  /** The parsed input of an execution. */
  async input(executionArn: string): Promise<unknown> {
    const { input } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
    return JSON.parse(input ?? "{}");
  }

  /** The parsed output of an execution that succeeded. */
  async output(executionArn: string): Promise<unknown> {
    const { output } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
    return output === undefined ? undefined : JSON.parse(output);
  }

  /** The name of the error that an execution failed with, if it did. */
  async error(executionArn: string): Promise<string | undefined> {
    return (await this.#sfn.send(new DescribeExecutionCommand({ executionArn }))).error;
  }

  /** Says yes or no to whoever waits with this task token. @throws where the plan waits no longer */
  async approve(token: string, approval: Approval): Promise<void> {
    await this.#sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(approval) }));
    this.#answered.abort();
    this.#answered = new AbortController();
  }

  /** Waits for a while, until something was answered, which what waited for it goes on with at once, or was heard. */
  async #pause(milliseconds: number, signal?: AbortSignal, heard?: AbortSignal): Promise<void> {
    const either = AbortSignal.any([this.#answered.signal, heard, signal].filter((it) => it !== undefined));
    await setTimeout(milliseconds, undefined, { signal: either }).catch(() => signal?.throwIfAborted());
  }

  /**
   * Has an execution that did not succeed go on from where it failed or was cut short.
   * @throws ExecutionNotRedrivable, with the reason, where it cannot
   */
  async redrive(executionArn: string): Promise<void> {
    await this.#sfn.send(new RedriveExecutionCommand({ executionArn, clientToken: crypto.randomUUID() }));
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    await this.#sfn.send(new StopExecutionCommand({ executionArn, error: "Stopped", cause }));
  }
}

/** How much rarer a look may become where nothing happens. */
const PATIENCE = 5;

/**
 * A plan may wait for a day, and our own answer to it is known without a look: only somebody else's is waited for. Where
 * moves are told, a look is only a precaution.
 */
const RARELY_MS = 5_000;

/** Where AWS throttles, asking at once would only make it worse. */
const THROTTLED_FIRST_MS = 500;
const THROTTLED_PATIENCE_MS = 10_000;
