import { readLeft } from "../../../execution/left-behind.ts";
import type { ExecutionView } from "../../../execution/view.ts";
import { renderMarkdown } from "../../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../../text/text.ts";
import { FINDING_MARKS } from "../../../theme.ts";
import { headLines, itemLines, type Thing } from "./item-lines.ts";

/** What a clean-up could not do: what is left and why, what is not as it was, and what to do about it. */
export function leftPage({ cause }: Pick<ExecutionView, "cause">, width: number): Line[] {
  const { left, missing, changed, failed, unlisted } = readLeft(cause);
  const why = new Map(failed.map(({ item, error, cause: words }) => [item?.id, `${error}: ${words}`]));
  const { sign, color } = FINDING_MARKS.unmet;
  const list = (title: string, things: readonly Partial<Thing>[], words: (id?: string) => string) =>
    things.length === 0
      ? []
      : [
          EMPTY_LINE,
          ...headLines(title, width),
          ...things.flatMap(({ kind = "thing", id = "", name }) =>
            itemLines({ text: sign, color }, { kind, id, name }, [{ text: words(id), dim: true }], width),
          ),
        ];
  const listed = new Set([...left, ...changed].map(({ id }) => id));
  const others = failed.flatMap(({ item }) => (item && !listed.has(item.id) ? [item] : []));
  const unknown = left.length + missing.length + changed.length + others.length === 0;
  return [
    ...renderMarkdown("## Not clean yet", width),
    ...wrap(
      [
        {
          text: "The rest is done. Mend what is listed here, then press R: it goes on from there. c plans anew.",
        },
      ],
      width,
    ),
    ...(unknown ? [EMPTY_LINE, ...wrap([{ text: cause ?? "Nothing says what." }], width)] : []),
    ...list("Left behind", left, (id) => why.get(id) ?? "Nothing refused it: it may be new, or come back."),
    ...list("Could not be done", others, (id) => why.get(id) ?? ""),
    ...list("Gone, though it is not the lab's", missing, () => "It was there before the lab."),
    ...list("Not as it was before the lab", changed, (id) => why.get(id) ?? "It has other settings."),
    ...(unlisted > 0
      ? [EMPTY_LINE, ...wrap([{ text: `And ${unlisted} more, which are not listed.` }], width)]
      : []),
  ];
}
