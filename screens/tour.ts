import { execFileSync } from "node:child_process";
import { PROGRAM } from "../drive/program.ts";
import type { Terminal } from "../drive/terminal.ts";

/** One picture: its file's name, what it shows, and the keys that lead there from the one before. */
export interface Stop {
  name: string;
  title: string;
  go(terminal: Terminal): Promise<void>;
}

/** Selects a step, wherever it is on the path: `handrail steps` lists them in its order, two spaces before each. */
async function goTo({ press, shows }: Terminal, id: string): Promise<void> {
  const steps = execFileSync(process.execPath, [PROGRAM, "steps"], { encoding: "utf8" }).match(/^ {2}.*$/gm)!;
  const index = steps.findIndex((line) => line.startsWith(`  ${id} `));
  const [title] = steps[index]!.slice(id.length + 2)
    .trim()
    .split(" ");
  press(`g${"j".repeat(index + 1)}`);
  await shows(new RegExp(`› . ${title}`));
}

/** What a participant sees on the way through the lab, in the order in which they do. */
export const TOUR: readonly Stop[] = [
  {
    name: "start",
    title: "The start screen: which lab, where, and what it costs",
    async go({ shows }) {
      await shows(/local account/);
    },
  },
  {
    name: "machine",
    title: "The state machine that built the lab, drawn from its own definition",
    async go({ press, shows }) {
      press("\r");
      await shows(/Press b to build the lab/);
      press("b");
      await shows(/Your suffix/);
      press("ann\r");
      await shows(/The lab is built\./);
      press("e");
      await shows(/all executions.*✓ Map the network/s);
    },
  },
  {
    name: "findings",
    title: "A step that is verified: what is required, what is there, and what to do",
    async go(terminal) {
      const { press, shows } = terminal;
      press("\x1b");
      await goTo(terminal, "load-balancer-isolation");
      press("v");
      await shows(/requirements are not met yet/);
    },
  },
  {
    name: "network",
    title: "Who can talk to whom, before a step and after it",
    async go(terminal) {
      const { press, shows } = terminal;
      await goTo(terminal, "services-egress");
      press("s");
      await shows(/\(y\)/);
      press("y");
      await shows(/Met\./);
      press("t");
      await shows(/hosts that it may open.*65,536 hosts → /s);
    },
  },
  {
    name: "session",
    title: "A Session Manager shell beside the guide",
    async go(terminal) {
      const { press, shows } = terminal;
      press("\x1b");
      await goTo(terminal, "session");
      press("x");
      await shows(/open a session on/);
      press("\r");
      await shows(/sh-\S*\$/);
      press("whoami\r");
      await shows(/ssm-user/);
      press("\x1d");
    },
  },
  {
    name: "clean-up",
    title: "The plan of a clean-up, before anything is touched",
    async go({ press, shows }) {
      press("c");
      await shows(/y removes it/);
    },
  },
];

/** What an instructor sees of a course. */
export const FLEET_TOUR: readonly Stop[] = [
  {
    name: "fleet",
    title: "Where each account of a course stands, and a reset that runs",
    async go({ press, shows }) {
      await shows(/All are looked at.*\n/);
      await shows(/A reset runs since .*: 1 of 3 accounts done, 0 failed, 2 under way/);
      press("j");
      await shows(/› ✗ training-eva/);
    },
  },
];
