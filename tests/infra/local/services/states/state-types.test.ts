// One file, however long: all of it asks one account.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { asking, createMachineRole, jsonata, Machines } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;

beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  await createMachineRole(account);
});
afterAll(() => account.stop());

const output = async (definition: string, input?: unknown): Promise<unknown> => {
  const ended = await machines.run(definition, input);
  expect(ended).toMatchObject({ status: "SUCCEEDED" });
  return JSON.parse(ended.output!);
};
const item = (Output: unknown) => ({ StartAt: "One", States: { One: { Type: "Pass", Output, End: true } } });

it("Pass assigns variables that later states and inner branches see, and that inner branches keep to themselves", async () => {
  const definition = jsonata({
    Set: { Type: "Pass", Assign: { x: 1, y: "{% $states.input.y %}" }, Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Inner",
          States: {
            Inner: { Type: "Pass", Assign: { x: "{% $x + 1 %}" }, Next: "Show" },
            Show: { Type: "Pass", Output: "{% $x %}", End: true },
          },
        },
        item("{% $y %}"),
      ],
      Output: "{% [$states.result, $x] %}",
      End: true,
    },
  });
  expect(await output(definition, { y: "y" })).toEqual([2, "y", 1]);
});

it("Choice takes the first rule that holds, with its own Assign and Output, else Default", async () => {
  const definition = jsonata({
    Choose: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.n > 10 %}", Output: "big", Next: "Done" },
        { Condition: "{% $states.input.n > 5 %}", Output: "middling", Next: "Done" },
      ],
      Default: "Done",
      Output: "small",
    },
    Done: { Type: "Succeed" },
  });
  expect(await output(definition, { n: 20 })).toBe("big");
  expect(await output(definition, { n: 7 })).toBe("middling");
  expect(await output(definition, { n: 1 })).toBe("small");
});

it("Choice fails where no rule holds and there is no Default, and where a condition is no boolean", async () => {
  const choosing = (Condition: string) =>
    jsonata({
      Choose: { Type: "Choice", Choices: [{ Condition, Next: "Done" }] },
      Done: { Type: "Succeed" },
    });
  expect(await machines.run(choosing("{% false %}"))).toMatchObject({ error: "States.Runtime" });
  expect(await machines.run(choosing("{% 1 %}"))).toMatchObject({
    error: "States.QueryEvaluationError",
    cause:
      "An error occurred while executing the state 'Choose' (entered at the event id #2). The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
  });
});

it("what fails in a choice rule or a catcher is named by where in the state it is", async () => {
  const nothing = { Next: "Done", Output: { v: "{% $nothing %}" } };
  const locationOf = async (definition: string) => {
    const { events, cause } = await machines.run(definition);
    const { location } = events.find(({ type }) => type === "EvaluationFailed")!
      .evaluationFailedEventDetails!;
    expect(cause).toContain(`specified for the field '${location}' returned nothing (undefined).`);
    return location;
  };
  const Done = { Type: "Succeed" };
  const Choices = [
    { Condition: false, Next: "Done" },
    { Condition: true, ...nothing },
  ];
  expect(await locationOf(jsonata({ S: { Type: "Choice", Choices }, Done }))).toBe("Choices[1]/Output/v");
  const Branches = [{ StartAt: "No", States: { No: { Type: "Fail", Error: "E" } } }];
  const Catch = [
    { ErrorEquals: ["F"], Next: "Done" },
    { ErrorEquals: ["E"], ...nothing },
  ];
  expect(await locationOf(jsonata({ S: { Type: "Parallel", Branches, Catch, End: true }, Done }))).toBe(
    "Catch[1]/Output/v",
  );
});

