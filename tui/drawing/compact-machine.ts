import type { Sequence, Step } from "../execution/arrange.ts";
import { INSTANT } from "../execution/definition.ts";
import { progressOf } from "../execution/progress.ts";
import { isTelling } from "../execution/telling.ts";
import { type Block, blockOf, cutLine, EMPTY_BLOCK, prefixed, stack } from "./block.ts";
import { arrangedOf } from "./draw-machine.ts";
import { errorLines } from "./error-lines.ts";
import { headBlock } from "./head-block.ts";
import { itemsBlock } from "./items.ts";
import type { Drawing, Pen } from "./pen.ts";

/**
 * A machine in few lines: what was done, what is being done, and, while it runs, what comes next if nothing goes wrong.
 * Ways that were not taken, and states that take no time or only tell of others, are left to the whole drawing.
 */
export function compactMachine(drawing: Drawing): Block {
  const { definition } = drawing.view;
  if (!definition) return EMPTY_BLOCK;
  const pen = { ...drawing, progress: progressOf(drawing.view) };
  const { lines, spots } = compactSequence(arrangedOf(definition), pen);
  return { lines: lines.map((line) => cutLine(line, drawing.width)), spots };
}

const compactSequence = ({ steps }: Sequence, pen: Pen): Block =>
  stack(steps.map((step) => compactStep(step, pen)));

function compactStep({ state, ways, branches, processor }: Step, pen: Pen): Block {
  const progress = pen.progress.of(state.name);
  const inner = { ...pen, width: pen.width - 2 };
  const taken = ways
    .filter(({ sequence }) => sequence.steps.some((step) => pen.progress.of(step.state.name)))
    .map(({ sequence }) => compactSequence(sequence, pen));
  const worthALine = progress
    ? !INSTANT.has(state.type) || progress.latest.status === "failed"
    : !INSTANT.has(state.type) && pen.view.status === "RUNNING";
  if (!worthALine || isTelling(state.name)) return stack(taken);
  return stack([
    headBlock(state, pen),
    prefixed(
      stack([
        blockOf(...errorLines(progress?.latest, state, inner.width)),
        ...(progress ? branches.map((branch) => compactSequence(branch, inner)) : []),
        ...(progress && processor ? [itemsBlock(state.name, progress.index, inner, true)] : []),
      ]),
      "  ",
    ),
    ...taken,
  ]);
}
