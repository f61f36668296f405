/**
 * `npm run conformance [-- --category NAME] [--id TEXT] [--raise]`: plays recordings of AWS Step Functions against
 * the local account and prints, by category and layer, how many it answers as AWS did, and each first difference.
 * The recordings do not ship: they are looked for in the folder that HANDRAIL_CONFORMANCE names, else in
 * ../shared/conformance beside the checkout. The exit code is 1 where a category falls under its floor
 * (floors.json: scenarios that agree in every layer); `--raise` writes the floors anew where more agree.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { judge, LAYERS, layersOf, type Verdict } from "./judge.ts";
import { Player } from "./player.ts";
import { languageOf, readRecordings, recordingsFolder, type Scenario } from "./recordings.ts";

const { values: options } = parseArgs({
  options: { category: { type: "string" }, id: { type: "string" }, raise: { type: "boolean" } },
});
const recordings = readRecordings();
if (!recordings) {
  console.log(
    `Conformance: SKIPPED. There are no recordings in ${recordingsFolder()}; HANDRAIL_CONFORMANCE names another folder.`,
  );
  process.exit(0);
}
const scenarios = recordings.filter(
  ({ id, category }) =>
    (options.category === undefined || category === options.category) &&
    (options.id === undefined || id.includes(options.id)),
);
if (scenarios.length === 0) {
  const known = [...new Set(recordings.map(({ category }) => category))].sort();
  console.error(`No scenario is meant by that. The categories are: ${known.join(", ")}`);
  process.exit(2);
}

/** As many as keep two processors at work: most scenarios wait for something. */
const SIDE_BY_SIDE = 6;

const verdicts = new Map<Scenario, Verdict>();
const player = await Player.start();
const waiting = [...scenarios];
await Promise.all(
  Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const scenario = next;
      const verdict = await player.play(scenario).then(
        (observed) => judge(scenario, observed),
        (error: unknown): Verdict => ({ differsIn: "status", difference: String(error) }),
      );
      verdicts.set(scenario, verdict);
    }
  }),
);
await player.stop();

for (const scenario of scenarios) {
  const { differsIn, difference } = verdicts.get(scenario)!;
  if (differsIn) console.log(`${differsIn.padEnd(8)}${scenario.id}\n        ${difference}`);
}

/** How many of the scenarios agree in each layer, of those that have it: `[agreed, all]`. */
function scoresOf(some: Scenario[]): [number, number][] {
  return LAYERS.map((layer, i) => {
    const measured = some.filter((scenario) => layersOf(scenario).includes(layer));
    const agreed = measured.filter((scenario) => {
      const { differsIn } = verdicts.get(scenario)!;
      return differsIn === undefined || LAYERS.indexOf(differsIn) > i;
    });
    return [agreed.length, measured.length];
  });
}

const agreedIn = (some: Scenario[]): number => some.filter((one) => !verdicts.get(one)!.differsIn).length;
const cell = ([agreed, all]: [number, number]): string => (all ? `${agreed}/${all}` : "–").padStart(10);
const row = (name: string, some: Scenario[]): string =>
  `${name.padEnd(30)}${scoresOf(some).map(cell).join("")}${cell([agreedIn(some), some.length])}`;
const byKey = (keyOf: (scenario: Scenario) => string): [string, Scenario[]][] =>
  Object.entries(Object.groupBy(scenarios, keyOf))
    .map(([key, some]): [string, Scenario[]] => [key, some!])
    .sort(([a], [b]) => (a < b ? -1 : 1));

const categories = byKey(({ category }) => category);
console.log(`\n${"".padEnd(30)}${[...LAYERS, "all layers"].map((name) => name.padStart(10)).join("")}`);
for (const [category, some] of categories) console.log(row(category, some));
console.log();
for (const [language, some] of byKey(languageOf)) {
  console.log(row(language, some));
  const pure = some.filter(({ tier }) => tier === "pure");
  if (pure.length > 0) console.log(row("  Step Functions alone", pure));
}
console.log(row("all", scenarios));

const floorsFile = new URL("floors.json", import.meta.url);
const floors = JSON.parse(readFileSync(floorsFile, "utf8")) as Record<string, number>;
// A part of a category says nothing of its floor.
const judged = options.id === undefined ? categories : [];
const fallen = judged.filter(([category, some]) => agreedIn(some) < (floors[category] ?? 0));
for (const [category, some] of fallen) {
  console.error(`Under its floor: ${category} agrees in ${agreedIn(some)}, not in ${floors[category]}.`);
  process.exitCode = 1;
}
const risen = judged.filter(([category, some]) => agreedIn(some) > (floors[category] ?? 0));
if (options.raise && fallen.length === 0) {
  for (const [category, some] of risen) floors[category] = agreedIn(some);
  const sorted = Object.fromEntries(Object.entries(floors).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(floorsFile, `${JSON.stringify(sorted, null, 2)}\n`);
} else if (risen.length > 0) {
  console.log(`Over its floor: ${risen.map(([category]) => category).join(", ")}; --raise raises it.`);
}
