// What the Developer Guide says of variables' scopes, of Choice in JSONata, and of Retry and Catch around Map and
// Parallel: "Passing data between states with variables", "Choice workflow state", "Handling errors".
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

const flow = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const pass = (more: object = {}) => ({ Type: "Pass", ...("Next" in more ? {} : { End: true }), ...more });
const map = (Items: number[], States: Record<string, object>, more: object = {}) => ({
  Type: "Map",
  Items,
  ItemProcessor: flow(States),
  ...("Next" in more ? {} : { End: true }),
  ...more,
});
const parallel = (Branches: object[], more: object = {}) => ({
  Type: "Parallel",
  Branches,
  ...("Next" in more ? {} : { End: true }),
  ...more,
});
const FAILS = flow({ F: { Type: "Fail", Error: "My.Error", Cause: "c" } });

async function outcome(States: Record<string, object>): Promise<unknown> {
  const { status, output, error } = await machines.run(jsonata(States));
  return status === "SUCCEEDED" ? (JSON.parse(output!) as unknown) : error;
}

const QUERY_ERROR = "States.QueryEvaluationError";

describe("variables", () => {
  it.each<[string, Record<string, object>, unknown]>([
    [
      "are seen inside a Map",
      {
        A: pass({ Assign: { v: 1 }, Next: "M" }),
        M: map([1, 2], { X: pass({ Output: "{% $v + $states.input %}" }) }),
      },
      [2, 3],
    ],
    [
      "of an iteration are its own",
      {
        M: map([1, 2], {
          X: pass({ Assign: { w: "{% $states.input %}" }, Next: "Y" }),
          Y: pass({ Output: "{% $w * 10 %}" }),
        }),
      },
      [10, 20],
    ],
    [
      "of a branch are gone with it",
      {
        Q: parallel([flow({ X: pass({ Assign: { w: 1 } }) })], { Next: "Z" }),
        Z: pass({ Output: "{% $w %}" }),
      },
      QUERY_ERROR,
    ],
    [
      "take what a Parallel state answers",
      {
        Q: parallel([flow({ X: pass({ Output: 5 }) })], {
          Assign: { r: "{% $states.result[0] %}" },
          Next: "Z",
        }),
        Z: pass({ Output: "{% $r %}" }),
      },
      5,
    ],
    [
      "have their old values while a state assigns new ones",
      {
        A: pass({ Assign: { a: 1, b: 2 }, Next: "B" }),
        B: pass({ Assign: { a: "{% $b %}", b: "{% $a %}" }, Output: "{% [$a, $b] %}", Next: "C" }),
        C: pass({ Output: "{% $append($states.input, [$a, $b]) %}" }),
      },
      [1, 2, 2, 1],
    ],
    [
      "are assigned by a catcher",
      {
        Q: parallel([FAILS], {
          Catch: [
            {
              ErrorEquals: ["My.Error"],
              Assign: { e: "{% $states.errorOutput.Error %}" },
              Output: 1,
              Next: "Z",
            },
          ],
        }),
        Z: pass({ Output: "{% [$e, $states.input] %}" }),
      },
      ["My.Error", 1],
    ],
  ])("%s", async (_, States, expected) => {
    expect(await outcome(States)).toEqual(expected);
  });
});

describe("a Choice in JSONata", () => {
  const choice = (Condition: unknown, more: object = {}) => ({
    C: {
      Type: "Choice",
      Choices: [{ Condition, Assign: { a: 1 }, Output: "rule", Next: "S" }],
      Assign: { a: 2 },
      Output: "state",
      Default: "S",
      ...more,
    },
    S: { Type: "Succeed", Output: "{% [$a, $states.input] %}" },
  });

  it.each<[string, unknown, unknown]>([
    ["has a rule's own Assign and Output where it matches", "{% true %}", [1, "rule"]],
    ["has the state's where none does", "{% false %}", [2, "state"]],
    ["asks for a boolean, not a number", "{% 1 %}", QUERY_ERROR],
    ["asks for a boolean, not its text", "{% 'true' %}", QUERY_ERROR],
    ["asks for a value", "{% $states.input.none %}", QUERY_ERROR],
  ])("%s", async (_, condition, expected) => {
    expect(await outcome(choice(condition))).toEqual(expected);
  });

  it("fails where nothing matches and there is no Default", async () => {
    const { C, S } = choice("{% $states.input.x = 1 %}", { Default: undefined });
    expect(await outcome({ C, S })).toBe("States.Runtime");
  });
});

describe("Retry and Catch", () => {
  const caught = (ErrorEquals: string[], Next: string) => ({ ErrorEquals, Next, Output: Next });
  const ends = { One: { Type: "Succeed" }, Two: { Type: "Succeed" } };

  it.each<[string, object[], string]>([
    [
      "the first catcher that matches",
      [caught(["X", "My.Error"], "One"), caught(["States.ALL"], "Two")],
      "One",
    ],
    ["by the wildcard of what a task can fail with", [caught(["States.TaskFailed"], "One")], "One"],
    ["not by States.Timeout", [caught(["States.Timeout"], "One"), caught(["States.ALL"], "Two")], "Two"],
    ["by none", [caught(["X"], "One")], "My.Error"],
  ])("catch an error: %s", async (_, Catch, expected) => {
    const used = Object.entries(ends).filter(([name]) => JSON.stringify(Catch).includes(`"${name}"`));
    const States = { Q: parallel([FAILS], { Catch }), ...Object.fromEntries(used) };
    expect(await outcome(States)).toBe(expected);
  });

  it("run a Map anew as often as each retrier allows, each with its own count", async () => {
    const Retry = [
      { ErrorEquals: ["Odd"], MaxAttempts: 0 },
      {
        ErrorEquals: ["My.Error"],
        IntervalSeconds: 2,
        MaxAttempts: 3,
        BackoffRate: 10,
        MaxDelaySeconds: 5,
        JitterStrategy: "FULL",
      },
    ];
    const ended = await machines.run(jsonata({ M: map([1], FAILS.States, { Retry }) }));
    expect(ended).toMatchObject({ status: "FAILED", error: "My.Error", cause: "c" });
    expect(ended.types.filter((type) => type === "MapStateStarted")).toHaveLength(4);
    expect(ended.types.filter((type) => type === "MapStateFailed")).toHaveLength(1);
  });

  it("tolerate no failure of an inline Map, whatever it says", async () => {
    const more = { ToleratedFailurePercentage: 100, MaxConcurrency: 1 };
    expect(await outcome({ M: map([1, 2], FAILS.States, more) })).toBe("My.Error");
  });
});
