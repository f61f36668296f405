import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { byTheClock } from "../../../cli/changes/by-the-clock.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The seconds at which it says that what is listened to may have changed. */
function listen(to: "changes" | "executions" = "changes") {
  const source = byTheClock();
  const controller = new AbortController();
  const began = Date.now();
  const told: number[] = [];
  const ended = (async () => {
    for await (const _ of source[to](controller.signal)) told.push(Math.round((Date.now() - began) / 1_000));
  })();
  return {
    source,
    controller,
    told,
    ended,
    pass: (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000),
  };
}

test("it looks ever more rarely, and two minutes apart at most", async () => {
  const { told, pass } = listen();
  await pass(10);
  expect(told).toEqual([10]);
  await pass(890);
  const gaps = told.slice(1).map((at, index) => at - told[index]!);
  expect(gaps[0]).toBe(15);
  expect(gaps.at(-1)).toBe(120);
  expect(gaps.toSorted((a, b) => a - b)).toEqual(gaps);
});

test("the list of executions is looked at every five seconds at first, and every minute at last", async () => {
  const { source, told, pass } = listen("executions");
  await pass(900);
  const gaps = told.slice(1).map((at, index) => at - told[index]!);
  expect([told[0], gaps.at(-1)]).toEqual([5, 60]);
  const before = told.length;
  source.stir();
  await pass(5);
  expect(told).toHaveLength(before + 1);
});

test("whoever is at work has it look within ten seconds, and soon after that again", async () => {
  const { source, told, pass } = listen();
  await pass(600);
  const before = told.length;
  source.stir();
  // A stir after a stir does not put it off.
  await pass(5);
  source.stir();
  await pass(5);
  expect(told).toHaveLength(before + 1);
  await pass(15);
  expect(told).toHaveLength(before + 2);
});

test("it ends with its signal", async () => {
  const { controller, ended, told, pass } = listen();
  controller.abort();
  await ended;
  await pass(60);
  expect(told).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