it("a path past an array's end is null by itself, and missing as a function's argument", async () => {
  const passing = (Parameters: object) =>
    JSON.stringify({ StartAt: "S", States: { S: { Type: "Pass", Parameters, End: true } } });
  expect(await output(passing({ "v.$": "$.items[5]" }), { items: [1] })).toEqual({ v: null });
  const because = "An error occurred while executing the state 'S' (entered at the event id #2).";
  for (const [call, missing] of [
    ["States.Format('{}', States.Array($.items[5]))", "$.items[5]"],
    ["States.Format('{}', $$.Nope.Deep)", "$.Nope.Deep"],
  ]) {
    expect(await machines.run(passing({ "v.$": call }), { items: [1] })).toMatchObject({
      error: "States.Runtime",
      cause: `${because} The function '${call}' had the following error: The JsonPath argument for the field '${missing}' could not be found in the input '{"items":[1]}'`,
    });
  }
});

it("paths of a state's own fields see its input after InputPath", async () => {
  const waiting = { Type: "Wait", InputPath: "$.inner", SecondsPath: "$.delay", End: true };
  expect(
    await output(JSON.stringify({ StartAt: "S", States: { S: waiting } }), {
      inner: { delay: 0 },
      delay: "x",
    }),
  ).toEqual({ delay: 0 });
});

it.each([-1, 100_000_000])("Wait does not wait for %d seconds", async (n) => {
  const ended = await machines.run(
    jsonata({ S: { Type: "Wait", Seconds: "{% $states.input.n %}", End: true } }),
    { n },
  );
  expect(ended).toMatchObject({
    error: "States.QueryEvaluationError",
    cause: expect.stringContaining(`: ${n}`),
  });
  const byPath = JSON.stringify({
    StartAt: "S",
    States: { S: { Type: "Wait", SecondsPath: "$.n", End: true } },
  });
  expect(await machines.run(byPath, { n })).toMatchObject({
    error: "States.Runtime",
    cause: expect.stringMatching(new RegExp(`: \\$\\.n == ${n}$`)),
  });
});

it("Fail computes its error and cause", async () => {
  const ended = await machines.run(
    jsonata({ No: { Type: "Fail", Error: "{% $states.input.e %}", Cause: "{% 'no ' & $states.input.e %}" } }),
    { e: "Lab" },
  );
  expect(ended).toMatchObject({ status: "FAILED", error: "Lab", cause: "no Lab" });
});

describe("Map", () => {
  const mapping = (more: object, ItemProcessor: object = item("{% $states.input %}")) =>
    jsonata({ Each: { Type: "Map", ItemProcessor, End: true, ...more } });

  it("keeps the items' order, whatever runs side by side", async () => {
    const items = Array.from({ length: 60 }, (_, i) => i);
    expect(await output(mapping({}), items)).toEqual(items);
  });

  it("selects what an iteration is given, with the item's index and value", async () => {
    const selecting = mapping({
      Items: "{% $states.input.names %}",
      ItemSelector: {
        name: "{% $states.context.Map.Item.Value %}",
        at: "{% $states.context.Map.Item.Index %}",
      },
    });
    expect(await output(selecting, { names: ["a", "b"] })).toEqual([
      { name: "a", at: 0 },
      { name: "b", at: 1 },
    ]);
  });

  it("fails with the first iteration that does, cutting the others short", async () => {
    const ended = await machines.run(
      jsonata({
        Each: {
          Type: "Map",
          Items: ["ask", "fail"],
          ItemProcessor: {
            StartAt: "Check",
            States: {
              Check: {
                Type: "Choice",
                Choices: [{ Condition: "{% $states.input = 'fail' %}", Next: "Boom" }],
                Default: "Ask",
              },
              Boom: { Type: "Fail", Error: "Boom" },
              Ask: asking(),
            },
          },
          Catch: [{ ErrorEquals: ["Boom"], Output: "caught", Next: "Done" }],
          Next: "Done",
        },
        Done: { Type: "Succeed" },
      }),
    );
    expect(ended).toMatchObject({ status: "SUCCEEDED", output: '"caught"' });
    const ending = ended.types.filter((type) => /^Map|Aborted$/.test(type));
    expect(ending).toEqual([
      "MapStateEntered",
      "MapStateStarted",
      "MapIterationStarted",
      "MapIterationStarted",
      "MapIterationAborted",
      "TaskStateAborted",
      "MapIterationFailed",
      "MapStateFailed",
      "MapStateExited",
    ]);
  });

  it("runs each item as an execution of its own in distributed mode, and tolerates so many failures", async () => {
    const distributed = (more: object) =>
      mapping(
        { Items: [1, 2, 3], ...more },
        {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Check",
          States: {
            Check: {
              Type: "Choice",
              Choices: [{ Condition: "{% $states.input = 2 %}", Next: "No" }],
              Default: "Yes",
            },
            No: { Type: "Fail", Error: "Two" },
            Yes: { Type: "Succeed", Output: "{% $states.input * 10 %}" },
          },
        },
      );
    expect(await output(distributed({ ToleratedFailureCount: 1 }))).toEqual([
      10,
      expect.objectContaining({ Error: "Two", Input: "2", Status: "FAILED" }),
      30,
    ]);
    expect(await machines.run(distributed({}))).toMatchObject({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
    });
  });
});

