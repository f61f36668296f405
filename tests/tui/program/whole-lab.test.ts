import { expect, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

test("all steps by keys, and a clean-up that is killed half-way and taken up at the next start", async () => {
  const home = await temporaryFolder();
  const size = { columns: 120, rows: 40, args: ["--pace", "instant"] };
  const terminal = openTerminal({ home, ...size });
  await terminal.shows(/Press b to build the lab\./);
  await terminal.builds();
  await terminal.shows(/The lab is built\./);

  let [required, optional] = [0, 0];
  const all = fnd203Guide.steps.filter((step) => !step.optional).length;
  for (const step of fnd203Guide.steps) {
    terminal.press(KEYS.down);
    // The heading of its page.
    await terminal.shows(new RegExp(step.guide.split("\n")[0]!.replace(/^# /, "")));
    terminal.press("s");
    await terminal.shows(/done for you\? \(y\)/);
    terminal.press("y");
    if (step.optional) optional++;
    else required++;
    await terminal.shows(new RegExp(`${required} of ${all} done, ${optional} of \\d+ opt`));
    await terminal.shows(/findings: met/);
  }
  // What was told of the last step goes with it.
  terminal.press("g");
  await terminal.shows((lines) => !lines.join("\n").includes("All that the lab asks for is done"));
  terminal.press("V");
  await terminal.shows(/All that the lab asks for is done/);

  terminal.press("c");
  await terminal.shows(/y removes it, n leaves all as it is/);
  terminal.press("y");
  await terminal.shows(/Cleaning up/);
  terminal.kill("SIGKILL");
  await terminal.ended;
  expect(terminal.disturbances()).toEqual([]);

  const again = openTerminal({ home, ...size });
  await again.shows(/Clean: nothing of the lab is left/);
  await again.shows(/nothing that was there before is missing/);
  again.press("q");
  expect(await again.ended).toBe(0);
});
