import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, Machines } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;

beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  await createMachineRole(account);
});
afterAll(() => account.stop());

/** Runs a machine of one JSONPath state. */
const run = (state: object, input: unknown) =>
  machines.run(JSON.stringify({ StartAt: "S", States: { S: { End: true, ...state } } }), input);
const because = (reason: string) =>
  `An error occurred while executing the state 'S' (entered at the event id #2). ${reason}`;

// Observed, as getmoto/moto answers; its history stops before the task is scheduled (localstack/localstack, #12094).
it.each(["TimeoutSecondsPath", "HeartbeatSecondsPath"])(
  "a %s that leads nowhere fails the state before its task",
  async (field) => {
    const task = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity", Parameters: {} };
    expect(await run({ ...task, [field]: "$.no.such" }, { n: 1 })).toMatchObject({
      error: "States.Runtime",
      cause: because("Invalid path '$.no.such' : Missing property in path $['no']"),
      types: ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"],
    });
  },
);

it("a number that a Map's path leads to may be a text", async () => {
  const map = (more: object) => ({
    Type: "Map",
    ItemsPath: "$.items",
    ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } },
    ...more,
  });
  const limited = map({ MaxConcurrencyPath: "$.n", ToleratedFailurePercentagePath: "$.share" });
  expect(await run(limited, { n: "1", share: "2.5", items: [1] })).toMatchObject({ output: "[1]" });
  expect(await run(limited, { n: "1.5", share: "2.5", items: [1] })).toMatchObject({
    cause: because('The MaxConcurrencyPath field refers to value "1.5" which is not a valid integer: $.n'),
  });
  expect(await run(limited, { n: 1, share: null, items: [1] })).toMatchObject({
    cause: because(
      'The ToleratedFailurePercentagePath field refers to value "null" which is not a valid float: $.share',
    ),
  });
});

it("a Result of null is a result", async () => {
  expect(await run({ Type: "Pass", Result: null, ResultPath: "$.r" }, { n: 1 })).toMatchObject({
    output: '{"n":1,"r":null}',
  });
});

it("an error without a name or cause is caught as empty texts", async () => {
  const caught = async (fail: object) => {
    const S = {
      Type: "Parallel",
      Branches: [{ StartAt: "F", States: { F: { Type: "Fail", ...fail } } }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done", ResultPath: "$.e" }],
      Next: "Done",
    };
    return await machines.run(JSON.stringify({ StartAt: "S", States: { S, Done: { Type: "Succeed" } } }));
  };
  expect(await caught({})).toMatchObject({ output: '{"e":{"Error":"","Cause":""}}' });
  expect(await caught({ Cause: "c" })).toMatchObject({ output: '{"e":{"Error":"","Cause":"c"}}' });
});
