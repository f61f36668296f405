import { createElement } from "react";
import { afterEach, expect, test } from "vitest";
import { App } from "../../../tui/app.tsx";
import { guide } from "../fixtures.ts";
import { render } from "../render.ts";

/** The terminal before its account is open: it has a screen, and every key. */
function open() {
  const app = render(createElement(App, { guide, kind: "local", open: () => new Promise<never>(() => {}) }));
  const shows = (text: RegExp) => expect.poll(() => app.lastFrame(), { interval: 10 }).toMatch(text);
  return { ...app, shows };
}

let app: ReturnType<typeof open>;
afterEach(() => app.unmount());

test("pasted letters are not keys", async () => {
  app = open();
  await app.shows(/› · Build the lab/);
  app.stdin.write("\x1b[200~jjq\x1b[201~");
  await app.shows(/Pasted text is not taken as keys/);
  expect(app.lastFrame()).toMatch(/› · Build the lab/);
  app.stdin.write("j");
  await app.shows(new RegExp(`› · ${guide.steps[0]!.title.split(" ")[0]}`));
});
