// One file, however long: all of it asks one account.
import {
  CreateActivityCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, jsonata, Machines } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  await createMachineRole(account);
});
afterAll(() => account.stop());

const PASS = { Type: "Pass", End: true };
const flow = (States: Record<string, object>, more: object = {}) => ({
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
const machine = (...args: Parameters<typeof flow>): string => JSON.stringify(flow(...args));
/** States that go round for ever, though there is a way out, which AWS asks for. */
const endless = (round: object = {}) =>
  flow({
    Round: { Type: "Pass", ...round, Next: "Again" },
    Again: {
      Type: "Choice",
      Choices: [{ Variable: "$.done", IsPresent: true, Next: "Out" }],
      Default: "Round",
    },
    Out: { Type: "Succeed" },
  });
const nested = (opening: string, inner: string, closing: string, times: number): string =>
  opening.repeat(times) + inner + closing.repeat(times);

const TOO_DEEP = "Document nesting depth (1001) exceeds the maximum allowed (1000)";
const TOO_LARGE = "States.DataLimitExceeded";

describe("definitions", () => {
  it.each([
    ["lists", nested("[", "", "]", 100_000)],
    ["Parallel states", nested('{"Type":"Parallel","Branches":[', "", "]}", 5_000)],
    ["rules", nested('{"Not":', "{}", "}", 5_000)],
  ])("of deeply nested %s are refused", async (_, value) => {
    const definition = `{"StartAt":"P","States":{"P":{"Type":"Pass","Result":${value},"End":true}}}`;
    await expect(machines.create(definition)).rejects.toMatchObject({
      name: "InvalidDefinition",
      message: `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${TOO_DEEP} at null'`,
    });
  });

  it("with a deeply nested expression or path are refused", async () => {
    const expression = jsonata({ P: { ...PASS, Output: `{% ${nested("(", "1", ")", 50_000)} %}` } });
    await expect(machines.create(expression)).rejects.toMatchObject({ name: "InvalidDefinition" });
    const path = machine({ P: { ...PASS, InputPath: `$[?(${nested("(", "@.a", ")", 50_000)})]` } });
    await expect(machines.create(path)).rejects.toMatchObject({ name: "InvalidDefinition" });
  });

  it("over 1 MB are refused, and one of that size runs", async () => {
    const ofLength = (length: number) => {
      const frame = machine({ P: { ...PASS, Comment: "" } });
      return frame.replace('"Comment":""', `"Comment":"${"x".repeat(length - frame.length)}"`);
    };
    await expect(machines.create(ofLength(1024 * 1024 + 1))).rejects.toThrow(/is longer than 1048576 bytes/);
    expect(await machines.run(ofLength(1024 * 1024))).toMatchObject({ status: "SUCCEEDED" });
  });

  it("of thousands of expressions leave the account free to answer while they are validated", async () => {
    const names = Array.from({ length: 2_000 }, (_, i) => `P${i}`);
    const States = Object.fromEntries(
      names.map((name, i) => [
        name,
        { Type: "Pass", Output: `{% $states.input + ${i} %}`, Next: `P${i + 1}` },
      ]),
    );
    const broken = { ...PASS, Output: "{% 1 + %}", Assign: { v: "{% name %}" } };
    const definition = jsonata({ ...States, P2000: broken });
    await askMeanwhile();
    // How much is validated at a time is a matter of milliseconds. Here each look at the clock finds that time used up.
    let looks = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => looks++ * 1_000);
    onTestFinished(() => clock.mockRestore());
    let rounds = 0;
    let validated = false;
    const count = () => {
      rounds++;
      if (!validated) setImmediate(count);
    };
    const refused = machines.create(definition).catch((error: Error) => {
      validated = true;
      return error;
    });
    count();
    // In one go it would hold up the second answer, and all that follow.
    for (let answers = 0; answers < 2; answers++) await askMeanwhile();
    expect(validated).toBe(false);
    expect(await refused).toMatchObject({
      name: "InvalidDefinition",
      message: expect.stringMatching(
        /INVALID_JSONATA_EXPRESSION: .* at \/States\/P2000\/Output, UNSUPPORTED_JSONATA_EXPRESSION: .* at \/States\/P2000\/Assign\/v'$/,
      ),
    });
    // Whatever else the process has to do has its turn after each expression.
    expect(rounds).toBeGreaterThan(names.length);
  });

  it("may have ten thousand branches", async () => {
    const Branches = Array.from({ length: 10_000 }, (_, i) => flow({ [`P${i}`]: PASS }));
    const executionArn = await machines.start(
      await machines.create(machine({ P: { Type: "Parallel", Branches, End: true } })),
      1,
    );
    expect(await askMeanwhile()).toBe("123456789012");
    expect(await ending(executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: JSON.stringify(Branches.map(() => 1)),
      // Of the execution itself and of the Parallel state six, and two of each branch.
      event: { id: 20_006, type: "ExecutionSucceeded" },
    });
  });
});

/** Who asks: any call that is answered tells that the account is free to answer. */
async function askMeanwhile(): Promise<string | undefined> {
  return (await account.client(STSClient).send(new GetCallerIdentityCommand({}))).Account;
}

/** An execution once it has ended, and its last event: to read the whole of such a history would take long. */
async function ending(executionArn: string) {
  const described = await machines.ended(executionArn);
  const { events } = await machines.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
  );
  return { ...described, event: events![0] };
}

