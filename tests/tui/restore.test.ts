import type { ExecutionListItem } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { stepInName } from "../../tui/execution/execution-name.ts";
import type { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { restore } from "../../tui/state/restore.ts";
import type { NetworkMap, Verb } from "../../workflows/contract.ts";
import { at, build, guide, result } from "./fixtures.ts";

interface Ran {
  verb: Verb;
  name?: string;
  status?: string;
  input?: object;
  output?: object;
}

/** What executions that followed one another left, and how many of their outputs were read. */
async function after(...runs: Ran[]) {
  let outputs = 0;
  const items = runs.map(({ verb, name, status = "SUCCEEDED" }, index) => ({
    verb,
    item: { executionArn: String(index), name, status, startDate: at(index) } as ExecutionListItem,
  }));
  const orchestrator: Pick<Orchestrator, "recent" | "input" | "output"> = {
    recent: async (_lab, verb) =>
      items
        .filter((one) => one.verb === verb)
        .map(({ item }) => item)
        .reverse(),
    input: async (arn) => runs[Number(arn)]!.input ?? {},
    output: async (arn) => {
      outputs++;
      return runs[Number(arn)]!.output;
    },
  };
  // Of the class only these are used; its private fields are what TypeScript misses.
  const restored = await restore({ orchestrator: orchestrator as unknown as Orchestrator, guide: guide });
  return { ...restored, outputs };
}

const built: Ran = { verb: "build-lab", input: { suffix: "ann" }, output: build };
const check = (step: string, status: "met" | "unmet"): Ran => ({
  verb: "verify-steps",
  output: { lab: "fnd203", resources: { a: "b" }, results: [result(step, status)] },
});
const cleaned: Ran = { verb: "clean-up", output: { lab: "fnd203", clean: true, stages: [] } };

test("the suffix of the last build is proposed again, when its lab is gone or never came to be", async () => {
  expect((await after()).standing.suffix).toBeUndefined();
  expect((await after(built, cleaned)).standing.suffix).toBe("ann");
  const refused: Ran = { verb: "build-lab", status: "FAILED", input: { suffix: "bob" } };
  const { standing, execution } = await after(built, cleaned, refused);
  expect(standing.suffix).toBe("bob");
  expect(execution).toMatchObject({ verb: "build-lab", suffix: "bob" });
});

test("each step stands as its newest check says, and only as many are read as that takes", async () => {
  const [first, ...others] = guide.steps.map((step) => step.id);
  const many = Array.from({ length: 40 }, () => check(first!, "unmet"));
  const { standing, outputs } = await after(
    built,
    ...many,
    check(first!, "met"),
    ...others.map((step) => check(step, "met")),
  );
  expect(new Set(standing.results.map(({ status }) => status))).toEqual(new Set(["met"]));
  expect(standing.results).toHaveLength(guide.steps.length);
  expect(standing.resources).toEqual({ a: "b" });
  // The build's own, and two tens for nineteen steps.
  expect(outputs).toBeLessThan(many.length);
});

test("of many checks of one step alone, as the watch makes them, only the newest is read", async () => {
  const names = Array.from(
    { length: 60 },
    (_, index) => `fnd203-verify-steps-20261122T0900${10 + (index % 50)}-abc123-x`,
  );
  expect(stepInName(names[12]!)).toBe("x");
  const { standing, outputs } = await after(
    built,
    check("y", "met"),
    ...names.map((name, index) => ({ ...check("x", index === 59 ? "met" : "unmet"), name })),
  );
  expect(standing.results.map(({ step, status }) => [step, status])).toEqual([
    ["x", "met"],
    ["y", "met"],
  ]);
  // The build's, and one of each step.
  expect(outputs).toBe(3);
});

test("a look that the watch gave up for a later one is no failure", async () => {
  const givenUp: Ran = { ...check("x", "unmet"), status: "ABORTED" };
  expect((await after(built, givenUp)).execution).toBeUndefined();
  expect((await after(built, { ...givenUp, status: "FAILED" })).execution).toMatchObject({
    verb: "verify-steps",
  });
});

test("one takes up at the first step that counts and is not met", async () => {
  const required = guide.steps.filter((step) => !step.optional);
  const some = await after(built, check(required[0]!.id, "met"), check(required[1]!.id, "unmet"));
  expect(some.standing.station).toBe(2);
  const all = await after(built, ...required.map((step) => check(step.id, "met")));
  // Past the optional ones: clean-up.
  expect(all.standing.station).toBe(guide.steps.length + 1);
});

test("a check that was not permitted to look does not take away what was known", async () => {
  const blocked: Ran = {
    verb: "verify-steps",
    output: { lab: "fnd203", resources: {}, results: [result("x", "blocked")] },
  };
  expect((await after(built, check("y", "met"), blocked)).standing.resources).toEqual({ a: "b" });
});

test("how the network was is what the first build since the last clean-up says, however often it was built since", async () => {
  const network = (counted: string): NetworkMap => ({
    lab: "fnd203",
    counted,
    parties: [],
    decisions: [],
    ways: [],
    cells: [],
  });
  const builtWith = (counted: string): Ran => ({ ...built, output: { ...build, network: network(counted) } });
  const again = { ...builtWith("third"), output: { ...build, network: network("third"), sites: [] } };
  const { standing } = await after(builtWith("first"), cleaned, builtWith("second"), again);
  expect(standing.build).toMatchObject({ sites: [], network: { counted: "second" } });
  const { standing: looked } = await after(built, { verb: "map-network", output: network("now") });
  expect(looked.build).toEqual(build);
});
