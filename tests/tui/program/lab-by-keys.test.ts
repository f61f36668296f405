import { describe, expect, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

describe.each([
  [80, 24],
  [200, 60],
])("the lab by keys at %i × %i", (columns, rows) => {
  test("open, build, verify, solve, clean up, approve, leave", async () => {
    const terminal = openTerminal({
      home: await temporaryFolder(),
      columns,
      rows,
      args: ["--pace", "instant"],
    });
    await terminal.shows(/Build the lab/);
    await terminal.shows(/LOCAL {2}123456789012 us-east-1 no lab/);
    expect(terminal.buffer()).toBe("alternate");

    await terminal.shows(/Press b to build the lab\./);
    terminal.press("b");
    await terminal.shows(/Your suffix: \S/);
    terminal.press(`${KEYS.right}-2`);
    await terminal.shows(/fdn203-demo-bucket-[a-z0-9-]+-2/);
    terminal.press(KEYS.enter);
    await terminal.shows(/handrail-build-lab running/);
    await terminal.shows(/The lab is built\./);
    // Told at the moment at which there is something to use it on.
    await terminal.shows(/eval (\\|"\$\()/);
    await terminal.shows(/✓ Build the lab/);

    terminal.press("e");
    await terminal.shows(/✓ build +with suffix .*-2 /);
    await terminal.shows(/├ if stackId ≠ '' → Wait for the stack/);
    terminal.press(KEYS.escape);
    await terminal.shows(/✓ Build the lab/);

    // Wherever it is on the path.
    terminal.press("j".repeat(1 + fnd203Guide.steps.findIndex(({ id }) => id === "services-egress")));
    await terminal.shows(/Name who may be spoken to/);
    terminal.press("v");
    await terminal.shows(/2 of 6 requirements are not met yet/);
    await terminal.shows(/✗ Narrow what/);
    await terminal.shows(/expected/);
    await terminal.shows(/actual/);

    terminal.press("h");
    await terminal.shows(/h shows one more \(2 left\)/);
    terminal.press("m");
    await terminal.shows(/group-id,Values=sg-[0-9a-f]{17}/);
    terminal.press(KEYS.escape);
    await terminal.shows(/Name who may be spoken to/);

    terminal.press("s");
    await terminal.shows(/done for you\? \(y\)/);
    terminal.press("y");
    await terminal.shows(/✓ Narrow what/);
    await terminal.shows(/Met\./);
    await terminal.shows(/Done for you/);

    terminal.press("t");
    await terminal.shows(/65,536 hosts → 6 hosts/);
    terminal.press(KEYS.escape);
    await terminal.shows(/Name who may be spoken to/);

    terminal.press("c");
    await terminal.shows(/Goes: \d+ things, in this order/);
    await terminal.shows(/y removes it, n leaves all as it is/);
    terminal.press("n");
    await terminal.shows(/all is as it was/);
    terminal.press("c");
    await terminal.shows(/y removes it/);
    terminal.press("y");
    await terminal.shows(/Clean: nothing of the lab is left/);
    await terminal.shows(/us-east-1 no lab/);

    terminal.press("q");
    expect(await terminal.ended).toBe(0);
    expect(terminal.disturbances()).toEqual([]);
    expect(terminal.buffer()).toBe("normal");
    expect(terminal.text().trim()).toBe("");
    // The cursor is there again.
    expect(terminal.raw().lastIndexOf("\x1b[?25h")).toBeGreaterThan(terminal.raw().lastIndexOf("\x1b[?25l"));
  });
});
