import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { completionScript } from "../../cli/completion.ts";
import { LABS } from "../../cli/labs.ts";
import { program } from "../../cli/program.ts";
import { temporaryFolder } from "../helpers/program.ts";

const handrail = program();
const help = handrail.createHelp();
const commands = help.visibleCommands(handrail);
const names = commands.flatMap((command) => [command.name(), ...command.aliases()]);
const steps = LABS.flatMap((lab) => lab.steps.map(({ id }) => id));

const flagsOf = (command: Command): string[] =>
  help
    .visibleOptions(command)
    .flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined));

describe("bash", () => {
  const script = completionScript(handrail, "bash");

  /** What bash offers for the last of these words. */
  const offered = (cwd: string | undefined, ...words: string[]): string[] =>
    execFileSync(
      "bash",
      [
        "--norc",
        "-euc",
        `${script}
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        PATH=/nonexistent
        _handrail
        for word in \${COMPREPLY[@]+"\${COMPREPLY[@]}"}; do printf '%s\\n' "$word"; done`,
        "bash",
        "handrail",
        ...words,
      ],
      { encoding: "utf8", cwd },
    )
      .split("\n")
      .slice(0, -1);

  test.each<[words: string[], expected: string[]]>([
    [[""], names],
    [["cl"], ["clean-up", "cleanup"]],
    [["--screen"], ["--screen-reader"]],
    [["--ve"], ["--version"]],
    [
      ["--pace", ""],
      ["instant", "fast", "real"],
    ],
    [
      ["verify", "session"],
      ["session", "session-preferences", "session-log"],
    ],
    [["verify", "trail", ""], steps],
    [
      ["verify", "--lab", "fnd203", "trail", "co"],
      ["config", "config-timeline"],
    ],
    [["verify", "--lab", ""], LABS.map(({ id }) => id)],
    [["verify", "--lab", "=", "fnd"], ["fnd203"]],
    [["verify", "--lab", "="], LABS.map(({ id }) => id)],
    [["verify", "--lab", "=", "fnd203", "ev"], ["event-history"]],
    [["solve", "--region", "trail", "tr"], ["trail"]],
    [["solve", "trail", "tr"], []],
    [["solve", "trail", "--js"], ["--json"]],
    [["cleanup", "--pace", "re"], ["real"]],
    [
      ["env", "--shell", ""],
      ["sh", "fish", "powershell"],
    ],
    [["serve", "--att"], []],
    [
      ["validate", "--step", "trail", "conf"],
      ["config", "config-timeline"],
    ],
    [["run", "--step", "trail", "--lab", "fnd203", "--ju"], ["--junit"]],
    [["validate", "--json", "--ju"], ["--junit"]],
    [["validate", "--json", "--junit", "x", "--ste"], ["--step"]],
    [["session", ""], []],
    [["build", "--port", ""], []],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["help", "und"], ["undeploy"]],
    [["nothing", ""], []],
  ])("handrail %j", (words, expected) => {
    expect(offered(undefined, ...words)).toEqual(expected);
  });

  test("each command's options, where it takes no more words as well", () => {
    for (const command of commands.filter((one) => one.name() !== "help")) {
      expect(offered(undefined, command.name(), "-")).toEqual(flagsOf(command));
      if (command.registeredArguments.length === 0)
        expect(offered(undefined, command.name(), "")).toEqual(flagsOf(command));
    }
  });

  test("files where a file is asked for", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "templates"));
    await writeFile(join(folder, "template.yaml"), "");
    expect(offered(folder, "build", "--template", "temp").sort()).toEqual(["template.yaml", "templates"]);
  });

  test("it is what bash asks for this command", () => {
    const asked = execFileSync("bash", ["--norc", "-ec", `${script}\ncomplete -p handrail`], {
      encoding: "utf8",
    });
    expect(asked).toBe("complete -F _handrail handrail\n");
  });
});

