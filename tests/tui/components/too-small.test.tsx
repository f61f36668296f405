import { createElement } from "react";
import { afterEach, expect, test } from "vitest";
import { App } from "../../../tui/app.tsx";
import { guide } from "../fixtures.ts";
import { render } from "../render.ts";

let app: ReturnType<typeof open>;
afterEach(() => app.unmount());

/** The terminal before its account is open: it has a screen, and every key. */
function open(columns: number, rows: number) {
  const element = createElement(App, { guide, kind: "local", open: () => new Promise<never>(() => {}) });
  const app = render(element, columns, rows);
  const shows = (text: RegExp) => expect.poll(() => app.lastFrame(), { interval: 10 }).toMatch(text);
  return { ...app, shows };
}

test.each([
  [59, 24],
  [80, 11],
  [20, 5],
])("a window of %i×%i is asked to grow, and hears no key that one cannot see", async (columns, rows) => {
  app = open(columns, rows);
  await app.shows(new RegExp(`${columns}×${rows}`));
  for (const line of app.lastFrame()!.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
  expect(app.lastFrame()!.split("\n").length).toBeLessThanOrEqual(rows);
  app.stdin.write("jj?");
  app.resize(80, 24);
  await app.shows(/› · Build the lab/);
  expect(app.lastFrame()).toMatch(/q quit$/);
});

test("it can be left all the same", async () => {
  app = open(30, 8);
  await app.shows(/Ctrl-C leaves/);
  const before = app.frames.length;
  app.stdin.write("\x03");
  // Ink draws nothing after the last frame of an app that has ended.
  app.resize(80, 24);
  expect(app.frames.slice(before).join()).not.toMatch(/Build the lab/);
});
