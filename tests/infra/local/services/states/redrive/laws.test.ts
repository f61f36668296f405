import { RedriveExecutionCommand } from "@aws-sdk/client-sfn";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { createMachineRole, Machines } from "../machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
beforeAll(async () => {
  account = await startTestAccount();
  await createMachineRole(account);
  machines = new Machines(account);
});
afterAll(() => account.stop());

/** A leaf fails until the execution has been redriven so often; the others hold leaves side by side or in a row. */
type Tree = { kind: "leaf"; fails: number } | { kind: "parallel" | "map"; inner: Tree[] };

const { tree } = fc.letrec<{ tree: Tree; leaf: Tree; inner: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 2, withCrossShrink: true }, tie("leaf"), tie("inner")),
  leaf: fc.record({ kind: fc.constant("leaf" as const), fails: fc.nat(2) }),
  inner: fc.record({
    kind: fc.constantFrom("parallel" as const, "map" as const),
    inner: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
  }),
}));

interface Flow {
  StartAt: string;
  States: Record<string, object>;
}

/** A Map runs one flow for all of its items, each of which is told to do one of the trees. */
function flowOf(node: Tree, name: string): Flow {
  if (node.kind === "leaf") {
    const Condition = `{% $states.context.Execution.RedriveCount >= ${node.fails} %}`;
    return {
      StartAt: name,
      States: {
        [name]: { Type: "Choice", Choices: [{ Condition, Next: `${name} done` }] },
        [`${name} done`]: { Type: "Pass", Output: name, End: true },
      },
    };
  }
  const flows = node.inner.map((inner, i) => flowOf(inner, `${name}.${i}`));
  if (node.kind === "parallel") {
    return { StartAt: name, States: { [name]: { Type: "Parallel", Branches: flows, End: true } } };
  }
  const rules = flows.map(({ StartAt }, i) => ({ Condition: `{% $states.input = ${i} %}`, Next: StartAt }));
  return {
    StartAt: name,
    States: {
      [name]: {
        Type: "Map",
        Items: flows.map((_, i) => i),
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: `${name} which`,
          States: Object.assign(
            { [`${name} which`]: { Type: "Choice", Choices: rules } },
            ...flows.map(({ States }) => States),
          ) as Flow["States"],
        },
        End: true,
      },
    },
  };
}

const outputOf = (node: Tree, name: string): unknown =>
  node.kind === "leaf" ? name : node.inner.map((inner, i) => outputOf(inner, `${name}.${i}`));

const leavesOf = (node: Tree): number[] =>
  node.kind === "leaf" ? [node.fails] : node.inner.flatMap(leavesOf);

test("redriven until nothing fails, an execution answers what it would have, each state entered once", async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (root) => {
      const definition = JSON.stringify({ QueryLanguage: "JSONata", ...flowOf(root, "s") });
      let ended = await machines.run(definition);
      const { executionArn = "" } = ended;
      for (let redrives = 1; ended.status === "FAILED"; redrives++) {
        expect(redrives).toBeLessThanOrEqual(Math.max(...leavesOf(root)));
        const { events } = ended;
        await machines.sfn.send(new RedriveExecutionCommand({ executionArn }));
        ended = await machines.end(executionArn);
        expect(ended.events.slice(0, events.length)).toEqual(events);
      }
      expect(JSON.parse(ended.output!)).toEqual(outputOf(root, "s"));
      const entered = ended.events.flatMap(({ stateEnteredEventDetails: details }) => details?.name ?? []);
      expect(entered.filter((name) => name.endsWith("done"))).toHaveLength(leavesOf(root).length);
      expect(new Set(entered.filter((name) => !name.endsWith("which"))).size).toBe(
        entered.filter((name) => !name.endsWith("which")).length,
      );
    }),
    { numRuns: 12 },
  );
});
