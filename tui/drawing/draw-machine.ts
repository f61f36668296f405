import { arrange, type Jump, type Sequence, type Step, type Way } from "../execution/arrange.ts";
import type { Flow } from "../execution/definition.ts";
import { progressOf, type StateProgress } from "../execution/progress.ts";
import type { StateStatus } from "../execution/view.ts";
import { counted } from "../text/counted.ts";
import { type Block, beside, blockOf, cutLine, EMPTY_BLOCK, lineOf, prefixed, stack } from "./block.ts";
import { errorLines } from "./error-lines.ts";
import { headBlock } from "./head-block.ts";
import { itemsBlock } from "./items.ts";
import type { Drawing, Pen } from "./pen.ts";
import { countsInWords, total } from "./state-notes.ts";

/** Narrower than this, a branch is not worth a column of its own. */
const COLUMN = 28;

const arranged = new WeakMap<Flow, Sequence>();

/** Draws a machine from top to bottom, each state with how it fares. Empty where its definition is not known. */
export function drawMachine(drawing: Drawing): Block {
  const { definition } = drawing.view;
  if (!definition) return EMPTY_BLOCK;
  const pen = { ...drawing, progress: progressOf(drawing.view) };
  const { lines, spots } = sequenceBlock(arrangedOf(definition), pen);
  return { lines: lines.map((line) => cutLine(line, drawing.width)), spots };
}

/** A machine's arrangement, worked out once. */
export function arrangedOf(definition: Flow): Sequence {
  const known = arranged.get(definition) ?? arrange(definition);
  arranged.set(definition, known);
  return known;
}

/** States one below the other, on a spine. */
function sequenceBlock({ steps, jump }: Sequence, pen: Pen): Block {
  const blocks = steps.map((step, index) => stepBlock(step, index === steps.length - 1 && !jump, pen));
  return stack([...blocks, ...(jump ? [blockOf(lineOf(jumpSpan(jump)))] : [])]);
}

const jumpSpan = ({ to, back }: Jump) => ({ text: `${back ? "↺" : "→"} ${to}`, dim: true });

const narrower = (pen: Pen, columns: number): Pen => ({ ...pen, width: pen.width - columns });

function stepBlock(step: Step, last: boolean, pen: Pen): Block {
  const spine = last ? "  " : "│ ";
  const { name } = step.state;
  const inner = narrower(pen, 2);
  const below = stack([
    blockOf(...errorLines(pen.progress.of(name)?.latest, step.state, inner.width)),
    branchesBlock(step, inner),
    ...(step.processor ? [mapBlock(step, step.processor, inner)] : []),
  ]);
  const ways = step.ways.map((way, index) =>
    wayBlock(name, way, last && index === step.ways.length - 1, pen),
  );
  return stack([
    headBlock(step.state, pen),
    prefixed(below, spine),
    ...ways,
    ...(pen.spacious && !last ? [blockOf(lineOf({ text: "│", dim: true }))] : []),
  ]);
}

/** A way from a Choice or a Catch: when it is taken, and below that what stands on it. */
function wayBlock(from: string, { kind, when, to, sequence }: Way, last: boolean, pen: Pen): Block {
  const taken = pen.progress.led(from, to);
  const label = kind === "choice" ? `if ${when}` : kind === "catch" ? `on ${when}` : when;
  const arrow = sequence.steps.length === 0 && sequence.jump;
  const head = lineOf(
    { text: last ? "└ " : "├ " },
    { text: label, dim: !taken },
    ...(arrow ? [{ text: " " }, { ...jumpSpan(arrow), dim: !taken }] : []),
  );
  if (arrow) return blockOf(head);
  return stack([blockOf(head), prefixed(sequenceBlock(sequence, narrower(pen, 3)), last ? "   " : "│  ")]);
}

/** The branches of a Parallel: side by side where they fit, else below each other. */
function branchesBlock({ branches }: Step, pen: Pen): Block {
  const column = Math.floor(pen.width / branches.length);
  const sideBySide = branches.length > 1 && column >= COLUMN;
  const width = sideBySide ? column : pen.width;
  const blocks = branches.map((branch, index) =>
    framed(`branch ${index + 1}`, sequenceBlock(branch, { ...pen, width: width - 3 }), width),
  );
  return sideBySide ? beside(blocks, column) : stack(blocks);
}

/** The items of a Map, and what it does with each of them, with how far they are all together. */
function mapBlock({ state }: Step, processor: Sequence, pen: Pen): Block {
  const progress = pen.progress.of(state.name);
  const each = framed(
    state.distributed ? "each item, as an execution of its own" : "each item",
    sequenceBlock(processor, narrower(pen, 3)),
    pen.width,
  );
  if (!progress) return each;
  return stack([
    blockOf(lineOf({ text: itemsInWords(progress, pen), dim: true })),
    itemsBlock(state.name, progress.index, pen),
    each,
  ]);
}

/** `5 items: 1 running, 2 done, 2 to come`. */
function itemsInWords({ index, latest }: StateProgress, { progress, view }: Pen): string {
  const iterations = progress.iterations(index);
  const counts: Partial<Record<StateStatus, number>> = { ...view.mapRuns[latest.mapRun ?? ""] };
  for (const { status } of iterations) counts[status] = (counts[status] ?? 0) + 1;
  const length = latest.length ?? iterations.length;
  const ahead = latest.status === "running" ? Math.max(0, length - total(counts)) : 0;
  return [counted(length, "item"), countsInWords(counts, ahead)].filter(Boolean).join(": ");
}

function framed(title: string, block: Block, width: number): Block {
  const rule = `┌ ${title} `;
  return stack([
    blockOf(lineOf({ text: rule + "─".repeat(Math.max(0, width - 2 - rule.length)), dim: true })),
    prefixed(block, "│ "),
  ]);
}
