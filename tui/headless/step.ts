import type { Place, Question, StepGuide } from "../../tasks/labs/lab.ts";
import type { Tell } from "./print-execution.ts";

/** Stands for the participant's own, as the commands' other placeholders do. */
export const REFERENCE_PLACE: Place = { accountId: "ACCOUNT_ID", region: "REGION" };

/**
 * Tells all that there is to read of a step, as Markdown: guide, hints, commands and, last, its questions with what they
 * teach. No account is asked, so that ids are placeholders.
 */
export function tellStep(step: StepGuide, tell: Tell): void {
  tell(step.guide.trimEnd());
  tell("\n## Hints\n");
  for (const [index, hint] of step.hints.entries()) tell(`${index + 1}. ${hint}`);
  tell("\n## With the AWS CLI\n");
  const commands = step.commands({}, REFERENCE_PLACE);
  tell("The words in capitals are ids of the lab: the guided terminal fills them in.");
  if (commands.some(({ command }) => command.includes("LocationConstraint=")))
    tell("S3 refuses us-east-1 as a location: leave --create-bucket-configuration out there.");
  for (const { why, command } of commands) tell(`\n    # ${why}\n    ${command}`);
  for (const [index, question] of (step.questions ?? []).entries()) tellQuestion(question, index + 1, tell);
}

function tellQuestion(
  { question, choices, answer, explanation }: Question,
  number: number,
  tell: Tell,
): void {
  tell(`\n## Question ${number}\n\n${question}\n`);
  for (const [index, choice] of choices.entries()) tell(`${index + 1}. ${choice}`);
  tell(`\n**Answer ${answer + 1}.** ${explanation.trim()}`);
}