describe("zsh", () => {
  const script = completionScript(handrail, "zsh");
  const blocks = new Map(
    [...script.matchAll(/^ {4}(\S.*)\)\n {6}_arguments -S((?: \\\n {8}'.*')*)\n {6};;$/gm)].map((match) => [
      match[1]!,
      match[2]!.split(" \\\n        ").slice(1).map(unquoted),
    ]),
  );

  /** A word in single quotes, each of which a shell of this family reads the same. */
  function unquoted(word: string): string {
    expect(word).toMatch(/^'(?:[^']|'\\'')*'$/);
    return word.slice(1, -1).replaceAll(`'\\''`, "'");
  }

  test("its syntax is one that bash reads too, and it is found by its first line", () => {
    execFileSync("bash", ["-n", "-c", script]);
    expect(script).toMatch(/^#compdef handrail\n/);
  });

  test("it has each command, and each command's options and words", () => {
    expect([...blocks.keys()]).toEqual([
      "''",
      ...commands.map((command) => [command.name(), ...command.aliases()].join(" | ")),
    ]);
    for (const command of commands.filter((one) => one.name() !== "help")) {
      const specs = blocks.get([command.name(), ...command.aliases()].join(" | "))!;
      // (others)--option=[explanation]:value:action, in which brackets and colons are escaped.
      const options = specs.filter((spec) => /^\*?(\(.*?\))?-/.test(spec));
      for (const spec of options)
        expect(spec).toMatch(/^\*?(\([^)]*\))?--?[A-Za-z-]+=?\[([^[\]:\\]|\\[[\]:\\])*\](::?[\w-]+:[^:]+)?$/);
      expect(options.map((spec) => /^\*?(?:\(.*?\))?(--?[A-Za-z-]+)/.exec(spec)![1])).toEqual(
        flagsOf(command),
      );
    }
    expect(blocks.get("verify")).toContain(`*:steps:(${steps.join(" ")})`);
    expect(blocks.get("solve")).toContain(`1:step:(${steps.join(" ")})`);
    // As many as one likes, but only after the option.
    expect(blocks.get("validate | run")).toContain(
      `*:steps:{(( $words[(I)--step] )) && compadd -- ${steps.join(" ")}}`,
    );
    expect(blocks.get("build")).toContainEqual(expect.stringMatching(/^--template=.*:file:_files$/));
    expect(blocks.get("build")).toContainEqual(expect.stringMatching(/^--home=.*:folder:_files -\/$/));
  });
});

describe("fish", () => {
  const script = completionScript(handrail, "fish");
  const lines = script.split("\n").filter((line) => line.startsWith("complete "));

  /** The words of a line, as fish reads them: in single quotes only these and backslashes are escaped. */
  function wordsOf(line: string): string[] {
    expect(line).toMatch(/^(?:(?:[\w-]+|'(?:[^'\\]|\\['\\])*')(?: |$))+$/);
    return [...line.matchAll(/'((?:[^'\\]|\\['\\])*)'|[\w-]+/g)].map(([word, quoted]) =>
      quoted === undefined ? word : quoted.replace(/\\(['\\])/g, "$1"),
    );
  }

  const parsed = lines.map(wordsOf);
  const follows = (words: string[], flag: string): string | undefined =>
    words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined;

  test("it has each command, and each command's options and words", () => {
    expect(parsed.every((words) => words.slice(0, 3).join(" ") === "complete -c handrail")).toBe(true);
    const first = parsed.filter((words) => follows(words, "-n") === "test (count (commandline -opc)) -eq 1");
    expect(first.map((words) => follows(words, "-a"))).toEqual(names);
    for (const command of commands.filter((one) => one.name() !== "help")) {
      const when = `contains -- (__handrail_command) ${[command.name(), ...command.aliases()].join(" ")}`;
      const mine = parsed.filter((words) => follows(words, "-n") === when);
      const flags = mine.flatMap((words) => [
        ...(words.includes("-s") ? [`-${follows(words, "-s")}`] : []),
        ...(words.includes("-l") ? [`--${follows(words, "-l")}`] : []),
      ]);
      expect(flags).toEqual(flagsOf(command));
      if (["verify", "solve", "steps"].includes(command.name()))
        expect(mine.some((words) => follows(words, "-a") === steps.join(" "))).toBe(true);
    }
  });

  test("an option that takes several values goes on being offered them", () => {
    const when = "contains -- (__handrail_command) validate run; and __handrail_after --step";
    const [further, ...others] = parsed.filter((words) => follows(words, "-n") === when);
    expect(others).toEqual([]);
    expect(follows(further!, "-a")).toBe(steps.join(" "));
  });

  test("an option's value is its choices, or files, or anything", () => {
    const build = parsed.filter((words) => follows(words, "-n")?.endsWith(" build"));
    const option = (name: string) => build.find((words) => follows(words, "-l") === name)!.slice(7);
    expect(option("pace").slice(0, 3)).toEqual(["-x", "-a", "instant fast real"]);
    expect(option("template").slice(0, 2)).toEqual(["-r", "-F"]);
    expect(option("home").slice(0, 3)).toEqual(["-x", "-a", "(__fish_complete_directories)"]);
    expect(option("port")[0]).toBe("-x");
    expect(option("aws")[0]).toBe("-d");
  });
});