describe("histories", () => {
  it.each([
    ["twenty thousand items", { Type: "Map", ItemProcessor: flow({ Q: PASS }), End: true }, 20_000],
    ["an iteration that goes round for ever", { Type: "Map", ItemProcessor: endless(), End: true }, 3],
  ])("of a Map of %s end at 25,000 events", async (_, Each, items) => {
    const input = Array.from({ length: items }, (_, i) => i);
    const executionArn = await machines.start(await machines.create(machine({ Each })), input);
    expect(await ending(executionArn)).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      event: { id: 25_000, type: "ExecutionFailed" },
    });
  });

  it("end where somebody stops the execution", async () => {
    const executionArn = await machines.start(await machines.create(JSON.stringify(endless())));
    await machines.sfn.send(new StopExecutionCommand({ executionArn, error: "Enough" }));
    expect(await ending(executionArn)).toMatchObject({
      status: "ABORTED",
      error: "Enough",
      event: { type: "ExecutionAborted" },
    });
  });
});

describe("payloads", () => {
  const longest = "x".repeat(262_142);

  it("are 262,144 bytes at most when an execution begins", async () => {
    const stateMachineArn = await machines.create(machine({ P: PASS }));
    expect(await machines.end(await machines.start(stateMachineArn, longest))).toMatchObject({
      status: "SUCCEEDED",
      output: JSON.stringify(longest),
    });
    await expect(machines.start(stateMachineArn, `${longest}x`)).rejects.toMatchObject({
      name: "ValidationException",
    });
    const input = nested("[", "", "]", 100_000);
    await expect(
      machines.sfn.send(new StartExecutionCommand({ stateMachineArn, input })),
    ).rejects.toMatchObject({
      name: "InvalidExecutionInput",
      message: `Invalid State Machine Execution Input: '${TOO_DEEP}'`,
    });
  });

  const doubled = { "a.$": "$", "b.$": "$" };
  it.each([
    ["Pass", machine({ P: { ...PASS, Parameters: doubled } })],
    ["Assign", machine({ P: { ...PASS, Assign: doubled } })],
    [
      "Parallel",
      machine({ P: { Type: "Parallel", Branches: [flow({ Q: PASS }), flow({ R: PASS })], End: true } }),
    ],
    [
      "Map",
      machine({
        P: {
          Type: "Map",
          ItemsPath: "$.items",
          ItemSelector: doubled,
          ItemProcessor: flow({ Q: PASS }),
          End: true,
        },
      }),
    ],
    [
      "Choice",
      jsonata({
        C: {
          Type: "Choice",
          Choices: [{ Condition: false, Next: "E" }],
          Default: "E",
          Output: "{% [$states.input, $states.input] %}",
        },
        E: { Type: "Succeed" },
      }),
    ],
    [
      "Wait",
      jsonata({
        W: { Type: "Wait", Seconds: 0, Output: "{% $states.input.text & $states.input.text %}", End: true },
      }),
    ],
    ["Succeed", jsonata({ S: { Type: "Succeed", Output: "{% $pad('', 300000) %}" } })],
  ])("are 262,144 bytes at most between states: %s", async (_, definition) => {
    const ended = await machines.run(definition, { text: "x".repeat(140_000), items: [1] });
    expect(ended).toMatchObject({ status: "FAILED", error: TOO_LARGE });
  });

  it("cannot grow deeper than what can be written down", async () => {
    const deeper = JSON.stringify(endless({ Parameters: { a: { b: { c: { "d.$": "$" } } } } }));
    expect(await machines.run(deeper)).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringContaining(TOO_DEEP),
    });
  });
});

