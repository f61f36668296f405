import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect, vi } from "vitest";
import type { TestAccount } from "../../../../helpers/local-account.ts";
import { createRole } from "../lambda/function-fixture.ts";

export const ROLE = "arn:aws:iam::123456789012:role/machine-role";

/** The role that the machines of a test run as, allowed these actions on everything. */
export const createMachineRole = (account: TestAccount, actions: string[] = ["*"]) =>
  createRole(account, { name: "machine-role", actions, trust: "states.amazonaws.com" });

/** A JSONata machine of these states, which begins with the first. */
export const jsonata = (States: Record<string, object>, more: object = {}): string =>
  JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States, ...more });

/** A state that waits for a token that never comes. */
export const asking = (more: object = {}): object => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity.waitForTaskToken",
  Arguments: {},
  End: true,
  ...more,
});

export interface Ended extends DescribeExecutionCommandOutput {
  events: HistoryEvent[];
  types: string[];
}

/** How to wait for what comes at once where the machine is idle, and late where it is busy; in milliseconds. */
export const SOON = { timeout: 110_000, interval: 5 };

/** Drives machines through the wire. */
export class Machines {
  readonly sfn: SFNClient;

  constructor(account: TestAccount) {
    this.sfn = account.client(SFNClient);
  }

  async create(definition: string, more: Partial<CreateStateMachineCommandInput> = {}): Promise<string> {
    const { stateMachineArn } = await this.sfn.send(
      new CreateStateMachineCommand({ name: crypto.randomUUID(), roleArn: ROLE, definition, ...more }),
    );
    return stateMachineArn!;
  }

  async start(stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> {
    const { executionArn } = await this.sfn.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return executionArn!;
  }

  /** Creates a machine and runs it to its end. */
  async run(definition: string, input: unknown = {}): Promise<Ended> {
    return await this.end(await this.start(await this.create(definition), input));
  }

  async end(executionArn: string): Promise<Ended> {
    const described = await this.ended(executionArn);
    const events = await this.history(executionArn);
    return { ...described, events, types: events.map(({ type }) => type!) };
  }

  /** Resolves once the execution has ended. */
  async ended(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    return await vi.waitFor(async () => {
      const found = await this.describe(executionArn);
      expect(found.status).not.toBe("RUNNING");
      return found;
    }, SOON);
  }

  async describe(executionArn: string): Promise<DescribeExecutionCommandOutput> {
    return await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: this.sfn }, { executionArn })) {
      events.push(...page.events!);
    }
    return events;
  }

  /** Resolves once the execution's history holds an event of this type; to the latest such. */
  async reached(executionArn: string, type: string): Promise<HistoryEvent> {
    return await vi.waitFor(async () => {
      const event = (await this.history(executionArn)).findLast((one) => one.type === type);
      expect(event).toBeDefined();
      return event!;
    }, SOON);
  }
}
