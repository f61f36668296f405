import validate from "asl-validator";
import fc from "fast-check";
import { expect, it } from "vitest";
import { validateDefinition } from "../../../../../../../infra/local/services/states/asl/validation/definition.ts";

/** A machine of all types of states, in both languages. */
const SOUND = {
  Version: "1.0",
  TimeoutSeconds: 100,
  StartAt: "Pass",
  States: {
    Pass: {
      Type: "Pass",
      Parameters: { "a.$": "$.a", b: [1, { "c.$": "States.UUID()" }] },
      ResultPath: "$.p",
      Assign: { "v.$": "$.x" },
      Next: "Task",
    },
    Task: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "f", "Payload.$": "$" },
      ResultSelector: { "r.$": "$.Payload" },
      TimeoutSeconds: 60,
      HeartbeatSeconds: 10,
      Retry: [{ ErrorEquals: ["E"], IntervalSeconds: 1, BackoffRate: 1.5 }, { ErrorEquals: ["States.ALL"] }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.e", Next: "Fail" }],
      Next: "Choice",
    },
    Choice: {
      Type: "Choice",
      Choices: [
        { Variable: "$.n", NumericGreaterThan: 1, Next: "Wait" },
        { And: [{ Not: { Variable: "$.b", BooleanEquals: true } }], Next: "Parallel" },
      ],
      Default: "Parallel",
    },
    Wait: { Type: "Wait", Seconds: 1, InputPath: "$.w", OutputPath: "$", Next: "Parallel" },
    Parallel: {
      Type: "Parallel",
      Branches: [{ StartAt: "Left", States: { Left: { Type: "Pass", Result: 1, End: true } } }],
      Next: "Map",
    },
    Map: {
      Type: "Map",
      ItemsPath: "$.items",
      MaxConcurrency: 2,
      ItemSelector: { "i.$": "$$.Map.Item.Value" },
      ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Pass", End: true } } },
      Next: "Ask",
    },
    Ask: {
      Type: "Choice",
      QueryLanguage: "JSONata",
      Choices: [{ Condition: "{% $v = 1 %}", Next: "Done" }],
      Default: "Fail",
    },
    Done: { Type: "Succeed" },
    Fail: { Type: "Fail", Error: "E", Cause: "C" },
  },
};

type Path = (string | number)[];
type Node = Record<string | number, unknown>;

const pathsIn = (value: unknown, path: Path = []): Path[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, member]) => [[...path, key], ...pathsIn(member, [...path, key])])
    : [];

/** The sound machine with one of its members removed, or replaced. */
function changed(path: Path, value: unknown): string {
  const copy = structuredClone(SOUND) as Node;
  const parent = path.slice(0, -1).reduce((node, key) => node[key] as Node, copy);
  if (value === undefined) delete parent[path.at(-1)!];
  else parent[path.at(-1)!] = value;
  return JSON.stringify(copy);
}

/** A state or a list that is none makes the peer throw, which is no opinion. */
function refusedByPeer(text: string): boolean {
  try {
    return !validate(JSON.parse(text) as object).isValid;
  } catch {
    return false;
  }
}

/** AWS takes a boolean as a choice rule's condition, the peer does not. */
const differs = (path: Path, value: unknown) => path.at(-1) === "Condition" && typeof value === "boolean";

it("what the peer refuses is refused here", async () => {
  const change = fc.tuple(
    fc.constantFrom(...pathsIn(SOUND)),
    fc.constantFrom(undefined, null, -1, "x", "", [], {}, true, "$.a[*]"),
  );
  expect(validate(structuredClone(SOUND)).isValid).toBe(true);
  expect(await validateDefinition(JSON.stringify(SOUND))).toEqual([]);
  await fc.assert(
    fc.asyncProperty(change, async ([path, value]) => {
      fc.pre(!differs(path, value));
      const text = changed(path, value);
      if (refusedByPeer(text)) expect(await validateDefinition(text), text).not.toEqual([]);
    }),
    // The peer compiles its schemas anew each time.
    { numRuns: 3 },
  );
});
