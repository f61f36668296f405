import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import type { KeyHint } from "../../tui/keys/binding.ts";
import { keysFor } from "../../tui/keys/bottom-line.tsx";
import { fitKeys } from "../../tui/keys/fit-keys.ts";
import { labScreen } from "../../tui/screens/lab/screen.tsx";
import { stationsOf, type TerminalState } from "../../tui/state/state.ts";
import { build, guide, result, stateWith } from "./fixtures.ts";

const stations = stationsOf(guide);
const step = stations.find((station) => station.kind === "step" && station.step.questions?.length)!;
const shown = (station: typeof step, busy: boolean) =>
  keysFor(labScreen, {
    state: stateWith({ busy, selected: stations.indexOf(station) }),
    guide,
    kind: "local",
    stations,
    open: true,
  }).map(([key]) => key);

describe("while a machine runs", () => {
  test("the keys of a step that only show something are offered, and those that start something are not", () => {
    expect(shown(step, false)).toEqual(expect.arrayContaining(["v", "h", "a", "m", "s", "V"]));
    expect(shown(step, true)).toEqual(["h", "a", "m", "e", "↑↓", "space", "Tab", "/"]);
  });

  test.each(["build", "clean-up"])(
    "%s offers to move and to look at the machine, and nothing else",
    (kind) => {
      const station = stations.find((one) => one.kind === kind)!;
      expect(shown(station, true)).toEqual(["e", "↑↓", "space", "Tab", "/"]);
      expect(shown(station, false)).toHaveLength(6);
    },
  );
});

describe("on a narrow screen", () => {
  const last: KeyHint[] = [
    ["?", "help"],
    ["q", "quit"],
  ];
  const textOf = (keys: readonly KeyHint[]) => keys.map(([key, meaning]) => `${key} ${meaning}`).join("  ");

  test("as many keys as fit, in their order, and none that matters now is left out for one that does not", () => {
    const hint = fc.tuple(
      fc.constantFrom("v", "Enter", "↑↓"),
      fc.constantFrom("verify", "commands", "executions"),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(hint, { maxLength: 12 }), fc.integer({ min: 20, max: 140 }), (keys, width) => {
        const shown = fitKeys(keys, last, width);
        expect(textOf(shown).length).toBeLessThanOrEqual(width);
        expect(shown.slice(-2)).toEqual(last);
        const own = shown.slice(0, -2).map(([key]) => key);
        // Each of them is found in what is left of the whole line.
        let from = 0;
        for (const key of own)
          from = keys.findIndex((one, index) => index >= from && one[0] === key) + 1 || NaN;
        expect(from).not.toBeNaN();
        const urgent = (all: readonly KeyHint[]) => all.filter(([, , now]) => now);
        const alone = urgent(fitKeys(urgent(keys), last, width)).map(([key]) => key);
        expect(urgent(shown).map(([key]) => key)).toEqual(alone);
      }),
    );
  });

  const { steps } = fnd203Guide;
  const network = steps.findIndex((one) => one.network);
  const at = (width: number, patch: Partial<TerminalState>) =>
    fitKeys(
      keysFor(labScreen, {
        state: stateWith({ build, selected: network + 1, ...patch }),
        guide: fnd203Guide,
        kind: "local",
        stations: stationsOf(fnd203Guide),
        open: true,
      }),
      last,
      width,
    ).map(([key]) => key);
  const { id } = steps[network]!;

  test("80 columns have all that a step is worked on with, and 60 what it is worked on with first", () => {
    const all = ["v", "h", "a", "m", "s", "w", "e", "t", "?", "q"];
    expect(at(80, {})).toEqual(all);
    expect(at(80, { results: { [id]: result(id, "waiting") } })).toEqual(all);
    expect(at(60, {})).toEqual(expect.arrayContaining(["v", "h", "m", "w", "t", "?", "q"]));
  });

  test("what goes on, or leads on, is there wherever it can be wanted", () => {
    expect(at(60, { results: { [id]: result(id, "met") } })).toEqual(
      expect.arrayContaining(["↑↓", "a", "t"]),
    );
    expect(at(60, { busy: true })).toEqual(expect.arrayContaining(["e", "?"]));
    expect(at(60, { page: "commands" })).toEqual(expect.arrayContaining(["y", "Esc", "?"]));
    expect(at(80, { selected: 0 })).toEqual(expect.arrayContaining(["b", "e", "t", "↑↓"]));
  });
});
