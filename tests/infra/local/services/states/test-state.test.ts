import { SFNClient, TestStateCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createActor } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, ROLE } from "./machine-fixture.ts";
import { error, type Request, refusal, result, StateTests, task } from "./test-state-fixture.ts";

let account: TestAccount;
let states: StateTests;

beforeAll(async () => {
  account = await startTestAccount();
  states = new StateTests(account);
  await createMachineRole(account);
});
afterAll(() => account.stop());

describe("a state by itself", () => {
  it("is run, and says where it leads", async () => {
    const choice = {
      Type: "Choice",
      QueryLanguage: "JSONata",
      Choices: [{ Condition: "{% $states.input.n > 1 %}", Output: "big", Next: "Big" }],
      Default: "Small",
    };
    expect(await states.test(choice, { input: { n: 2 } })).toMatchObject({
      status: "SUCCEEDED",
      output: '"big"',
      nextState: "Big",
    });
    const none = await states.test({ Type: "Succeed" });
    expect(none).toMatchObject({ status: "SUCCEEDED", output: "{}" });
    expect(none.nextState).toBeUndefined();
    expect(none.inspectionData).toBeUndefined();
  });

  it("fails with the bare cause, and is not let run for more than five minutes", async () => {
    const pass = { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.none %}", End: true };
    expect(await states.test(pass)).toMatchObject({
      status: "FAILED",
      error: "States.QueryEvaluationError",
      cause:
        "The JSONata expression '$states.input.none' specified for the field 'Output' returned nothing (undefined).",
    });
    expect(await states.test({ Type: "Fail", Error: "E", Cause: "C" })).toMatchObject({
      status: "FAILED",
      error: "E",
      cause: "C",
    });
    const wait = (Seconds: number) => states.test({ Type: "Wait", Seconds, End: true });
    expect(await wait(299)).toMatchObject({ status: "SUCCEEDED" });
    expect(await wait(301)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });

  it("sees and assigns variables", async () => {
    const pass = {
      Type: "Pass",
      QueryLanguage: "JSONata",
      Output: "{% $a + 1 %}",
      Assign: { b: "{% $a * 2 %}" },
      End: true,
    };
    expect(await states.inspect(pass, { variables: { a: 3 } })).toMatchObject({
      output: "4",
      data: { variables: { a: 3, b: 6 } },
    });
  });

  it("tells what becomes of its data on the way", async () => {
    const pass = {
      Type: "Pass",
      InputPath: "$.in",
      Parameters: { "p.$": "$.x" },
      ResultPath: "$.out",
      OutputPath: "$.out",
      End: true,
    };
    const { data, output } = await states.inspect(pass, { input: { in: { x: 1 } } });
    expect(output).toBe('{"p":1}');
    expect(data).toEqual({
      input: { in: { x: 1 } },
      afterInputPath: { x: 1 },
      afterParameters: { p: 1 },
      result: { p: 1 },
      afterResultSelector: { p: 1 },
      afterResultPath: { in: { x: 1 }, out: { p: 1 } },
    });
  });

  it("can be one of a machine, wherever it stands, in the machine's language", async () => {
    const inner = {
      StartAt: "Deep",
      States: {
        Deep: { Type: "Pass", Output: "{% $states.input & '!' %}", Next: "End" },
        End: { Type: "Succeed" },
      },
    };
    const machine = {
      QueryLanguage: "JSONata",
      StartAt: "Map",
      States: { Map: { Type: "Map", Items: [1], ItemProcessor: inner, End: true } },
    };
    expect(await states.test(machine, { stateName: "Deep", input: "hi" })).toMatchObject({
      output: '"hi!"',
      nextState: "End",
    });
    await expect(states.test(machine, { stateName: "None" })).rejects.toMatchObject(
      refusal("State 'None' not found in definition"),
    );
    await expect(states.test(machine)).rejects.toMatchObject(refusal("[Type]", "InvalidDefinition"));
  });

  it("calls what it calls, in the role given", async () => {
    expect(
      await states.test(
        { ...task, Retry: [{ ErrorEquals: ["X"] }] },
        { roleArn: ROLE, input: { name: "/none" } },
      ),
    ).toMatchObject({
      status: "FAILED",
      error: "Ssm.ParameterNotFoundException",
    });
    await expect(states.test(task)).rejects.toMatchObject(refusal("RoleArn"));
  });
});

describe("a request is refused", () => {
  const pass = { Type: "Pass", End: true };
  const map = { Type: "Map", ItemProcessor: { StartAt: "I", States: { I: pass } }, End: true };

  it.each<[string, object, Request & { input?: unknown }, { name: string; message: string }]>([
    ["Map without a mock", map, {}, refusal("does not support Map or Parallel states", "InvalidDefinition")],
    ["a mock of a Pass state", pass, result(1), refusal("'Pass' is not supported when a mock is specified")],
    [
      "both a result and an error",
      task,
      { mock: { ...result(1).mock, ...error("E").mock } },
      refusal("exactly one"),
    ],
    ["an empty mock", task, { mock: {} }, refusal("exactly one")],
    ["a result that is no JSON", task, { mock: { result: "{" } }, refusal("must be valid JSON")],
    ["a context without a mock", pass, { context: {} }, refusal("Context")],
    [
      "an unknown member of the context",
      task,
      { context: { Machine: {} }, ...result({}) },
      refusal("'Machine'"),
    ],
    ["revealed secrets with a mock", task, { revealSecrets: true, ...result({}) }, refusal("RevealSecrets")],
    [
      "retries without an error",
      task,
      { stateConfiguration: { retrierRetryCount: 1 }, ...result({}) },
      refusal("retrierRetryCount"),
    ],
    [
      "failed iterations of a Task",
      task,
      { stateConfiguration: { mapIterationFailureCount: 1 }, ...result({}) },
      refusal("mapIterationFailureCount"),
    ],
    ["a state that is none", { Type: "Pass" }, {}, refusal("[Next, End]", "InvalidDefinition")],
  ])("with %s", async (_, definition, request, problem) => {
    await expect(states.test(definition, request)).rejects.toMatchObject(problem);
  });

  it("with an input that is no JSON", async () => {
    const test = states.sfn.send(new TestStateCommand({ definition: JSON.stringify(pass), input: "{" }));
    await expect(test).rejects.toMatchObject({ name: "InvalidExecutionInput" });
  });
});

it("asks for the permission to reveal secrets, and to pass the role", async () => {
  const definition = JSON.stringify({ Type: "Pass", End: true });
  const { credentials } = await createActor(account, { Action: "states:TestState", Resource: "*" });
  const client = account.client(SFNClient, { credentials });
  expect(await client.send(new TestStateCommand({ definition }))).toMatchObject({ status: "SUCCEEDED" });
  for (const more of [{ revealSecrets: true }, { roleArn: ROLE }]) {
    const action = "roleArn" in more ? "iam:PassRole" : "states:RevealSecrets";
    await expect(client.send(new TestStateCommand({ definition, ...more }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(action) as string,
    });
  }
});
