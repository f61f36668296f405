import type { StepGuide } from "../../../tasks/labs/lab.ts";
import type { TerminalState } from "../../state/state.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line } from "../../text/text.ts";
import { FINDING_MARKS } from "../../theme.ts";

/** One of a step's questions: with its choices, or, once it is answered, with the right one and why. */
export function questionsPage(step: StepGuide, { asked, answers }: TerminalState, width: number): Line[] {
  const questions = step.questions ?? [];
  const question = questions[asked];
  if (!question) return [];
  const chosen = answers[step.id]?.[asked];
  const head = renderMarkdown(
    `## Question ${asked + 1} of ${questions.length}\n\n${question.question}`,
    width,
  );
  if (chosen === undefined)
    return [
      ...head,
      EMPTY_LINE,
      ...question.choices.flatMap((choice, index) =>
        hanging({ text: `${index + 1}  `, bold: true }, choice, width),
      ),
      EMPTY_LINE,
      ...renderMarkdown(
        "Press the number of your answer, **a** for the next question, **Esc** for the guide.",
        width,
      ),
    ];
  const { answer, choices, explanation } = question;
  const next = asked + 1 < questions.length ? "**a** has the next question." : "That was the last question.";
  return [
    ...head,
    EMPTY_LINE,
    ...(chosen === answer ? [] : hanging({ ...mark("unmet"), text: "✗  " }, choices[chosen] ?? "", width)),
    ...hanging({ ...mark("met"), text: "✓  " }, choices[answer] ?? "", width),
    EMPTY_LINE,
    ...renderMarkdown(`**${chosen === answer ? "Right." : "Not so."}** ${explanation}`, width),
    EMPTY_LINE,
    ...renderMarkdown(`${next} **Esc** goes back to the guide.`, width),
  ];
}

const mark = (status: "met" | "unmet") => ({ color: FINDING_MARKS[status].color });

/** A choice, which may hold code, behind its number or mark. */
const hanging = (
  first: { text: string; bold?: boolean; color?: string },
  text: string,
  width: number,
): Line[] =>
  renderMarkdown(text, width - first.text.length).map((line, row) => ({
    spans: [row === 0 ? first : { text: " ".repeat(first.text.length) }, ...line.spans],
  }));
