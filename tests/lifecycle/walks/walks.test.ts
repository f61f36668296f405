import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { CASES } from "./cases.ts";
import { MOVES, WalkedAccount } from "./walk-account.ts";

/** The same walks on every machine and every day; another seed makes others: `WALK_SEED=7 npx vitest run walks`. */
const SEED = Number(process.env.WALK_SEED ?? 203);
/**
 * A clean-up takes as long as six moves, so that walks are long rather than many: in the same time, more moves come after
 * one another in them.
 */
const WALKS = Number(process.env.WALKS ?? 35);

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

let account: WalkedAccount;
beforeAll(async () => {
  account = await WalkedAccount.build();
});
afterAll(() => account?.stop());

async function endsAsItWas(moves: readonly string[]): Promise<void> {
  try {
    const { after, cleaned } = await account.walk(moves);
    expect(cleaned).toMatchObject({ clean: true, left: [], foreign: [], missing: [], changed: [] });
    expect(after).toEqual(account.before);
  } catch (error) {
    // Nobody knows in what state it is now; the shorter walks that fast-check tries next get a fresh one.
    await account.stop();
    account = await WalkedAccount.build();
    throw error;
  }
}

test("whatever participants do, a clean-up ends with the account as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...MOVES), { minLength: 1, maxLength: 16, size: "max" }),
      endsAsItWas,
    ),
    { seed: SEED, numRuns: WALKS, examples: CASES.map((moves): [string[]] => [moves]) },
  );
});
