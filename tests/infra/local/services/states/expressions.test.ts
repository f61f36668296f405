import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, expect, it, onTestFinished, vi } from "vitest";
import type { Json } from "../../../../../infra/local/services/states/asl/definition.ts";
import {
  compileExpression,
  EVALUATION_MS,
  evaluateCompiled,
} from "../../../../../infra/local/services/states/asl/jsonata.ts";
import { isTame } from "../../../../../infra/local/services/states/asl/tame-expression.ts";
import { EvaluationProcess } from "../../../../../infra/local/services/states/expressions/evaluation-process.ts";
import { Evaluator } from "../../../../../infra/local/services/states/expressions/evaluator.ts";
import { evaluateByOwnTime } from "../../../../../infra/local/services/states/expressions/own-time.ts";
import { holdTimers, stopClock } from "../../../../helpers/stop-clock.ts";

const stopping = new AbortController();
const apart = new EvaluationProcess();
const evaluator = new Evaluator(stopping.signal);
afterAll(() => {
  stopping.abort();
  apart.end();
});

const scopeOf = (input: Json) => ({ input, variables: { v: input }, context: () => ({ Name: "it" }) });
const evaluate = (text: string, input: Json = {}, signal = stopping.signal) =>
  evaluator.evaluate(text, scopeOf(input), signal);

const leaf = fc.constantFrom(
  "$states.input",
  "$states.input.a",
  "$v.b[0]",
  "$states.input.*",
  "$states.context.Name",
  "$nothing",
  "'x'",
  "1",
  "null",
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc
      .tuple(tie("expression"), fc.constantFrom("+", "=", "<", "&", "in", "and"), tie("expression"))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(
        fc.constantFrom(
          "count",
          "string",
          "keys",
          "sum",
          "exists",
          "type",
          "hash",
          "parse",
          "sort",
          "distinct",
        ),
        tie("expression"),
      )
      .map(([name, argument]) => `$${name}(${argument})`),
    tie("expression").map((inner) => `[${inner}, 2]`),
    tie("expression").map((inner) => `{'k': ${inner}}`),
    tie("expression").map((inner) => `$v.a[b = ${inner}]`),
    tie("expression").map((inner) => `$map(${inner}, function($x) { $x })`),
  ),
}));

it("an expression answers the same here and in a process of its own", async () => {
  await fc.assert(
    fc.asyncProperty(expression, fc.record({ a: fc.jsonValue(), b: fc.jsonValue() }), async (text, input) => {
      const scope = scopeOf(JSON.parse(JSON.stringify(input)) as Json);
      const here = await evaluateCompiled(compileExpression(text), scope);
      const there = await apart.evaluate({ ...scope, text, context: scope.context() });
      expect(there).toEqual(JSON.parse(JSON.stringify(here)));
    }),
    { numRuns: 300, examples: [["$v.b[0] in $states.input.*", { a: {}, b: {} }]] },
  );
});

it.each([
  "$states.input.a[b = $v.c].d",
  "$merge([$states.input, { 'network': $states.result.Payload }])",
  "$exists($v.a) ? $append($v.b, [$v.a]) : 'none'",
  "$v.{'item': $, 'error': $error.Error}",
  "[$v.($one := $; $fresh := $w[a = $one]; $exists($fresh) ? $fresh : $u[a = $one])]",
  "($done := $v[0].a; $texts := $done.$string($); $append($w[$not($string($) in $texts)], $done))",
])("%s is tame", (text) => {
  expect(isTame(text, compileExpression(text).ast())).toBe(true);
});

it.each([
  "[1..10]",
  "$match('a', /a/)",
  "$pad('x', 9)",
  "$string($v.{'all': $states.input})",
  "$v.{'all': $states.input} = $v.{'all': $w}",
  "$v[$string($w.{'all': $u}) = 'x']",
  "($a := {'l': $v, 'r': $v}; $b := {'l': $a, 'r': $a}; $string($b))",
  "$v.a.$string($w)",
  "$map($v, $string)",
  "($f := function() { $f() }; $f())",
  "($a := $v & $v; $a & $a)",
  "$v{a: $sum(b)}",
  "$string($v, true)",
  "$v.**",
  `[${"$v,".repeat(100)}1]`,
])("%s is not tame", (text) => {
  expect(isTame(text, compileExpression(text).ast())).toBe(false);
});

it("an expression that takes long is evaluated apart, and what it is worth is not affected", async () => {
  const numbers = Array.from({ length: 30_000 }, (_, i) => i);
  const text = "$count($states.input[$ % 7 = 0 and $ % 5 = 0 and $ % 3 = 0])";
  expect(isTame(text, compileExpression(text).ast())).toBe(true);
  expect(await evaluate(text, numbers)).toEqual({ value: 286 });
});

