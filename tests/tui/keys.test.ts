import { describe, expect, test } from "vitest";
import { keysFor } from "../../tui/keys/bottom-line.tsx";
import { labScreen } from "../../tui/screens/lab/screen.tsx";
import { stationsOf } from "../../tui/state/state.ts";
import { guide, stateWith } from "./fixtures.ts";

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
