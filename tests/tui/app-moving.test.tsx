import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { show, sizes } from "./app-fixture.ts";
import { guide, localPlace } from "./fixtures.ts";

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

describe.each([sizes[0]!, sizes[3]!])("a lab of nineteen steps at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows);
  });

  test("every station can be gone to and is seen, within the screen", async () => {
    await app.shows(/Ready/);
    for (const [index, { title }] of guide.steps.entries()) {
      app.press("j");
      // The rest of its title is on the lines below, on so narrow a path.
      await app.shows(new RegExp(`› · ${title.split(" ")[0]}`));
      const lines = app.lastFrame()!.split("\n");
      expect(lines, String(index)).toHaveLength(rows);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    }
    app.press("j");
    await app.shows(/› · Clean up/);
  });

  test("its questions are put and answered by number", async () => {
    await app.shows(/Ready/);
    app.press("ja");
    await app.shows(/Question 1 of 2/);
    app.press("2");
    await app.shows(/Right\. GuardDuty/);
    app.press("a");
    await app.shows(/Question 2 of 2/);
    app.press("2");
    await app.shows(/Not quite/);
    app.press("a");
    await app.shows(/1 of 2 answered right/);
    expect(app.calls).toEqual([]);
  });
});

describe.each([sizes[2]!, sizes[3]!])("a search at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows);
  });

  test("goes from match to match through the lab, and is ended by Esc", async () => {
    await app.shows(/Ready/);
    app.press("/DNS q?j");
    await app.shows(/\/ DNS q\?j/);
    for (const _ of "q?j") app.press("\x7f");
    app.press("logs\r");
    await app.shows(/1 of 19: "DNS logs"/);
    await app.shows(/It was seen in the\s+DNS logs/);
    app.press("n");
    await app.shows(/2 of 19/);
    app.press("N");
    await app.shows(/1 of 19/);
    app.press("[");
    await app.shows(/› · Record every[^\n]*\n?[^\n]*change/);
    app.press("n");
    await app.shows(/\d of 19/);
    app.press("\x1b");
    await expect.poll(() => app.lastFrame()).not.toMatch(/of 19/);
    app.press("/nowhere\r");
    await app.shows(/Nothing is called "nowhere" here/);
  });

  test("looks through help as well", async () => {
    await app.shows(/Ready/);
    app.press("?/verify all\r");
    await app.shows(/1 of \d: "verify all"/);
    await app.shows(/verify all steps/);
    app.press("\x1b");
    await expect.poll(() => app.lastFrame()).not.toMatch(/1 of \d/);
    app.press("?");
    await app.shows(/local account/);
  });
});

describe.each([sizes[0]!, sizes[2]!, sizes[3]!])("the commands at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows);
  });

  test("are selected one by one, seen, and copied whole", async () => {
    await app.shows(/Ready/);
    app.press("jm");
    await app.shows(/# 1 {2}In a second terminal, once {2}← y copies it/);
    app.press("j");
    await app.shows(/# 2 {2}See the group {2}← y copies it\s+aws ec2/);
    app.press("jk2y");
    await app.shows(/Copied command 2\./);
    const command = "aws ec2 describe-security-groups --group-ids GROUP";
    expect(app.frames.join("")).toContain(`\x1b]52;c;${Buffer.from(command).toString("base64")}\x07`);
    app.press("Y");
    await app.shows(/Copied all 2 commands/);
    const all = `${localPlace.shellCommand}\n${command}`;
    expect(app.frames.join("")).toContain(`\x1b]52;c;${Buffer.from(all).toString("base64")}\x07`);
    // Elsewhere the arrows select steps again.
    app.press("\x1b");
    await app.shows(/Do it\./);
    app.press("j");
    await app.shows(/› · Record every[\s│]+change/);
  });
});
