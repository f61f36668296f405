import { beforeAll, expect, test, vi } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { runningEndpoint } from "../../../infra/local/home-lock.ts";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { afterAllTests, start, temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

/**
 * One lab after the other in one account, whose functions are warm by then: what is looked at here is the terminal, and
 * that a lab can be built where there was one before.
 */
let home: string;
let account: ReturnType<typeof start>;
const atTheEnd = afterAllTests();
beforeAll(async () => {
  home = await temporaryFolder(atTheEnd);
  account = start(home, ["serve", "--pace", "instant", "--port", "0"], {}, atTheEnd);
  await account.said(/^AWS_ENDPOINT_URL=/);
});

// Twenty steps and more, each of which may take as long as a busy machine likes.
vi.setConfig({ testTimeout: 300_000 });

type Terminal = ReturnType<typeof openTerminal>;
const open = (columns: number, rows: number): Terminal =>
  openTerminal({ home, columns, rows, args: ["--pace", "instant"] });

const STEPS = fnd203Guide.steps;
const REQUIRED = STEPS.filter((step) => !step.optional).length;

/** The heading of a step's page. */
const headingOf = ({ guide }: (typeof STEPS)[number]) => new RegExp(guide.split("\n")[0]!.replace(/^# /, ""));

/** Has steps done by keys, from the one after the selected one, and sees each of them counted. */
async function solves({ press, shows }: Terminal, from = 0, to = STEPS.length): Promise<void> {
  for (let index = from; index < to; index++) {
    press(KEYS.down);
    await shows(headingOf(STEPS[index]!));
    press("s");
    await shows(/done for you\? \(y\)/);
    press("y");
    await shows(countOf(index));
    await shows(/findings: met/);
  }
}

/** What the path says below it once the steps up to this one are done. */
function countOf(index: number): RegExp {
  const done = STEPS.slice(0, index + 1);
  const optional = done.filter((step) => step.optional).length;
  return new RegExp(`${done.length - optional} of ${REQUIRED} done, ${optional} of \\d+ opt`);
}

async function verifiesAll({ press, shows }: Terminal): Promise<void> {
  // What was told of the last step goes with it.
  press("g");
  await shows((lines) => !lines.join("\n").includes("All that the lab asks for is done"));
  press("V");
  await shows(/All that the lab asks for is done/);
}

async function cleansUp({ press, shows }: Terminal): Promise<void> {
  press("c");
  await shows(/Goes: \d+ things, in this order/);
  await shows(/y removes it, n leaves all as it is/);
  press("n");
  await shows(/all is as it was/);
  press("c");
  await shows(/y removes it/);
  press("y");
}

/** Leaves by its key; the terminal is then as it was before. */
async function leaves(terminal: Terminal): Promise<void> {
  terminal.press("q");
  expect(await terminal.ended).toBe(0);
  expect(terminal.disturbances()).toEqual([]);
  terminal.expectAsItWas();
  expect(terminal.text().trim()).toBe("");
}

/** The pages beside a step's own, and what a check says of a step that is not done. */
async function looksAround({ press, shows }: Terminal): Promise<void> {
  press("e");
  await shows(/✓ build +with suffix .*-2 /);
  await shows(/├ if stackId ≠ '' → Wait for the stack/);
  press(KEYS.escape);
  await shows(/✓ Build the lab/);

  const index = STEPS.findIndex(({ id }) => id === "services-egress");
  press("j".repeat(1 + index));
  await shows(/Name who may be spoken to/);
  press("v");
  await shows(/2 of 6 requirements are not met yet/);
  await shows(/✗ Narrow what/);
  await shows(/expected/);
  await shows(/actual/);
  press("h");
  await shows(/h shows one more \(2 left\)/);
  press("m");
  await shows(/group-id,Values=sg-[0-9a-f]{17}/);
  press(KEYS.escape);
  await shows(/Name who may be spoken to/);
  press("g");
  await shows(/✓ Build the lab/);
}

/** Builds with a suffix of one's own, and is told what then can be done. */
async function builds({ press, shows }: Terminal, meanwhile = async () => {}): Promise<void> {
  await shows(/LOCAL {2}123456789012 us-east-1 no lab/);
  // Where a lab was cleaned up before, that is what is shown first.
  press("g");
  await shows((lines) => lines.at(-1)?.startsWith("b build ") ?? false);
  press("b");
  await shows(/Your suffix: \S/);
  press(`${KEYS.right}-2`);
  await shows(/fdn203-demo-bucket-[a-z0-9-]+-2/);
  press(KEYS.enter);
  await shows(/handrail-build-lab running/);
  await meanwhile();
  await shows(/The lab is built\./);
  // Told at the moment at which there is something to use it on.
  await shows(/eval (\\|"\$\()/);
  await shows(/✓ Build the lab/);
}

test("the whole lab by keys at 80 × 24, to which the terminal is resized in mid-run", async () => {
  const terminal = open(200, 60);
  await builds(terminal, async () => terminal.resize(80, 24));
  await terminal.shows((lines) => /^b (build again|rebuild) .*q quit$/.test(lines[23] ?? ""));
  expect(terminal.lines()[0]).toMatch(
    /^Mitigate.*LOCAL {2}123456789012 us-east-1 free built (just now|\d+ min)$/,
  );
  // A frame of the old size was under way: a higher screen than there was scrolls it.
  terminal.disturbances();
  await looksAround(terminal);
  await solves(terminal);
  await verifiesAll(terminal);
  await cleansUp(terminal);
  await terminal.shows(/Clean: nothing of the lab is left/);
  await terminal.shows(/us-east-1 no lab/);
  await leaves(terminal);
});

test("the whole lab by keys at 200 × 60, with a terminal that is killed while a step is done for it", async () => {
  const killed = open(120, 40);
  await builds(killed);
  killed.resize(200, 60);
  await killed.shows((lines) => /q quit$/.test(lines[59] ?? ""));
  expect(killed.lines().filter((line) => line.includes("q quit"))).toHaveLength(1);
  await looksAround(killed);
  const egress = STEPS.findIndex(({ id }) => id === "services-egress");
  await solves(killed, 0, egress);
  killed.press(`${KEYS.down}s`);
  await killed.shows(/done for you\? \(y\)/);
  killed.press("y");
  await killed.shows(/handrail-solve-step running/);
  killed.kill("SIGKILL");
  await killed.ended;
  expect(killed.disturbances()).toEqual([]);

  // What it had begun went on without it.
  const terminal = open(200, 60);
  await terminal.shows(countOf(egress));
  terminal.press(`g${"j".repeat(egress + 1)}`);
  await terminal.shows(/✓ Narrow what/);
  terminal.press("t");
  await terminal.shows(/65,536 hosts → 6 hosts/);
  terminal.press(KEYS.escape);
  await terminal.shows(/Name who may be spoken to/);
  await solves(terminal, egress + 1);
  await verifiesAll(terminal);
  await cleansUp(terminal);
  await terminal.shows(/Clean: nothing of the lab is left/);
  await leaves(terminal);
});

test("a clean-up by keys at 120 × 40 in which terminal and account end, taken up at the next start", async () => {
  const killed = open(120, 40);
  await builds(killed);
  await solves(killed, 0, 3);
  await cleansUp(killed);
  await killed.shows(/Cleaning up/);
  killed.kill("SIGKILL");
  // As when the terminal's own account loses it: it saves what it holds.
  account.child.kill("SIGTERM");
  await Promise.all([killed.ended, account.ended]);
  expect(killed.disturbances()).toEqual([]);

  const terminal = open(120, 40);
  await terminal.shows(/Clean: nothing of the lab is left/);
  await terminal.shows(/nothing that was there before is missing/);
  await leaves(terminal);
  // The account was its own this time, and ended with it.
  expect(await runningEndpoint(home)).toBeUndefined();
});
