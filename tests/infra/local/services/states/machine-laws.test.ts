import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createMachineRole, type Ended, Machines } from "./machine-fixture.ts";

let account: TestAccount;
let machines: Machines;

beforeAll(async () => {
  account = await startTestAccount();
  machines = new Machines(account);
  await createMachineRole(account);
});
afterAll(() => account.stop());

/** What a state does, in neither query language. What flows is `{ n: number, items: number[] }`. */
type Step =
  | { kind: "keep" | "assign" | "wait" | "choose" | "fail" }
  | { kind: "replace"; n: number }
  | { kind: "parallel" | "map"; inside: Step[]; caught: boolean };

const INPUT = { n: 1, items: [2, 3] };

const { steps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => ({
  steps: fc.array(tie("step"), { minLength: 1, maxLength: 3, depthIdentifier: "machine" }),
  step: fc.oneof(
    { maxDepth: 3, depthIdentifier: "machine" },
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("keep", "assign", "wait", "choose") }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail") }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace"), n: fc.nat(9) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom("parallel", "map"),
        inside: tie("steps"),
        caught: fc.boolean(),
      }),
    },
  ),
}));

/** The machine in one of the languages. Its states are numbered through, and end with one that hands its input on, or fails. */
function flowOf(all: Step[], jsonata: boolean, count = { next: 0 }): object {
  const end = all.findIndex(({ kind }) => kind === "fail") + 1;
  const reached = end > 0 ? all.slice(0, end) : all;
  const names = [...reached, undefined].map(() => `S${count.next++}`);
  const states: [string, object][] = reached.map((step, i) => [
    names[i]!,
    stateOf(step, names[i + 1]!, jsonata, count),
  ]);
  if (end === 0) states.push([names.at(-1)!, { Type: "Pass", End: true }]);
  return { StartAt: names[0], States: Object.fromEntries(states) };
}

function stateOf(step: Step, Next: string, jsonata: boolean, count: { next: number }): object {
  const either = (inJsonata: object, inJsonPath: object): object => (jsonata ? inJsonata : inJsonPath);
  switch (step.kind) {
    case "keep":
      return { Type: "Pass", Next };
    case "wait":
      return { Type: "Wait", Seconds: 0, Next };
    case "fail":
      return { Type: "Fail", Error: "Wrong", Cause: "on purpose" };
    case "assign":
      return {
        Type: "Pass",
        Assign: either({ seen: "{% $states.input.n %}" }, { "seen.$": "$.n" }),
        Next,
      };
    case "replace":
      return {
        Type: "Pass",
        ...either(
          { Output: { n: step.n, items: "{% $states.input.items %}" } },
          { Result: step.n, ResultPath: "$.n" },
        ),
        Next,
      };
    case "choose":
      return {
        Type: "Choice",
        Choices: [
          {
            ...either({ Condition: "{% $states.input.n > 4 %}" }, { Variable: "$.n", NumericGreaterThan: 4 }),
            Next,
          },
        ],
        Default: Next,
      };
    default:
      return {
        ...inner(step, jsonata, count),
        ...either(
          { Output: "{% $states.result[0] %}" },
          { ResultSelector: { "n.$": "$[0].n", "items.$": "$[0].items" } },
        ),
        ...(step.caught && {
          Catch: [
            {
              ErrorEquals: ["Wrong"],
              Next,
              ...either({ Output: "{% $states.input %}" }, { ResultPath: null }),
            },
          ],
        }),
        Next,
      };
  }
}

function inner(step: { kind: string; inside: Step[] }, jsonata: boolean, count: { next: number }): object {
  const flow = flowOf(step.inside, jsonata, count);
  if (step.kind === "parallel") return { Type: "Parallel", Branches: [flow, flowOf([], jsonata, count)] };
  const fields = jsonata
    ? {
        Items: "{% $states.input.items %}",
        ItemSelector: { n: "{% $states.context.Map.Item.Value %}", items: "{% $states.input.items %}" },
      }
    : {
        ItemsPath: "$.items",
        ItemSelector: { "n.$": "$$.Map.Item.Value", "items.$": "$.items" },
      };
  return { Type: "Map", ItemProcessor: flow, MaxConcurrency: 1, ...fields };
}

const run = (machine: Step[], QueryLanguage: "JSONata" | "JSONPath"): Promise<Ended> =>
  machines.run(JSON.stringify({ QueryLanguage, ...flowOf(machine, QueryLanguage === "JSONata") }), INPUT);

/** What holds for every history: it can be read as a tree of what followed what, and says how the execution ended. */
function expectSound({ events, status, output, error, cause }: Ended): void {
  expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
  const left = new Set<number>();
  for (const { id, previousEventId, type } of events) {
    expect(previousEventId).toBeLessThan(id!);
    if (!type!.endsWith("StateExited")) continue;
    // A state is left once: from an exit, the way back to the state's entry passes no other exit of it.
    let at = events[previousEventId! - 1];
    while (at && at.stateEnteredEventDetails?.name !== events[id! - 1]!.stateExitedEventDetails!.name) {
      at = events[at.previousEventId! - 1];
    }
    expect(at).toBeDefined();
    expect(left).not.toContain(at!.id!);
    left.add(at!.id!);
  }
  const last = events.at(-1)!;
  if (status === "SUCCEEDED") {
    expect(last.type).toBe("ExecutionSucceeded");
    expect(last.executionSucceededEventDetails!.output).toBe(output);
    const exit = events.findLast(({ type }) => type!.endsWith("StateExited"))!;
    expect(exit.stateExitedEventDetails!.output).toBe(output);
  } else
    expect(last).toMatchObject({ type: "ExecutionFailed", executionFailedEventDetails: { error, cause } });
}

it("a machine ends the same in both query languages, by the same events, and its history is sound", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (machine) => {
      const [inJsonata, inJsonPath] = [await run(machine, "JSONata"), await run(machine, "JSONPath")];
      expectSound(inJsonata);
      expectSound(inJsonPath);
      const endOf = ({ status, output, error, cause, types }: Ended) => ({
        status,
        output: output && (JSON.parse(output) as unknown),
        error,
        cause,
        // How far a branch comes before another one fails is chance.
        types: types.includes("FailStateEntered") ? undefined : types.toSorted(),
      });
      expect(endOf(inJsonata)).toEqual(endOf(inJsonPath));
    }),
    { numRuns: 40 },
  );
});