it("Parallel fails with its first branch that does, and cuts the others short", async () => {
  const ended = await machines.run(
    jsonata({
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "No", States: { No: { Type: "Fail", Error: "No", Cause: "because" } } },
          {
            StartAt: "Ask",
            States: {
              Ask: asking(),
            },
          },
        ],
        Retry: [{ ErrorEquals: ["No"], MaxAttempts: 1 }],
        End: true,
      },
    }),
  );
  expect(ended).toMatchObject({ status: "FAILED", error: "No", cause: "because" });
  expect(ended.types.filter((type) => type === "ParallelStateStarted")).toHaveLength(2);
  expect(ended.types.slice(-3)).toEqual(["TaskStateAborted", "ParallelStateFailed", "ExecutionFailed"]);
});

describe("limits", () => {
  it("an execution fails at 25,000 events", async () => {
    const endless = jsonata({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Condition: true, Next: "A" }], Default: "C" },
      C: { Type: "Succeed" },
    });
    const ended = await machines.run(endless);
    expect(ended).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: "The execution reached the maximum number of history events (25000).",
    });
    expect(ended.events).toHaveLength(25_000);
  });

  it("a state's output is at most 256 KiB", async () => {
    const large = jsonata({ Large: { Type: "Pass", Output: "{% $pad('', 262143, 'x') %}", End: true } });
    expect(await machines.run(large)).toMatchObject({
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'Large' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    expect((await machines.run(large.replace("262143", "262142"))).status).toBe("SUCCEEDED");
  });

  it("an expression that never ends fails its state", async () => {
    const endless = jsonata({
      Loop: { Type: "Pass", Output: "{% ($f := function($n){ 1 + $f($n + 1) }; $f(0)) %}", End: true },
    });
    const ended = await machines.run(endless);
    expect(ended).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  });
});

it("JSONPath states select, reshape and merge", async () => {
  const definition = JSON.stringify({
    StartAt: "Shape",
    States: {
      Shape: {
        Type: "Pass",
        InputPath: "$.in",
        Parameters: {
          "name.$": "$.name",
          "greeting.$": "States.Format('Hello {}', $.name)",
          "run.$": "$$.Execution.Name",
        },
        ResultPath: "$.out",
        OutputPath: "$.out.greeting",
        Next: "Wait",
      },
      Wait: { Type: "Wait", Timestamp: "2020-01-01T00:00:00Z", End: true },
    },
  });
  expect(await output(definition, { in: { name: "Ann" } })).toBe("Hello Ann");
});

it("a Map refuses settings that make no sense", async () => {
  const mapping = (more: object) =>
    jsonata({ Each: { Type: "Map", Items: [1], ItemProcessor: item(1), End: true, ...more } });
  expect(await machines.run(mapping({ MaxConcurrency: "{% -1 %}" }))).toMatchObject({
    error: "States.Runtime",
    cause: expect.stringMatching(/ MaxConcurrency cannot be negative\.$/) as string,
  });
  expect(await machines.run(mapping({ ToleratedFailurePercentage: "{% 101 %}" }))).toMatchObject({
    cause: expect.stringMatching(/ ToleratedFailurePercentage must be between 0 and 100\.$/) as string,
  });
});