describe("variables", () => {
  const quarter = "x".repeat(262_142);
  /** A state that gives this variable a quarter of a mebibyte. */
  const assigning = (name: string, more: object = { End: true }) => ({
    Type: "Pass",
    Assign: { [name]: "{% $v0 %}" },
    Output: 1,
    ...more,
  });
  /** States that fill so many variables, and what comes after them. */
  const filled = (count: number, after: Record<string, object>): string => {
    const names = Array.from({ length: count }, (_, i) => `v${i}`);
    const States = names.map((name, i) => {
      const Next = names[i + 1] ?? Object.keys(after)[0];
      return [name, assigning(name, { Next, ...(i === 0 && { Assign: { v0: "{% $states.input %}" } }) })];
    });
    return jsonata({ ...Object.fromEntries(States), ...after });
  };
  const run = async (definition: string) =>
    await machines.ended(await machines.start(await machines.create(definition), quarter));
  const ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:nobody";
  beforeAll(async () => {
    await machines.sfn.send(new CreateActivityCommand({ name: "nobody" }));
  });
  const one = (name: string) => flow({ [name]: assigning(name) });
  /** Its variable stays in scope: nobody does the activity. */
  const lasting = (name: string) =>
    flow({
      [name]: assigning(name, { Next: `${name}2` }),
      [`${name}2`]: { Type: "Task", Resource: ACTIVITY, End: true },
    });
  const two = (ItemProcessor: object, more: object = {}) => ({
    M: { Type: "Map", Items: [1, 2], ItemProcessor, End: true, ...more },
  });

  it("may be given a payload's size by halves", async () => {
    const half = "x".repeat(131_070);
    const Assign = { a: "{% $states.input %}", b: "{% $states.input %}" };
    expect(await machines.run(jsonata({ P: { ...PASS, Assign } }), half)).toMatchObject({
      status: "SUCCEEDED",
    });
  });

  it.each([
    ["one of them anew", 40, { A: assigning("v7") }],
    ["iterations, one after the other", 39, two(one("i"), { MaxConcurrency: 1 })],
  ])("have room for 10 MiB in an execution: %s", async (_, count, after) => {
    expect(await run(filled(count, after))).toMatchObject({ status: "SUCCEEDED" });
  });

  it.each([
    ["Pass", 40, { A: assigning("a") }],
    [
      "a rule of Choice",
      40,
      {
        C: { Type: "Choice", Choices: [{ Condition: true, Next: "E", Assign: { a: "{% $v0 %}" } }] },
        E: { Type: "Succeed" },
      },
    ],
    [
      "a catcher",
      40,
      {
        T: {
          Type: "Parallel",
          Branches: [flow({ F: { Type: "Fail" } })],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "E", Assign: { a: "{% $v0 %}" } }],
          End: true,
        },
        E: { Type: "Succeed" },
      },
    ],
    ["iterations, side by side", 39, two(lasting("i"))],
    [
      "branches, side by side",
      39,
      { P: { Type: "Parallel", Branches: [lasting("b"), lasting("c")], End: true } },
    ],
  ])("have no room for more: %s", async (_, count, after) => {
    expect(await run(filled(count, after))).toMatchObject({ status: "FAILED", error: TOO_LARGE });
  });
});

describe("expressions", () => {
  it("that never end leave the account free to answer, and end with their execution", async () => {
    const endless = jsonata({
      P: { ...PASS, Output: "{% $match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /^(a+)+$/) %}" },
    });
    // Its process ends it after two seconds and a half of a processor, which is more than these calls have of it.
    const executionArn = await machines.start(await machines.create(endless));
    await machines.reached(executionArn, "PassStateEntered");
    expect(await askMeanwhile()).toBe("123456789012");
    await machines.sfn.send(new StopExecutionCommand({ executionArn }));
    expect(await machines.end(executionArn)).toMatchObject({ status: "ABORTED" });
  });

  it.each([
    ["a filter", "$[?(@.a =~ /(a+)+/)]", [{ a: `${"a".repeat(40)}b` }]],
    ["descents", "$..*..*..*..*..*..*", JSON.parse(nested("[", "1", "]", 60))],
  ])("of JSONPath are cut short: %s", async (_, InputPath, input) => {
    const ended = await machines.run(machine({ P: { ...PASS, InputPath } }), input);
    expect(ended).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(ended.cause).toContain("takes longer than 250 ms");
  });

  it("nest ten intrinsic functions at most", async () => {
    const arrays = (times: number) =>
      machine({ P: { ...PASS, Parameters: { "a.$": nested("States.Array(", "1", ")", times) } } });
    expect(await machines.run(arrays(10))).toMatchObject({ output: `{"a":${nested("[", "1", "]", 10)}}` });
    await expect(machines.create(arrays(11))).rejects.toMatchObject({ name: "InvalidDefinition" });
  });

  it("find what is unique among forty thousand values", async () => {
    const definition = machine({ P: { ...PASS, Parameters: { "a.$": "States.ArrayUnique($)" } } });
    const numbers = Array.from({ length: 40_000 }, (_, i) => i);
    const ended = await machines.run(definition, [{ b: 1, c: 2 }, { c: 2, b: 1 }, ...numbers, 7]);
    expect(JSON.parse(ended.output!)).toEqual({ a: [{ b: 1, c: 2 }, ...numbers] });
  });
});
