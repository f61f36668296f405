import { fnd203Guide } from "../../../../tasks/labs/fnd203/guide.ts";
import type { Place, StepGuide } from "../../../../tasks/labs/lab.ts";
import type { LabResources } from "../../../../workflows/contract.ts";
import { cliSince } from "../../../helpers/local-account.ts";
import type { Paste } from "./pasting.ts";

/** Blocks of code in Markdown, as lines: those that are indented, which is how the guides write them. */
const blocksOf = (markdown: string): string[][] =>
  (markdown.match(/(?<=\n\n)(?: {4}.+\n)+/g) ?? []).map((block) => block.trim().split(/\n */));

/** Commands in the middle of a sentence. */
const spansOf = (text: string): string[] =>
  [...text.matchAll(/`((?:aws|handrail) [^`]+)`/g)].map(([, span]) => span!);

const opensSession = (command: string): boolean => command.startsWith("handrail session");

/** What a guide's text asks to be done by hand between its first block and the second. */
const BY_HAND: Record<string, string> = {
  "session-preferences": 'sed -i.bak \'s/"20"/"30"/\' preferences.json',
};

/** Commands of the texts that nobody needs to paste, and why. */
export const NOT_PASTED: Record<string, string> = {
  "handrail session": "the step's commands have it with the server's id",
};

/**
 * A command as a participant enters it who has an older AWS CLI, such as Debian 12's: GuardDuty's features came in
 * March 2023, and its guide says to leave them out before.
 */
const forThisCli = (command: string): string =>
  cliSince({ one: 28, two: 11 }) ? command : command.replace(/ --features .*/, "");

/**
 * All that a step shows, in the order in which somebody pastes it: its commands, the blocks of its guide, and the
 * commands in its sentences. Where a command opens a session, the guide's blocks are what is typed in it.
 */
export function shownBy(step: StepGuide, resources: LabResources, place: Place): Paste[] {
  const commands = step.commands(resources, place).map(({ command }) => forThisCli(command));
  const blocks = blocksOf(step.guide);
  const spans = spansOf(step.guide).filter((span) => !(span in NOT_PASTED));
  if (commands.some(opensSession))
    return [...commands, ...spans].map((command) => ({
      command,
      ...(opensSession(command) ? { typed: [...blocks.flat(), "exit"] } : {}),
    }));
  const [first = [], ...others] = blocks;
  const byHand = BY_HAND[step.id];
  return [...commands, ...first, ...(byHand ? [byHand] : []), ...others.flat(), ...spans].map((command) => ({
    command,
  }));
}

/** What the texts around the steps' guides show to be pasted: nothing has run these. */
export const shownElsewhere = (): string[] =>
  [
    fnd203Guide.introduction,
    ...fnd203Guide.steps.flatMap(({ hints, questions = [] }) => [
      ...hints,
      ...questions.flatMap(({ question, choices, explanation }) => [question, ...choices, explanation]),
    ]),
  ].flatMap((text) => [...blocksOf(text).flat(), ...spansOf(text)]);

/** Every command in the guides' sentences. */
export const spansOfGuides = (): string[] => fnd203Guide.steps.flatMap(({ guide }) => spansOf(guide));

/** The ids of the steps for which something is done by hand, each with how many blocks its guide has. */
export const doneByHand = (): [step: string, blocks: number][] =>
  Object.keys(BY_HAND).map((id) => [
    id,
    blocksOf(fnd203Guide.steps.find((step) => step.id === id)?.guide ?? "").length,
  ]);
