import { createElement } from "react";
import { afterEach, describe, expect, test } from "vitest";
import { fnd203Guide } from "../../../../tasks/labs/fnd203/guide.ts";
import { App } from "../../../../tui/app.tsx";
import type { Orchestrator } from "../../../../tui/execution/orchestrator.ts";
import { emptyView } from "../../../../tui/execution/view.ts";
import type { LabSession } from "../../../../tui/session.ts";
import type { NetworkMap, Verb } from "../../../../workflows/contract.ts";
import { at, build, localPlace, noShells, result } from "../../fixtures.ts";
import { render } from "../../render.ts";
import { builtMap, changedMap, smallerMap } from "./maps.ts";

/** What the machines of a lab that is built answer, and what they were asked. */
interface Answers {
  /** What the network's machine says, look by look; absent: this orchestrator does not have it. */
  maps?: (NetworkMap | Error)[];
  before?: NetworkMap | null;
}

function show(columns: number, rows: number, { maps, before = builtMap }: Answers) {
  const calls: Verb[] = [];
  const held: (() => void)[] = [];
  let change: (() => void) | undefined;
  let looks = 0;
  const fake: Pick<Orchestrator, "start" | "recent" | "follow" | "output" | "input" | "has"> = {
    has: (verb) => verb !== "map-network" || maps !== undefined,
    async start(verb) {
      calls.push(verb);
      return verb;
    },
    recent: async (_lab, verb) =>
      verb === "build-lab" ? [{ executionArn: "build", status: "SUCCEEDED", startDate: at(0) } as never] : [],
    output: async () => ({ ...build, network: before ?? undefined }),
    input: async () => ({}),
    async *follow(verb) {
      if (verb !== "map-network") {
        yield emptyView(verb);
        await new Promise<void>((resolve) => held.push(resolve));
        const output = { lab: "fnd203", resources: {}, results: [result("services-egress", "met")] };
        yield { ...emptyView(verb), status: "SUCCEEDED", output };
        return;
      }
      const answer = maps![Math.min(looks++, maps!.length - 1)]!;
      if (answer instanceof Error)
        yield { ...emptyView(verb), status: "FAILED", error: "LabNotFound", cause: answer.message };
      else yield { ...emptyView(verb), status: "SUCCEEDED", output: answer };
    },
  };
  const session: LabSession = {
    guide: fnd203Guide,
    // Of the class only these are used; its private fields are what TypeScript misses.
    orchestrator: fake as unknown as Orchestrator,
    place: localPlace,
    proposedSuffix: "me",
    notices: [],
    openShell: noShells,
    changes: {
      async *changes(signal) {
        while (!signal.aborted) {
          await new Promise<void>((resolve) => {
            change = resolve;
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
          if (signal.aborted) return;
          yield { late: false };
          // What is in logs and records later has nothing to do with it.
          yield { late: true };
        }
      },
      async *executions() {},
      stir() {},
    },
  };
  const open = async () => session;
  const app = render(createElement(App, { guide: fnd203Guide, kind: "local", open }), columns, rows);
  return {
    ...app,
    calls,
    /** Lets the machine that runs come to its end. */
    async finish() {
      await expect.poll(() => held.length).toBeGreaterThan(0);
      held.shift()!();
    },
    async changeAccount() {
      await expect.poll(() => change).toBeDefined();
      change!();
    },
    frame: () => app.lastFrame()!,
    shows: (text: string | RegExp) => expect.poll(() => app.lastFrame(), { interval: 10 }).toMatch(text),
    press: (keys: string) => app.stdin.write(keys),
  };
}

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

/** Opens the network from the step of this id. */
async function openAt(step: string): Promise<void> {
  await app.shows(/Where you left off/);
  app.press("j".repeat(1 + fnd203Guide.steps.findIndex(({ id }) => id === step)));
  app.press("t");
}

describe.each([
  [80, 24],
  [200, 60],
  [60, 12],
])("at %i × %i", (columns, rows) => {
  test("the step's own cell is selected, within the screen, and told before and now", async () => {
    app = show(columns, rows, { maps: [changedMap] });
    await openAt("services-egress");
    await app.shows(/65,536 hosts → 6 hosts/);
    const lines = app.frame().split("\n");
    expect(lines).toHaveLength(rows);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(app.frame()).toMatch(/Services 1: hosts that it may open SSH\/RDP to/);
    expect(lines.find((line) => /^(Services 1|Svc1)/.test(line))).toMatch(/6\*$/);
    app.press("kkkkkk");
    for (let press = 0; press < 12; press++) app.press("\x1b[D");
    await app.shows(/Load bal\. 1 → Internet/);
    expect(app.frame().split("\n")).toHaveLength(rows);
  });
});

test("80 × 24 holds the whole matrix, and what two steps changed is marked", async () => {
  app = show(80, 24, { maps: [changedMap] });
  await openAt("load-balancer-isolation");
  await app.shows(/22\*/);
  const lines = app.frame().split("\n");
  const matrix = lines.slice(lines.findIndex((line) => line.includes("Net  Ofc")) + 1).slice(0, 12);
  expect(matrix.map((line) => line.trimEnd())).toEqual([
    "Internet                80   80    ×    ×    ×    ×    ×    ×   80   80",
    "Office                   ×    ×    ×    ×    ×    ×  22+  22+    ×    ×",
    "Load bal. 1    ·    ×         ·   80   80    ×*   ×*   ·    ·    ×    ×       0",
    "Load bal. 2    ·    ×    ·        80   80    ×*   ×*   ·    ·    ×    ×       0",
    "Web 1        all    ×   80   80         · 3306 3306    ·    ·    ×    ×     any",
    "Web 2        all    ×   80   80    ·      3306 3306    ·    ·    ×    ×     any",
    // As in 2019 the NAT gateway stands in the load balancer's subnet: the guide's rules cut its way back off.
    "Database 1     ×*   ×    ×*   ×*   ·    ·         ·    ·    ·    ×    ×     any",
    "Database 2     ×*   ×    ×*   ×*   ·    ·    ·         ·    ·    ×    ×     any",
    "Services 1   443    ·    ·    ·   22*  22*  22*  22*        ·   22*  22*      6*",
    "Services 2   443    ·    ·    ·   22*  22*  22*  22*   ·        22*  22*      6*",
    "PoC 1        all    ×    ×    ×    ×    ×    ×    ×    ·    ·        80     any",
    "PoC 2        all    ×    ×    ×    ×    ×    ×    ×    ·    ·   80          any",
  ]);
});

test("a cell says which rule decides, by its id, and Enter shows the whole path there and back", async () => {
  app = show(100, 40, { maps: [changedMap] });
  await openAt("load-balancer-isolation");
  await app.shows(/Load bal\. 1 → Database 1: changed since the build/);
  await app.shows(/closed, by security groups alone → closed by the network/);
  await app.shows(/✗ outbound rule 50 of the network ACL LoadBalancerIsolation \(acl-\S+\) denies it/);
  await app.shows(/When the lab was built:/);
  app.press("\r");
  await app.shows(/What the packets meet, there and back\n1\. ✗ no outbound rule of WebApp Application/);
  await app.shows(/\d\. ✓ the answer: route table rtb-webAppPrivate: 10\.0\.0\.0\/16 → local/);
  app.press("\x1b");
  await app.shows(/from \\ to/);
  app.press("\x1b");
  await app.shows(/Security groups only allow/);
});

test("it looks when it is opened, when a machine has ended, when the account changes and on r, and is never busy", async () => {
  app = show(80, 24, { maps: [builtMap, changedMap, builtMap, changedMap] });
  await app.shows(/Where you left off/);
  app.press("V");
  await app.shows(/▸ Record every call/);
  app.press("t");
  await app.shows(/65,536/);
  // The machine that runs says itself when it has ended.
  expect(app.calls).toEqual(["verify-steps"]);
  await app.finish();
  await expect.poll(() => app.calls).toEqual(["verify-steps", "map-network"]);
  app.press("r");
  await app.shows(/22\*/);
  await app.changeAccount();
  await expect.poll(() => app.frame()).not.toMatch(/22\*/);
  // Nothing is running that keeps another machine from being started.
  app.press("[");
  await app.shows(/· Record every call/);
  app.press("V");
  await app.shows(/▸ Record every call/);
  expect(app.calls.filter((verb) => verb === "verify-steps")).toHaveLength(2);
});

test("Tab goes from change to change, and from the last to the first", async () => {
  app = show(80, 24, { maps: [changedMap] });
  await openAt("services-ingress");
  await app.shows(/Office → Services 1/);
  await app.shows(/22\*/);
  for (const pair of [/Load bal\. 1 → Database 1:/, /Load bal\. 1 → Database 2:/]) {
    app.press("\t");
    await app.shows(pair);
  }
  app.press("G");
  await app.shows(/PoC 2 → Database 2/);
  app.press("\t");
  await app.shows(/Load bal\. 1 → Database 1:/);
});

test("an orchestrator of before is said to be one, and what to do", async () => {
  app = show(80, 24, { before: null });
  await openAt("services-egress");
  await app.shows(/older than this screen.*\n?.*handrail deploy --aws/);
});

test("how the network was is shown where it cannot be looked at, and why not", async () => {
  app = show(80, 24, { maps: [new Error("vpc.poc (vpc-1) is gone: clean up the lab and build it again.")] });
  await openAt("poc-protection");
  await app.shows(/PoC 1 → PoC 2/);
  await app.shows(/vpc\.poc \(vpc-1\) is gone/);
});

test("a server that is gone keeps its place, and counts as a change", async () => {
  app = show(80, 24, { maps: [smallerMap] });
  await openAt("poc-protection");
  await app.shows(/TCP 80 → not there/);
  await app.shows(/PoC 1 +all.*gone\*/);
});
