import { afterEach, describe, expect, test } from "vitest";
import { awsPlace, show } from "./app-fixture.ts";

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

describe("the plan of a clean-up", () => {
  test("on the local account is answered by a key", async () => {
    app = show(80, 24);
    await app.shows(/Ready/);
    app.press("c");
    await app.shows(/stack FND203-Demo-Stack/);
    app.press("n");
    await app.shows(/all is as it was/);
    expect(app.approvals).toEqual([false]);
  });

  test.each(["training-seven", "123456789012"])(
    "on AWS is approved by typing %s, and by no other word",
    async (word) => {
      app = show(120, 40, {}, awsPlace);
      await app.shows(/Ready/);
      app.press("c");
      await app.shows(/type training-seven or 123456789012, then Enter/);
      for (const key of "yes") app.press(key);
      await app.shows(/then Enter: yes/);
      app.press("\r");
      await app.shows(/Not "yes"\. Type training-seven or 123456789012, or press Esc for no/);
      for (const key of word) app.press(key);
      await app.shows(new RegExp(`then Enter: ${word}`));
      app.press("\r");
      await expect.poll(() => app.approvals).toEqual([true]);
    },
  );

  test("on AWS is declined with Esc", async () => {
    app = show(60, 20, {}, awsPlace);
    await app.shows(/Ready/);
    app.press("c");
    await app.shows(/Goes: 1 thing/);
    app.press("\x1b");
    await app.shows(/all is as it was/);
    expect(app.approvals).toEqual([false]);
  });

  test.each([
    [80, 24],
    [60, 12],
    [200, 60],
  ])("is read as a tree at %i × %i: rows are selected, folded, and scrolled to", async (columns, rows) => {
    app = show(columns, rows);
    await app.shows(/Ready/);
    app.press("c");
    await app.shows(/▾ Goes: 1 thing/);
    // The group, its stage, the thing in it, and then the group of what stays.
    for (const _ of "123") app.press("\x1b[B");
    await app.shows(/▾ Stays, because it is not the lab's/);
    app.press("\x1b[D");
    await app.shows(/▸ Stays, because it is not the lab's[\s\S]*VPC vpc-1/);
    app.press("\x1b[H");
    for (const _ of "123") app.press("\x1b[A");
    app.press("\r");
    await app.shows(/▸ Goes: 1 thing/);
    app.press("\x1b[C");
    await app.shows(/▾ Goes: 1 thing/);
    app.press("y");
    await expect.poll(() => app.approvals).toEqual([true]);
  });
});
