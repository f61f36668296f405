import type { StepGuide } from "../../../tasks/labs/lab.ts";
import { scoreOf } from "../../state/quiz.ts";
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
  const { right, answered } = scoreOf(step, answers);
  const soFar = answered === 0 ? "" : `, ${right} of ${answered} right so far`;
  const head = [
    ...renderMarkdown(`## Question ${asked + 1} of ${questions.length}${soFar}`, width),
    EMPTY_LINE,
    ...renderMarkdown(question.question, width),
    EMPTY_LINE,
  ];
  const { answer, choices, explanation } = question;
  if (chosen === undefined)
    return [
      ...head,
      ...choices.flatMap((choice, index) => hanging({ text: `${index + 1}  `, bold: true }, choice, width)),
      EMPTY_LINE,
      ...renderMarkdown(
        "Press the number of your answer, **a** for the next question, **Esc** for the guide.",
        width,
      ),
    ];
  const next = asked + 1 < questions.length ? "**a** has the next question." : "That was the last question.";
  const verdict = chosen === answer ? "Right." : "Not quite: ✓ is the answer.";
  return [
    ...head,
    ...(chosen === answer ? [] : hanging(WRONG, `${choices[chosen]} (your answer)`, width)),
    ...hanging(RIGHT, choices[answer]!, width),
    EMPTY_LINE,
    ...renderMarkdown(`**${verdict}** ${explanation}`, width),
    EMPTY_LINE,
    ...renderMarkdown(`${next} **Esc** goes back to the guide.`, width),
  ];
}

const RIGHT = { text: "✓  ", color: FINDING_MARKS.met.color };
const WRONG = { text: "✗  ", color: FINDING_MARKS.unmet.color };

/** A choice, which may hold code, behind its number or mark. */
const hanging = (
  first: { text: string; bold?: boolean; color?: string },
  text: string,
  width: number,
): Line[] =>
  renderMarkdown(text, width - first.text.length).map((line, row) => ({
    spans: [row === 0 ? first : { text: " ".repeat(first.text.length) }, ...line.spans],
  }));
