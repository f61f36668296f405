// One file, however long: all of it is one pane, in front of shells that a test plays.
import { createElement } from "react";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { App } from "../../../tui/app.tsx";
import type { LabSession } from "../../../tui/session.ts";
import type { OpenShell, Server, ShellEnd, ShellSize } from "../../../tui/shell/shell.ts";
import { build, guide, localPlace, noChanges } from "../fixtures.ts";
import { render } from "../render.ts";

/** Shells that do what a test says. */
function shells() {
  const opened: Server[] = [];
  const sizes: ShellSize[] = [];
  let typed = "";
  let ended = 0;
  let write = (_: string) => {};
  let finish = (_: ShellEnd) => {};
  let answer: Promise<void> | undefined;
  const open: OpenShell = async (server, { size, onOutput }) => {
    opened.push(server);
    sizes.push(size);
    await answer;
    const end = Promise.withResolvers<ShellEnd>();
    finish = end.resolve;
    write = (text) => onOutput(Buffer.from(text));
    return {
      sessionId: "participant-0123456789abcdefg",
      write: (bytes) => {
        typed += Buffer.from(bytes).toString();
      },
      resize: (to) => sizes.push(to),
      ended: end.promise,
      end: async () => {
        ended++;
        end.resolve({ how: "left", words: "Session participant-0123456789abcdefg is terminated." });
      },
    };
  };
  return {
    open,
    opened,
    sizes,
    typed: () => typed,
    ended: () => ended,
    write: (text: string) => write(text),
    finish: (end: ShellEnd) => finish(end),
    /** What StartSession answers, where not at once. */
    answers: (promise: Promise<void>) => {
      answer = promise;
    },
  };
}

const RESOURCES = {
  "instance.services1": "i-00000000000000001",
  "instance.services2": "i-00000000000000002",
  "instance.web1": "i-00000000000000003",
};

/** A lab that stands, with servers of these resources. */
function show(columns: number, rows: number, resources: Record<string, string> = RESOURCES) {
  const shell = shells();
  const execution = { executionArn: "arn", status: "SUCCEEDED", startDate: new Date() };
  const session: LabSession = {
    guide,
    place: localPlace,
    proposedSuffix: "me",
    notices: [],
    changes: noChanges,
    openShell: shell.open,
    // Of the class only what takes up the lab that stands is used; its private fields are what TypeScript misses.
    orchestrator: {
      recent: async (_: string, verb: string) => (verb === "build-lab" ? [execution] : []),
      output: async () => ({ ...build, resources }),
      input: async () => ({}),
    } as unknown as LabSession["orchestrator"],
  };
  const app = render(createElement(App, { guide, kind: "local", open: async () => session }), columns, rows);
  return {
    ...app,
    shell,
    lines: () => app.lastFrame()!.split("\n"),
    shows: (text: string | RegExp) => expect.poll(() => app.lastFrame(), { interval: 10 }).toMatch(text),
    press: (keys: string) => app.stdin.write(keys),
    /** Opens the shell of the guide's own server. */
    async opens() {
      await this.shows(/x (session|shell)/);
      app.stdin.write("x");
      await this.shows(/› Services Server for AZ1/);
      app.stdin.write("\r");
      await this.shows(/since \d\d:\d\d/);
    },
  };
}

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

