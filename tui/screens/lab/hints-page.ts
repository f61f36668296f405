import type { StepGuide } from "../../../tasks/labs/lab.ts";
import type { TerminalState } from "../../state/state.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, indent, type Line } from "../../text/text.ts";

/** The hints that were asked for, the newest first, so that it is seen without scrolling; the others for reading again. */
export function hintsPage(
  { id, hints }: StepGuide,
  state: Pick<TerminalState, "hints">,
  width: number,
): Line[] {
  const count = Math.min(state.hints[id] ?? 0, hints.length);
  const rest = hints.length - count;
  const next =
    rest > 0
      ? `Try with this first. **h** shows one more (${rest} left); **Esc** goes back to the guide.`
      : "That was the last one. **m** has the commands, **s** does the step for you, **Esc** goes back to the guide.";
  const before = hints.slice(0, Math.max(0, count - 1));
  return [
    ...renderMarkdown(`## Hint ${count} of ${hints.length}`, width),
    EMPTY_LINE,
    ...renderMarkdown(hints[count - 1] ?? "", width),
    EMPTY_LINE,
    ...renderMarkdown(next, width),
    ...before.flatMap((_, index) => earlier(before.length - index, before.at(-1 - index)!, width)),
  ];
}

function earlier(number: number, hint: string, width: number): Line[] {
  const bullet = `${number}. `;
  return [
    EMPTY_LINE,
    ...renderMarkdown(hint, width - bullet.length).map((line, row) =>
      indent(dimmed(line), row === 0 ? bullet : " ".repeat(bullet.length)),
    ),
  ];
}

const dimmed = (line: Line): Line => ({ ...line, spans: line.spans.map((span) => ({ ...span, dim: true })) });
