import type { CleanUpPlan, StageResult } from "../../../../workflows/contract.ts";
import { ERRORS } from "../../../../workflows/contract.ts";
import { sweptCount } from "../../../clean-up/plan-groups.ts";
import type { ExecutionView, StateView } from "../../../execution/view.ts";
import { counted } from "../../../text/counted.ts";
import { renderMarkdown } from "../../../text/markdown.ts";
import { EMPTY_LINE, type Line, type Span, wrap } from "../../../text/text.ts";
import { FINDING_MARKS, STATE_MARKS } from "../../../theme.ts";

/** How far a clean-up has got: its stages in their order, with what is done of each and what is waited for. */
export function progressPage(view: ExecutionView, plan: CleanUpPlan, width: number): Line[] {
  const { done, failed, planned } = sweptCount(plan, view.sweeps);
  const over = view.sweeps.length >= plan.stages.length;
  const refused = failed > 0 ? `, ${failed} refused` : "";
  const now = over
    ? "All stages are over. The account is listed anew, and compared with what it had before the lab."
    : "You may leave meanwhile: it goes on, and is shown again when you come back.";
  return [
    ...renderMarkdown("## Cleaning up", width),
    ...wrap(
      [
        { text: `${bar(done + failed, planned)} ` },
        { text: `${done} of ${counted(planned, "thing")}${refused}`, bold: true },
      ],
      width,
    ),
    ...wrap([{ text: now, dim: true }], width),
    EMPTY_LINE,
    ...plan.stages.flatMap((stage, index) => stageLines(view, plan, { stage, index }, width)),
  ];
}

const BAR_WIDTH = 20;

/** Without colour, and the same in every font: what is done is `#`. */
function bar(done: number, planned: number): string {
  const full = planned === 0 ? BAR_WIDTH : Math.round((done / planned) * BAR_WIDTH);
  return `[${"#".repeat(full).padEnd(BAR_WIDTH, ".")}]`;
}

function stageLines(
  view: ExecutionView,
  plan: CleanUpPlan,
  { stage, index }: { stage: string; index: number },
  width: number,
): Line[] {
  const planned = plan.items.filter((item) => item.stage === stage).length;
  const swept = view.sweeps.find((sweep) => sweep.stage === stage);
  // Of an item of the Map, the task that sweeps: its status is the stage's.
  const at = view.states.findLast((state) => state.item === index && state.type === "Task");
  const mark = markOf(at, swept);
  const head: Span[] = [
    { text: `${index + 1}. ${stage} `, bold: at?.status === "running", dim: at === undefined },
    { text: `${swept?.done.length ?? 0} of ${planned}`, dim: true },
  ];
  const hang = (lines: Line[], first: Span): Line[] =>
    lines.map((line, row) => ({ spans: [row === 0 ? first : { text: "  " }, ...line.spans] }));
  return [
    ...hang(wrap(head, width - 2), { text: `${mark.sign} `, color: mark.color }),
    ...notes(at, swept).flatMap((note) => hang(wrap([note], width - 4), { text: "  " })),
  ];
}

function markOf(at: StateView | undefined, swept: StageResult | undefined) {
  if (swept) return swept.failed.length > 0 ? FINDING_MARKS.unmet : FINDING_MARKS.met;
  return STATE_MARKS[at?.status ?? "ahead"];
}

/** What AWS is waited for, and what it refused. */
function notes(at: StateView | undefined, swept: StageResult | undefined): Span[] {
  const refused = (swept?.failed ?? []).map(({ item, error, cause }) => ({
    text: `${item.kind} ${item.name ?? item.id}: ${error}: ${cause}`,
    color: FINDING_MARKS.unmet.color,
  }));
  if (swept || !at?.error) return refused;
  const { name, cause } = at.error;
  const waits = name === ERRORS.notYet && at.status === "running";
  return [
    waits
      ? { text: `waits: ${cause}`, dim: true }
      : { text: `${name}: ${cause}`, color: FINDING_MARKS.unmet.color },
  ];
}
