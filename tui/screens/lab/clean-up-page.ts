import type { CleanUpPlan } from "../../../workflows/contract.ts";
import type { TerminalState } from "../../state/state.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";
import { COLORS } from "../../theme.ts";

/** What clean-up does, or has done. */
export function cleanUpPage({ cleaned }: TerminalState, width: number): Line[] {
  if (!cleaned)
    return renderMarkdown(
      [
        "## Clean up",
        "Press **c**. You will be shown what goes, what is restored and what is left alone, and nothing happens before you say yes.",
        "Afterwards the account is listed anew, by other code than that which removed things, and compared with what was written down before the lab was built.",
      ].join("\n\n"),
      width,
    );
  const done = cleaned.stages.flatMap((stage) => stage.done);
  const restored = done.filter((item) => item.action === "restore").length;
  return [
    ...renderMarkdown(
      [
        "## Clean",
        `${count(done.length - restored, "thing")} removed, ${restored} restored. An inventory taken afterwards finds nothing of the lab, and all that the account had before.`,
      ].join("\n\n"),
      width,
    ),
    EMPTY_LINE,
    ...done.flatMap((item) => itemLines(item.action === "restore" ? ACTIONS.restore : "✓", item, width)),
    ...(cleaned.foreign.length > 0
      ? [EMPTY_LINE, ...heading("Left alone, because it is not the lab's", width)]
      : []),
    ...cleaned.foreign.flatMap((item) => itemLines("·", item, width)),
  ];
}

const ACTIONS = { remove: "-", restore: "↺", leave: "·" } as const;

/** A plan that waits for a yes, stage by stage. */
export function planPage(plan: CleanUpPlan, width: number): Line[] {
  const of = (stage: string) => plan.items.filter((item) => item.stage === stage && item.action !== "leave");
  const departuresOf = (stage: string) => plan.departures.filter((departure) => departure.stage === stage);
  const left = plan.items.filter((item) => item.action === "leave");
  if (plan.items.length === 0)
    return renderMarkdown(
      "## Nothing to clean up\n\nNothing of the lab is there. **y** closes the books; **n** leaves all as it is.",
      width,
    );
  return [
    ...renderMarkdown(
      plan.items.some((item) => item.action === "restore")
        ? "## This is what goes, and what is restored (↺)"
        : "## This is what goes",
      width,
    ),
    ...plan.stages
      .filter((stage) => of(stage).length > 0)
      .flatMap((stage, index) => [
        EMPTY_LINE,
        ...heading(`${index + 1}. ${stage}`, width),
        ...departuresOf(stage).flatMap(({ why }) =>
          wrap([{ text: `Not in the guide's order: ${why}`, italic: true }], width),
        ),
        ...of(stage).flatMap((item) => itemLines(ACTIONS[item.action], item, width)),
      ]),
    ...(left.length > 0 ? [EMPTY_LINE, ...heading("Left alone", width)] : []),
    ...left.flatMap((item) => itemLines(ACTIONS.leave, item, width)),
  ];
}

const heading = (text: string, width: number): Line[] => wrap([{ text, bold: true }], width);

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** One thing: kind, name and id, and beneath it why. */
function itemLines(
  sign: string,
  { kind, name, id, why }: { kind: string; name?: string; id: string; why?: string },
  width: number,
): Line[] {
  const hang = (lines: Line[], first: string): Line[] =>
    lines.map((line, row) => ({ spans: [{ text: row === 0 ? first : "  " }, ...line.spans] }));
  const thing = [
    { text: kind },
    { text: name && name !== id ? ` ${name}` : "", bold: true },
    { text: ` ${id}`, color: COLORS.code },
  ];
  return [
    ...hang(wrap(thing, width - 2), `${sign} `),
    ...(why ? hang(wrap([{ text: why, dim: true }], width - 2), "  ") : []),
  ];
}