it("an expression that had no time to itself is evaluated here all the same", async () => {
  // One that stops starts no process, so that nothing evaluated apart would ever be answered.
  const alone = new Evaluator(AbortSignal.abort());
  let looks = 0;
  // The clock is the test's: as long as it stands still, no expression takes long.
  stopClock();
  const context = () => {
    // Time passes without the thread, as where other programs have the processor.
    if (looks++ === 0) vi.setSystemTime(Date.now() + 50);
    return { Name: "it" };
  };
  const scope = { input: {}, variables: {}, context };
  expect(await alone.evaluate("$states.context.Name & '!'", scope, stopping.signal)).toEqual({
    value: "it!",
  });
  expect(looks).toBe(2);
});

it.each([
  ["twice the time where other programs had the processor", 0, { value: "it!" }],
  ["no more where it has had its time", EVALUATION_MS, { failure: { kind: "exceeded", limit: "time" } }],
  [
    "no more where others had little of it",
    0.9 * EVALUATION_MS,
    { failure: { kind: "exceeded", limit: "time" } },
  ],
])("an expression evaluated apart has %s", async (_, own, expected) => {
  stopClock();
  let spent = 0;
  let looks = 0;
  const context = () => {
    vi.setSystemTime(Date.now() + EVALUATION_MS + 1);
    spent += own;
    looks++;
    return { Name: "it" };
  };
  const text = "$states.context.Name & '!'";
  const compile = (milliseconds: number) => compileExpression(text, milliseconds);
  const scope = { input: {}, variables: {}, context };
  expect(await evaluateByOwnTime(compile, scope, EVALUATION_MS, () => spent)).toEqual(expected);
  expect(looks).toBe(own === 0 ? 2 : 1);
});

/** One step of it takes for ever: nothing but the end of its process ends it. */
const ENDLESS = "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab', /^(a+)+$/)";
/** Evaluated apart as well, and quick. */
const QUICK = "$map([1, 2], function($x) { $x + 1 })";

it("an expression that never ends keeps no other from being evaluated, and is ended where it has no processor", async () => {
  // A process has started, and is free.
  await evaluate(QUICK);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const endless = evaluate(ENDLESS);
  await setImmediate();
  const other = evaluate(QUICK);
  // So long that a second process is started beside the first.
  vi.advanceTimersByTime(200);
  expect(await other).toEqual({ value: [2, 3] });
  vi.advanceTimersByTime(60_000);
  expect(await endless).toEqual({ failure: { kind: "exceeded", limit: "time" } });
});

it("a step of an expression that never ends is ended once it has had a processor for its time", async () => {
  const process = new EvaluationProcess(100);
  const request = { text: ENDLESS, input: {}, variables: {}, context: {} };
  expect(await process.evaluate(request)).toEqual({ failure: { kind: "exceeded", limit: "time" } });
  expect(process.usable).toBe(false);
});

it("an expression that takes more memory than there is ends by it, and others are evaluated", async () => {
  const text = "$uppercase($reduce([1..27], function($x, $y) { $x & $x }, 'x'))";
  const [greedy, other] = await Promise.all([evaluate(text), evaluate(QUICK)]);
  expect(greedy).toEqual({ failure: { kind: "exceeded", limit: "memory" } });
  expect(other).toEqual({ value: [2, 3] });
});

it("a value may be as large as AWS takes it (floci-io/floci issue 2737), and no larger", async () => {
  const exceeded = { failure: { kind: "exceeded", limit: "memory" } };
  expect(await evaluate("$count([1..873782])")).toEqual({ value: 873_782 });
  expect(await evaluate("$count([1..873783])")).toEqual(exceeded);
  const doubled = (times: number) => `$length($reduce([1..${times}], function($x, $y) { $x & $x }, 'x'))`;
  expect(await evaluate(doubled(22))).toEqual({ value: 2 ** 22 });
  expect(await evaluate(doubled(23))).toEqual(exceeded);
});

it.each([
  ["$reduce([1..20], function($x, $y) { {'l': $x, 'r': $x} }, {})", "too-large"],
  ["$pad('x', 300000)", "too-large"],
  ["$reduce([1..1100], function($x, $y) { [[$x]] }, 1)", "unsupported"],
])("%s answers more than can pass: %s", async (text, kind) => {
  expect(await evaluate(text)).toEqual({ failure: { kind } });
});

it("whoever waits for an expression can be cut short", async () => {
  const cut = new AbortController();
  holdTimers();
  const endless = evaluate(ENDLESS, {}, cut.signal);
  await setImmediate();
  cut.abort(new Error("cut"));
  await expect(endless).rejects.toThrow("cut");
  // Its process is ended in time, though nobody waits any more.
  vi.advanceTimersByTime(60_000);
});