describe.each<[number, number, ShellSize]>([
  [80, 24, { cols: 80, rows: 13 }],
  [120, 40, { cols: 120, rows: 24 }],
  [200, 60, { cols: 98, rows: 56 }],
  [60, 12, { cols: 60, rows: 5 }],
])("at %i × %i", (columns, rows, size) => {
  beforeEach(() => {
    app = show(columns, rows);
  });

  test("the guide stays to be read, and the shell has the size of its pane", async () => {
    await app.opens();
    app.shell.write(`${"x".repeat(size.cols)}y\r\n🙂${"世".repeat(size.cols)}!`);
    await app.shows(/!/);
    const lines = app.lines();
    expect(lines).toHaveLength(rows);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(lines.filter((line) => line.endsWith("x".repeat(size.cols)))).toHaveLength(1);
    expect(app.shell.sizes).toEqual([size]);
    expect(lines.slice(1, 4).join("")).toMatch(/\S/);
    expect(lines.at(-1)).toMatch(/^Every key is the server's {2}Shift-Tab back to the guide/);
  });
});

test("the servers that are there are offered, and the one that was chosen last first", async () => {
  app = show(80, 24);
  await app.shows(/x (session|shell)/);
  app.press("x");
  await app.shows(/› Services Server for AZ1 {2}i-0{16}1/);
  app.press("jj");
  await app.shows(/› Web Server for AZ1/);
  expect(app.lastFrame()).not.toContain("Database Server");
  app.press("\x1b");
  await app.shows(/x (session|shell)/);
  app.press("xj\r");
  await app.shows(/Services Server for AZ2 · since/);
  app.shell.finish({ how: "ended", words: "Session one has ended." });
  await app.shows(/Session one has ended\./);
  expect(app.lastFrame()).not.toContain("since");
  app.press("x");
  await app.shows(/› Services Server for AZ2/);
  expect(app.shell.opened.map(({ id }) => id)).toEqual(["i-00000000000000002"]);
});

test("of one server nobody is asked, and of none there is nothing to press", async () => {
  app = show(80, 24, { "instance.web1": "i-00000000000000003" });
  await app.shows(/x (session|shell)/);
  app.press("x");
  await app.shows(/Web Server for AZ1 · since/);
  app.unmount();
  app = show(80, 24, {});
  await app.shows(/Where you left off|b build again/);
  app.press("xj");
  await app.shows(/Record every API call/);
  expect(app.lastFrame()).not.toMatch(/x (session|shell)|open a session/);
});

test("keys that came with the one that opened it are typed, and none of them is the guide's", async () => {
  app = show(80, 24);
  const answer = Promise.withResolvers<void>();
  app.shell.answers(answer.promise);
  await app.shows(/x (session|shell)/);
  app.press("x\recho q\r");
  await app.shows(/Opening a session on Services Server for AZ1/);
  answer.resolve();
  await expect.poll(() => app.shell.typed()).toBe("echo q\r");
});

test("with the guide's keys the session goes on, and PgUp scrolls it", async () => {
  app = show(80, 24);
  await app.opens();
  app.shell.write(Array.from({ length: 60 }, (_, line) => `line ${line}`).join("\r\n"));
  await app.shows(/line 59/);
  app.press("\x1b[Z");
  await app.shows(/x to the shell/);
  app.press("\x1b[5~");
  await app.shows(/line 36\n(.*\n)*.*↓ 13 more lines \(PgDn\)/);
  app.press("j");
  await app.shows(/Record every API call with a trail/);
  app.press("x");
  await app.shows(/line 59/);
  await app.shows(/Every key/);
  expect(app.shell.ended()).toBe(0);
  app.resize(200, 60);
  await expect.poll(() => app.shell.sizes.at(-1)).toEqual({ cols: 98, rows: 56 });
});

test("why there is no session is read in the pane until it is closed, or tried again", async () => {
  app = show(80, 24);
  const refused = Promise.withResolvers<void>();
  app.shell.answers(refused.promise);
  await app.shows(/x (session|shell)/);
  app.press("x\r");
  await app.shows(/Opening a session/);
  refused.reject(new Error("It is not connected.\nLook at its instance profile."));
  await app.shows(/Look at its instance profile\.\n/);
  await app.shows(/x tries again, Esc closes this\./);
  expect(app.lines().at(-2)).toMatch(/^It is not connected\./);
  app.press("\x1b");
  await expect.poll(() => app.lastFrame()).not.toContain("instance profile");
  app.shell.answers(Promise.resolve());
  await app.opens();
  app.shell.finish({ how: "failed", words: "The connection to the session was lost." });
  await app.shows(/The connection to the session was lost\.\n/);
  expect(app.lines().at(-1)).toMatch(/x (session|shell)/);
});

test("nothing that a server writes reaches the terminal but text and colours", async () => {
  app = show(80, 24);
  await app.opens();
  const written: string[] = [];
  const before = app.frames.length;
  app.shell.write("\x1b]52;c;b3duZWQ=\x07\x1b]0;title\x07\x1b[?1049h\x07\x1b[2J\x1bcafter\x1b[31m!");
  await app.shows(/after/);
  written.push(...app.frames.slice(before));
  // Whatever is left of a frame without the looks of its text.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: looks are escape sequences.
  for (const frame of written) expect(frame.replaceAll(/\x1b\[[\d;]*m|\n/g, "")).not.toMatch(/\p{Cc}/u);
});

test("a flood leaves the keys with whoever presses them", async () => {
  app = show(80, 24);
  await app.opens();
  const chunk = "all work and no play makes Jack a dull boy\r\n".repeat(2_000);
  // More than can be read, and for as long as it takes.
  const flood = setInterval(() => app.shell.write(chunk), 1);
  onTestFinished(() => clearInterval(flood));
  await app.shows(/all work/);
  app.press("\x1b[Z");
  await app.shows(/x to the shell/);
  clearInterval(flood);
  app.shell.write("the end");
  await app.shows(/the end/);
});

test("what is still being typed when a session ends is no command of the guide's", async () => {
  app = show(80, 24);
  await app.opens();
  app.press("exit\r");
  app.shell.finish({ how: "ended", words: "Session one has ended." });
  app.press("?");
  app.press("jjj");
  await app.shows(/Session one has ended\./);
  expect(app.shell.typed()).toBe("exit\r?jjj");
  expect(app.lastFrame()).toMatch(/› . Build the lab/);
});

test("leaving the program leaves the server", async () => {
  app = show(80, 24);
  await app.opens();
  app.unmount();
  expect(app.shell.ended()).toBe(1);
});
