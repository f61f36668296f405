import type { Spot } from "../../drawing/block.ts";
import { earlierLines } from "../../drawing/earlier-lines.ts";
import { type Clock, stateNotes } from "../../drawing/state-notes.ts";
import type { StateDefinition } from "../../execution/definition.ts";
import { explainFailure } from "../../execution/failure.ts";
import { findState } from "../../execution/find-state.ts";
import { progressOf } from "../../execution/progress.ts";
import { type ExecutionView, itemName, type StateView } from "../../execution/view.ts";
import { counted } from "../../text/counted.ts";
import { EMPTY_LINE, type Line, type Span, wrap } from "../../text/text.ts";
import { COLORS, STATE_MARKS } from "../../theme.ts";

/** The most lines that an input or an output gets. */
const LONGEST = 60;

/** All that is known of a state, or of the states that an item of a Map went through. */
export function detailLines(view: ExecutionView, spot: Spot, clock: Clock, width: number): Line[] {
  const progress = progressOf(view);
  const states = statesAt(view, spot);
  const heading = spot.item === undefined ? spot.state : `${spot.state}: ${itemName(view, spot.item)}`;
  const definition = findState(view.definition, spot.state);
  return [
    ...wrap([{ text: heading }], width).map((line) => ({ ...line, heading: true })),
    ...(spot.item === undefined ? paragraph([{ text: describe(definition), dim: true }], width) : []),
    ...(states.length === 0 ? paragraph([{ text: "It has not been reached." }], width) : []),
    ...states.flatMap((index) => {
      const latest = view.states[index]!;
      const known = progress.of(latest.name);
      const rounds = spot.item === undefined && known?.index === index ? known.rounds : 1;
      const notes = stateNotes(
        { index, latest, rounds, items: {}, inMap: false },
        findState(view.definition, latest.name),
        clock,
      );
      return stateDetails(latest, notes, clock.now, width);
    }),
  ];
}

function statesAt(view: ExecutionView, { state, item }: Spot): number[] {
  const progress = progressOf(view);
  const found = progress.of(state);
  if (!found) return [];
  if (item === undefined) return [found.index];
  const iteration = view.iterations.findLastIndex((one) => one.map === found.index && one.item === item);
  return view.states.flatMap((one, index) => (one.iteration === iteration ? [index] : []));
}

/** What a state is, from the definition. */
function describe(definition: StateDefinition | undefined): string {
  if (!definition) return "";
  const { type, retriers, catches, next } = definition;
  return [
    `${type} state`,
    ...retriers.map(
      ({ errors, attempts }) => `tried again after ${some(errors)}, at most ${counted(attempts, "time")}`,
    ),
    ...catches.map((way) => `on ${some(way.errors)} goes to "${way.next}"`),
    next && `then "${next}"`,
  ]
    .filter(Boolean)
    .join("; ");
}

/** The first of many names. */
const some = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;

function stateDetails(state: StateView, notes: string, now: Date, width: number): Line[] {
  const mark = STATE_MARKS[state.status];
  const { error } = state;
  const told = state.status === "failed" || state.status === "caught" || state.status === "running";
  return [
    EMPTY_LINE,
    ...wrap(
      [
        { text: `${mark.sign} `, color: mark.color },
        { text: state.name, bold: true },
        { text: `  ${notes}` },
      ],
      width,
    ),
    ...(error && told
      ? [
          ...wrap([{ text: "error  ", dim: true }, { text: error.name || "(no name)" }], width),
          ...explainFailure(error.name, error.cause, "keys")
            .what.split("\n")
            .flatMap((text) =>
              wrap([{ text, color: state.status === "failed" ? COLORS.bad : undefined }], width),
            ),
        ]
      : []),
    ...earlierLines(state.earlier, now, width),
    ...jsonLines("input", state.input, width),
    ...jsonLines("output", state.output, width),
  ];
}

const paragraph = (spans: Span[], width: number): Line[] =>
  spans.every(({ text }) => text === "") ? [] : wrap(spans, width);

/** A text that is JSON, mostly, laid out to be read; cut off where it is long. */
function jsonLines(title: string, text: string | undefined, width: number): Line[] {
  if (text === undefined) return [];
  const lines = pretty(text)
    .split("\n")
    .flatMap((line) => wrapCode(line, width - 2));
  const shown = lines.slice(0, LONGEST);
  return [
    EMPTY_LINE,
    { spans: [{ text: title, bold: true }] },
    ...shown.map((line) => ({ spans: [{ text: `  ${line}`, code: true }] })),
    ...(lines.length > shown.length || text.endsWith("…")
      ? [{ spans: [{ text: "  … the rest of it is in the execution's history", dim: true }] }]
      : []),
  ];
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Lines of code are broken anywhere, and keep the spaces that they begin with. */
const wrapCode = (line: string, width: number): string[] =>
  line === "" ? [""] : (line.match(new RegExp(`.{1,${Math.max(8, width)}}`, "gs")) ?? []);
