import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Watcher } from "../../../tui/watch/watcher.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A watcher whose looks end when a test says so. */
function watch() {
  const looks: { step: string; signal: AbortSignal; waits: () => void; end: () => Promise<void> }[] = [];
  const watcher = new Watcher((step, signal, waits) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve());
    looks.push({
      step,
      signal,
      waits,
      end: async () => {
        resolve();
        await vi.advanceTimersByTimeAsync(0);
      },
    });
    return promise;
  });
  return { watcher, looks, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

test("a step is looked at when one comes to it, and then only when the account has changed", async () => {
  const { watcher, looks, pass } = watch();
  watcher.aim("a");
  await pass(2_000);
  await looks[0]!.end();
  watcher.aim("b");
  await pass(2_000);
  await looks[1]!.end();
  watcher.aim("a");
  await pass(2_000);
  expect(looks.map(({ step }) => step)).toEqual(["a", "b"]);
  watcher.changed();
  await pass(2_000);
  expect(looks.map(({ step }) => step)).toEqual(["a", "b", "a"]);
});

test("a burst of changes is one look, which does not wait for a burst without an end", async () => {
  const { watcher, looks, pass } = watch();
  watcher.aim("a");
  for (let call = 0; call < 10; call++) {
    watcher.changed();
    await pass(100);
  }
  expect(looks).toHaveLength(0);
  for (let call = 0; call < 6; call++) {
    watcher.changed();
    await pass(100);
  }
  expect(looks).toHaveLength(1);
});

test("a change during a look is looked at after it, once", async () => {
  const { watcher, looks, pass } = watch();
  watcher.aim("a");
  await pass(2_000);
  watcher.changed();
  await pass(500);
  watcher.changed();
  await pass(2_000);
  expect(looks).toHaveLength(1);
  expect(looks[0]!.signal.aborted).toBe(false);
  await looks[0]!.end();
  await pass(2_000);
  expect(looks).toHaveLength(2);
});

test("a look that waits for AWS gives way to a later change", async () => {
  const { watcher, looks, pass } = watch();
  watcher.aim("a");
  await pass(2_000);
  looks[0]!.waits();
  await pass(2_000);
  expect(looks[0]!.signal.aborted).toBe(false);
  watcher.changed();
  await pass(2_000);
  expect(looks[0]!.signal.aborted).toBe(true);
  expect(looks).toHaveLength(2);
});

test("moving on gives a look up, and coming back begins it anew", async () => {
  const { watcher, looks, pass } = watch();
  watcher.aim("a");
  await pass(2_000);
  watcher.aim(undefined);
  await pass(2_000);
  expect(looks[0]!.signal.aborted).toBe(true);
  watcher.aim("a");
  await pass(2_000);
  expect(looks).toHaveLength(2);
  watcher.stop();
  watcher.changed();
  await pass(2_000);
  expect(looks[1]!.signal.aborted).toBe(true);
  expect(looks).toHaveLength(2);
});
