import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { drawMachine } from "../tui/drawing/draw-machine.ts";
import { readDefinition } from "../tui/execution/definition.ts";
import { emptyView } from "../tui/execution/view.ts";
import { withEvents } from "../tui/execution/with-events.ts";

/** How many events are new at each look, and how many looks are taken. */
const NEW = 10;
const LOOKS = 100;

/**
 * Milliseconds that a look at a machine takes whose history is nearly full: it takes in what is new, and draws all of it.
 * The mean of a hundred looks, without the calls that ask for the history.
 */
export function followingCost(definition: object, events: readonly HistoryEvent[]): number {
  const before = events.length - NEW * LOOKS;
  const known = readDefinition(JSON.stringify(definition));
  let view = withEvents({ ...emptyView("bench"), definition: known }, events.slice(0, before));
  const began = performance.now();
  for (let from = before; from < events.length; from += NEW) {
    view = withEvents(view, events.slice(from, from + NEW));
    drawMachine({ view, width: 80, now: new Date(), timeScale: 1 });
  }
  return (performance.now() - began) / LOOKS;
}
