import { describe, expect, test } from "vitest";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import { commandsOf, commandsPage } from "../../tui/screens/lab/commands-page.ts";
import { pageOf } from "../../tui/screens/lab/page-of.ts";
import { clipboardSequence } from "../../tui/text/clipboard.ts";
import { hyperlink } from "../../tui/text/hyperlink.ts";
import { textOf } from "../../tui/text/text.ts";
import { build, guide, localPlace, noChanges, noShells, stateWith, textsOf } from "./fixtures.ts";

const awsPlace = { ...localPlace, kind: "aws" as const, endpoint: undefined, shellCommand: undefined };
const [step] = guide.steps;

describe("the commands page", () => {
  test("numbers the commands, and says which one is selected without a colour", () => {
    const texts = textsOf(commandsPage(step!, build.resources, localPlace, 80, 1));
    expect(texts).toContain("# 1  In a second terminal, once");
    expect(texts).toContain("# 2  See the group  ← y copies it");
  });

  test.each([52, 80, 200])(
    "of each step has each command whole behind its number, %i columns wide",
    (width) => {
      for (const one of fnd203Guide.steps)
        for (const place of [localPlace, awsPlace]) {
          const lines = commandsPage(one, build.resources, place, width);
          for (const [index, { command }] of commandsOf(one, build.resources, place).entries()) {
            const own = lines.filter(({ item, spans }) => item === index && spans[0]?.code);
            // As a shell reads it: a backslash at a line's end joins the next line.
            const joined = own.map(textOf).join("\n").replaceAll(/\\\n/g, "").replaceAll("''", "");
            expect(joined.replaceAll(/\s+/g, " ")).toBe(command.replaceAll(/\s+/g, " "));
          }
        }
    },
  );

  test("leads to the console on AWS, and says what stands in for it here", () => {
    const aws = commandsPage(step!, build.resources, awsPlace, 80);
    const href = "https://us-east-1.console.aws.amazon.com/";
    expect(aws.at(-1)!.spans).toContainEqual({ text: href, href });
    expect(textsOf(commandsPage(step!, build.resources, localPlace, 200)).at(-1)).toMatch(/no console/);
    const session = {
      guide,
      orchestrator: undefined as never,
      changes: noChanges,
      openShell: noShells,
      proposedSuffix: "me",
      notices: [],
    };
    const page = (place: typeof awsPlace) =>
      pageOf({ kind: "step", step: step! }, stateWith({ build }), guide, { ...session, place }, 80);
    expect(page(awsPlace).at(-1)!.spans.at(-1)!.href).toBe(href);
  });
});

test("a text goes to the clipboard in base64, and in tmux once more for the terminal outside", () => {
  const plain = "\x1b]52;c;bHMgLWwg4oCm\x07";
  expect(clipboardSequence("ls -l …", false)).toBe(plain);
  expect(clipboardSequence("ls -l …", true)).toBe(`${plain}\x1bPtmux;\x1b${plain}\x1b\\`);
});

test.each([
  [{ TERM: "xterm-256color" }, true],
  [{ TERM: "linux" }, false],
  [{ TERM: "xterm-256color", FORCE_HYPERLINK: "0" }, false],
  [{ TERM: "linux", FORCE_HYPERLINK: "1" }, true],
])("with %o links are links: %s", (env, linked) => {
  const text = hyperlink("here", "https://example.com/", env);
  expect(text).toBe(linked ? "\x1b]8;;https://example.com/\x07here\x1b]8;;\x07" : "here");
});
