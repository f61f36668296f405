import type { StepGuide } from "../../tasks/labs/lab.ts";
import type { TerminalState } from "./state.ts";

/** What was chosen, by step and question; absent where a question is open. */
export type Answers = Readonly<Record<string, Readonly<Record<number, number>>>>;

type Shown = Pick<TerminalState, "page" | "asked"> & Partial<Pick<TerminalState, "notice">>;

/** What one more press of the key shows: the first question that is open, then the next, and after the last the guide. */
export function nextQuestion({ page, asked, answers }: TerminalState, step: StepGuide): Shown {
  const questions = step.questions ?? [];
  const open = questions.findIndex((_, index) => answers[step.id]?.[index] === undefined);
  if (questions.length === 0)
    return { page: "guide", asked: 0, notice: { text: "This step asks no questions.", bad: false } };
  if (page !== "questions") return { page: "questions", asked: Math.max(0, open), notice: undefined };
  if (asked + 1 < questions.length) return { page: "questions", asked: asked + 1, notice: undefined };
  return { page: "guide", asked: 0, notice: { text: score(step, answers), bad: false } };
}

/** Takes an answer to the question that is shown. The first one counts: after it the explanation is read. */
export function answered(
  { asked, answers }: TerminalState,
  step: StepGuide,
  choice: number,
): Partial<Pick<TerminalState, "answers">> {
  const question = step.questions?.[asked];
  const before = answers[step.id] ?? {};
  if (!question || before[asked] !== undefined || choice < 0 || choice >= question.choices.length) return {};
  return { answers: { ...answers, [step.id]: { ...before, [asked]: choice } } };
}

/** How many questions of a step were answered so far, and how many of them right. */
export function scoreOf(
  { id, questions = [] }: StepGuide,
  answers: Answers,
): { right: number; answered: number } {
  const given = answers[id] ?? {};
  return {
    right: questions.filter(({ answer }, index) => given[index] === answer).length,
    answered: Object.keys(given).length,
  };
}

/** What it came to, after the last question. */
function score(step: StepGuide, answers: Answers): string {
  const { right, answered } = scoreOf(step, answers);
  const count = step.questions?.length ?? 0;
  if (answered < count) return `${right} of ${count} answered right; a has the one that is open.`;
  return right === count ? `All ${count} answered right.` : `${right} of ${count} answered right.`;
}
