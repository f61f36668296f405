import type { Found } from "../state/search.ts";
import type { Focus } from "../state/state.ts";
import { matchesIn } from "../text/search.ts";
import type { Line } from "../text/text.ts";
import type { Frame, Screen } from "./screen.ts";
import { viewOf } from "./view-of.ts";

/** Where some lines have a text, as places of one half of a page. */
export const foundIn = (
  lines: readonly Line[],
  query: string,
  half: Focus,
  where: Omit<Found, "half" | "line"> = {},
): Found[] => matchesIn(lines, query).map(({ line }) => ({ ...where, half, line }));

/** Where a screen has a text: wherever it says itself, or else in the lines that it shows, as help does. */
export function findOn(screen: Screen, frame: Frame, query: string): Found[] {
  if (screen.find && !frame.state.help) return screen.find(frame, query);
  return foundIn(viewOf(screen, frame).lines ?? [], query, "page");
}
