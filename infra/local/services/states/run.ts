import { randomBytes } from "node:crypto";
import type { Cloud, ExecutionNews, Place } from "../../cloud.ts";
import { makeCall } from "../../dispatch.ts";
import type { RolePrincipal } from "../../principal.ts";
import type { Call } from "../../service.ts";
import { assumeAsService } from "../sts/assume.ts";
import type { Flow, Json } from "./asl/definition.ts";
import { Cancelled } from "./asl/errors.ts";
import { QUOTAS } from "./quotas.ts";
import { signalsOf } from "./signals.ts";
import { type Execution, statesStore } from "./store.ts";
import { StoredVariables } from "./stored-variables.ts";
import type { StateTest } from "./testing/state-test.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Step Functions names its role sessions with 32 random letters (as CloudTrail shows them). */
const sessionName = (): string => Array.from(randomBytes(32), (byte) => LETTERS[byte % 52]).join("");

/** An execution at work in this process. What must last is in `execution`. */
export class ExecutionRun {
  readonly cloud: Cloud;
  readonly place: Place;
  readonly execution: Execution;
  readonly flow: Flow;
  readonly input: Json;
  /** The moment, in AWS time, at which the execution's own time-out strikes. */
  readonly deadline: number;
  /** How many characters the texts of the events have that were recorded since the process started. */
  historyLength = 0;
  readonly variables = new StoredVariables();
  readonly #abort = new AbortController();
  readonly #calls = new Map<string, Call>();

  /** Of a state that TestState runs by itself. */
  readonly test: StateTest | undefined;

  constructor(cloud: Cloud, place: Place, execution: Execution, test?: StateTest) {
    this.test = test;
    this.cloud = cloud;
    this.place = place;
    this.execution = execution;
    this.flow = signalsOf(cloud).flows.get(execution.definition);
    this.input = JSON.parse(execution.input) as Json;
    const { TimeoutSeconds = Infinity } = this.flow;
    const { startDate, redriveDate = startDate } = execution;
    // Redriving begins its own time-out anew, and not the time for which an execution may be open at all.
    this.deadline = Math.min(
      redriveDate.getTime() + TimeoutSeconds * 1000,
      startDate.getTime() + QUOTAS.executionSeconds[execution.type] * 1000,
    );
    const stop = () => this.#abort.abort(cloud.stopping.reason);
    if (cloud.stopping.aborted) stop();
    else cloud.stopping.addEventListener("abort", stop, { once: true, signal: this.#ended.signal });
  }

  readonly #ended = new AbortController();

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  cancel(why: Cancelled["why"]): void {
    this.#abort.abort(new Cancelled(why));
  }

  /** Lets go of what the process held for it. */
  end(): void {
    this.#ended.abort();
  }

  /**
   * A call as the machine's role or, where a task's Credentials name one, as the role that the machine's assumes,
   * in that role's account.
   * @throws AwsError AccessDenied where a role cannot be assumed
   */
  async callAs(roleArn: string | undefined): Promise<Call> {
    const key = roleArn ?? "";
    const known = this.#calls.get(key);
    if (known) return known;
    const principal = roleArn === undefined ? this.#machineRole() : await this.#assumed(roleArn);
    const { accountId } = principal;
    const call = makeCall(this.cloud, { ...this.place, accountId, principal, service: "states" });
    this.#calls.set(key, call);
    return call;
  }

  #machineRole(): RolePrincipal {
    return assumeAsService(this.cloud, {
      roleArn: this.execution.roleArn,
      service: "states.amazonaws.com",
      sessionName: sessionName(),
      // An iteration of a distributed Map is in its machine's name: `MACHINE/LABEL`.
      sourceArn: this.execution.machineArn.replace(/\/.*$/, ""),
    }).principal;
  }

  async #assumed(roleArn: string): Promise<RolePrincipal> {
    const call = await this.callAs(undefined);
    const RoleSessionName = sessionName();
    const answer = await call.invoke("sts", "AssumeRole", { RoleArn: roleArn, RoleSessionName });
    return {
      type: "role",
      accountId: roleArn.split(":")[4]!,
      arn: answer.AssumedRoleUser!.Arn!,
      id: answer.AssumedRoleUser!.AssumedRoleId!,
      roleName: roleArn.split("/").at(-1)!,
      sessionName: RoleSessionName,
      accessKeyId: answer.Credentials!.AccessKeyId!,
    };
  }
}

/**
 * Tells whoever follows executions. Those of express machines are on no list, and neither does EventBridge hear of them; a
 * state that is only tested is no execution. What a distributed Map's child does moves the execution that has the Map: it
 * counts its children.
 */
export function tellOf({ cloud, execution, place, test }: ExecutionRun, what: ExecutionNews["what"]): void {
  if (test || cloud.onExecution.size === 0) return;
  const { arn, mapRunArn, type } = execution;
  const parent = mapRunArn && cloud.store(statesStore, place).mapRuns[mapRunArn]?.executionArn;
  if (type === "EXPRESS" && !parent) return;
  const news: ExecutionNews = parent
    ? { ...place, executionArn: parent, what: "moved" }
    : { ...place, executionArn: arn, what };
  for (const hear of cloud.onExecution) hear(news);
}
