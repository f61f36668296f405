import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { EXIT_CODES, HELP } from "../../cli/examples.ts";
import { FIRST_LAB, findLab, findStep } from "../../cli/labs.ts";
import { program } from "../../cli/program.ts";
import { temporaryFolder } from "../helpers/program.ts";

const handrail = program();
const commands = [handrail, ...handrail.commands];
const examples = commands.flatMap((command) =>
  (HELP[command.name()]?.examples ?? []).map(([line]) => ({ command: command.name(), line })),
);

test.each(commands.map((command) => command.name()))(
  "handrail %s --help has some examples, and not too many",
  (name) => {
    expect(HELP[name]?.examples.length, "cli/examples.ts").toBeGreaterThanOrEqual(2);
    expect(HELP[name]!.examples.length).toBeLessThanOrEqual(5);
    let text = "";
    const command = commands.find((one) => one.name() === name)!;
    const writeOut = (written: string) => {
      text += written;
    };
    command.configureOutput({ writeOut }).outputHelp();
    for (const [line, why] of HELP[name]!.examples) {
      expect(text).toContain(`  ${line}`);
      expect(text).toContain(`# ${why}`);
    }
    for (const code of HELP[name]!.exitCodes ?? [])
      expect(text).toContain(`  ${code}  ${EXIT_CODES[code]}\n`);
  },
);

test("no help is there for a command that is not", () => {
  expect(Object.keys(HELP).sort()).toEqual(commands.map((command) => command.name()).sort());
});

describe("each example is a line that this program takes", () => {
  /** What bash hands to handrail for each example, pipes and quotes read as bash reads them. */
  let calls: string[][];

  beforeAll(async () => {
    const ends: (() => Promise<void>)[] = [];
    const home = await temporaryFolder((end) => ends.push(end));
    for (const folder of [".zfunc", ".config/fish/completions"])
      await mkdir(join(home, folder), { recursive: true });
    const script = [
      'handrail() { local word; for word; do printf "%s\\0" "$word" >> log; done; }; jq() { cat; }; less() { cat; }',
      ...examples.map(({ line }) => `${line} > out; printf "\\n\\0" >> log`),
      "cat log",
    ].join("\n");
    const log = execFileSync("bash", ["--norc", "-c", script], {
      cwd: home,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: home },
    });
    calls = log
      .split("\n\0")
      .slice(0, -1)
      .map((call) => call.split("\0").slice(0, -1));
    for (const end of ends) await end();
  });

  test.each(examples.map(({ line }, index) => ({ line, index })))("$line", async ({ index }) => {
    const { command, line } = examples[index]!;
    const parsing = program();
    let ran: { name: string; args: string[]; options: { step?: string[] } } | undefined;
    for (const one of parsing.commands)
      one.configureOutput({ writeErr: () => {} }).action(() => {
        ran = { name: one.name(), args: one.args, options: one.opts() };
      });
    if (calls[index]!.includes("--help")) {
      // It ends here, and is for another command.
      expect(handrail.commands.map((one) => one.name())).toContain(calls[index]![0]);
      return;
    }
    await parsing.parseAsync(calls[index]!, { from: "user" });
    if (command !== "handrail") expect(ran?.name, line).toBe(command);
    expect(ran).toBeDefined();
    const named = ["verify", "solve", "steps"].includes(ran!.name) ? ran!.args : (ran!.options.step ?? []);
    for (const step of named) expect(findStep(findLab(FIRST_LAB), step)).toBeDefined();
    if (ran!.name === "start") expect(ran!.args).toEqual([]);
  });
});
