/**
 * `npm run screens [-- --check]`: the pictures of the README and docs, taken of the real program as it walks through the
 * lab, into docs/screens/. With `--check` nothing is written: exit code 1 where a picture shows something else than
 * the program does now, ids and durations apart, which are others each time.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTerminal } from "../drive/terminal.ts";
import { startCourse } from "./fleet.ts";
import { svgOf } from "./svg.ts";
import { FLEET_TOUR, type Stop, TOUR } from "./tour.ts";

const COLUMNS = 112;
const ROWS = 34;

/** Milliseconds: only a program that does not do what the tour expects takes so long. */
const PATIENCE_MS = 60_000;

const folder = new URL("../docs/screens/", import.meta.url).pathname;
const checking = process.argv.includes("--check");

/** What is the same from one run to the next: ids, ports, durations, tries, and whose computer it is are not. */
const lasting = (text: string): string =>
  text
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{17}\b/g, "ID")
    .replaceAll(/\/\S*handrail-screens-\S+/g, "HOME")
    .replaceAll(/"[^"]*" is proposed/g, "USER is proposed")
    .replaceAll(/participant-\w+/g, "ID")
    .replaceAll(/just now/g, "1 min")
    .replaceAll(/127\.0\.0\.1:\d+/g, "ENDPOINT")
    .replaceAll(/\d+(\.\d+)? (s|min|h)\b/g, "TIME")
    .replaceAll(/, try \d+( of \d+)?/g, "")
    .replaceAll(/\d{4}-\d\d-\d\d|\d\d:\d\d(:\d\d)?/g, "TIME")
    .replaceAll(/[ ─]+/g, " ");

/** The text within a picture, as it was before it was written into one. */
const textIn = (svg: string): string =>
  (/<desc>\n(.*)\n<\/desc>/s.exec(svg)?.[1] ?? "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

const stale: string[] = [];

/** Takes the pictures of a tour, in a home of its own. */
async function take(stops: readonly Stop[], open: (home: string) => Promise<Opened>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "handrail-screens-"));
  const { args, stop } = await open(home);
  const terminal = openTerminal({ home, args, columns: COLUMNS, rows: ROWS, patience: PATIENCE_MS });
  try {
    for (const { name, title, go } of stops) {
      await go(terminal);
      const file = join(folder, `${name}.svg`);
      const text = terminal.text();
      if (!checking) await writeFile(file, svgOf(terminal.screen, title, text));
      else if (lasting(textIn(await readFile(file, "utf8").catch(() => ""))) !== lasting(text)) {
        stale.push(name);
        console.error(`docs/screens/${name}.svg is not what the program shows now:\n${text}\n`);
      }
      console.log(`${name}: ${title}`);
    }
  } finally {
    await terminal.leave();
    await stop?.();
    await rm(home, { recursive: true, maxRetries: 5 });
  }
}

/** What the program is started with, and what is to be stopped afterwards. */
interface Opened {
  args?: string[];
  stop?: () => Promise<void>;
}

await mkdir(folder, { recursive: true });
await take(TOUR, async () => ({}));
await take(FLEET_TOUR, async (home) => {
  const { accounts, stop } = await startCourse(home);
  await writeFile(join(home, "monday.txt"), accounts.join("\n"));
  return { args: ["fleet", "--accounts", "monday.txt"], stop };
});
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(", ")}. Take them anew with: npm run screens`);
  process.exitCode = 1;
}
