import { expect, test } from "vitest";
import { temporaryFolder } from "../helpers/program.ts";
import { openTerminal } from "../helpers/terminal.ts";

const frame = (text: string) => String.raw`\033[?2026h\r\033[K${text}\033[?2026l`;

/** A shell that writes this at once, and ends. */
const says = async (text: string, ending = "exit 3") =>
  openTerminal({ home: await temporaryFolder(), program: ["/bin/sh", "-c", `printf '${text}'; ${ending}`] });

test("of frames that come at once none is passed over, also where the program ends behind them", async () => {
  const terminal = await says(["one", "two", "three"].map(frame).join(""));
  for (const text of ["one", "two", "three"]) await terminal.shows(new RegExp(`^${text}\\s*$`));
  expect(await terminal.ended).toBe(3);
  await expect(terminal.shows(/two/)).rejects.toThrow("It ended (3) without");
});

test("a frame's end that comes in two pieces is one all the same", async () => {
  const [begun, end] = [frame("two").slice(0, -3), frame("two").slice(-3)];
  const terminal = await says(frame("one") + begun, `sleep 0.1; printf '${end}${frame("three")}'`);
  for (const text of ["one", "two", "three"]) await terminal.shows(new RegExp(`^${text}\\s*$`));
});

test("what is outside of a frame disturbs, and a frame that has no end yet does not", async () => {
  const stray = await says(`${frame("one")}stray${frame("two")}`);
  await stray.ended;
  expect(stray.disturbances()).toEqual(['Written outside of a frame: "stray"']);
  const half = frame("two").slice(0, -10);
  for (const begun of [half, half.slice(0, 9), half.slice(0, 5), half.slice(0, 4)]) {
    const killed = await says(`${frame("one")}${begun}`, "kill -9 $$");
    expect(await killed.ended).toBe(137);
    expect(killed.disturbances()).toEqual([]);
  }
});
