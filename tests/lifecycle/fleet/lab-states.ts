import type { Cloud } from "../../../infra/local/cloud.ts";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import { cloneAccount } from "../../helpers/clone-account.ts";
import type { AccountNames } from "../../helpers/stencil.ts";

/** What takes a lab along its way. A clean-up need not succeed. */
export interface Lab {
  build(): Promise<unknown>;
  verify(): Promise<unknown>;
  solve(step: string): Promise<unknown>;
  cleanUp(): Promise<unknown>;
}

/** Whatever cannot be deleted leaves a clean-up half done; all but the last one also keep what comes after them. */
const DELETIONS = [
  "DeleteTrail",
  "DeleteBucket",
  "DeleteDetector",
  "DeleteNetworkAcl",
  "DeleteStack",
  "DeleteKeyPair",
];

interface Scattered {
  /** The account that has the lab: new at first, half cleaned up in the end. */
  from: AccountNames;
  /** Each becomes a copy of it, taken somewhere along the way. */
  to: readonly AccountNames[];
  lab: Lab;
  /** The steps to solve, in this order. */
  steps: readonly string[];
  /** The same seed has the same accounts in the same states. */
  seed: number;
}

/**
 * Has accounts stand at random places along a lab's way: never built, built, verified, some steps solved, half cleaned up.
 * @returns where each stands, by its id
 */
export async function scatter(
  cloud: Cloud,
  { from, to, lab, steps, seed }: Scattered,
): Promise<Record<string, string>> {
  const random = randomOf(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const failing = (operations: readonly string[]) => async () => {
    const mend = operations.map((operation) =>
      injectFault(cloud, { accountId: from.accountId, operation, error: denied }),
    );
    await lab.cleanUp();
    for (const end of mend) end();
  };
  const half = ["DeleteStack", pick(DELETIONS), pick(DELETIONS)];
  const nearly = [pick(half)];
  const way: [state: string, reach: () => Promise<unknown>][] = [
    ["never built", async () => {}],
    ["built", () => lab.build()],
    ["verified", () => lab.verify()],
    ...steps.map((step): [string, () => Promise<unknown>] => [`${step} solved`, () => lab.solve(step)]),
    [`cleaned up without ${half}`, failing(half)],
    [`cleaned up without ${nearly}`, failing(nearly)],
  ];
  const drawn = to.map((names) => ({ names, state: pick(way)[0] }));
  for (const [state, reach] of way) {
    await reach();
    const here = drawn.filter((one) => one.state === state);
    await cloneAccount(
      cloud,
      from,
      here.map(({ names }) => names),
    );
  }
  return Object.fromEntries(drawn.map(({ names, state }) => [names.accountId, state]));
}

const denied = () => new AwsError("AccessDenied", "Not while the accounts are made.", 403);

/** Numbers from 0 to 1, always the same of one seed (a linear congruential generator, as in Numerical Recipes). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
