import {
  SFNClient,
  TestStateCommand,
  type TestStateCommandInput,
  type TestStateCommandOutput,
} from "@aws-sdk/client-sfn";
import { expect } from "vitest";
import type { TestAccount } from "../../../../helpers/local-account.ts";

export type Request = Omit<
  Partial<TestStateCommandInput>,
  "definition" | "input" | "variables" | "context"
> & {
  input?: unknown;
  variables?: object;
  context?: object;
};

const text = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

/** Has an account test states. */
export class StateTests {
  readonly sfn: SFNClient;

  constructor(account: TestAccount) {
    this.sfn = account.client(SFNClient);
  }

  async test(definition: object, request: Request = {}): Promise<TestStateCommandOutput> {
    const { input, variables, context, ...more } = request;
    return await this.sfn.send(
      new TestStateCommand({
        definition: JSON.stringify(definition),
        input: text(input),
        variables: text(variables),
        context: text(context),
        ...more,
      }),
    );
  }

  /** As test, with what was inspected read. */
  async inspect(definition: object, request: Request = {}) {
    const { inspectionData = {}, ...answer } = await this.test(definition, {
      inspectionLevel: "DEBUG",
      ...request,
    });
    const read = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);
    const data = Object.fromEntries(
      Object.entries(inspectionData).map(([name, value]) => [name, read(value)]),
    );
    return { ...answer, data };
  }
}

export const result = (value: unknown) => ({ mock: { result: JSON.stringify(value) } });
export const error = (name: string, cause?: string) => ({ mock: { errorOutput: { error: name, cause } } });
export const refusal = (message: string, name = "ValidationException") => ({
  name,
  message: expect.stringContaining(message) as string,
});

/** Reads a parameter's value. */
export const task = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
  Parameters: { "Name.$": "$.name" },
  End: true,
};
