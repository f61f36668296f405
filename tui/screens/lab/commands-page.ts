import type { CliCommand, StepGuide } from "../../../tasks/labs/lab.ts";
import type { LabResources } from "../../../workflows/contract.ts";
import type { SessionPlace } from "../../session.ts";
import { commandLines } from "../../text/command-lines.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";
import { consoleLines } from "./console-lines.ts";

const PLACEHOLDERS = "# Once the lab is built, your ids are in the place of NAMES_IN_CAPITALS.";

/** All that is to be typed for a step with the AWS CLI, in order: each command whole, in one line. */
export function commandsOf(step: StepGuide, resources: LabResources, place: SessionPlace): CliCommand[] {
  const once = place.shellCommand ? [{ why: "In a second terminal, once", command: place.shellCommand }] : [];
  return [
    ...once,
    ...step.commands(resources, place).map(({ why, command }) => ({
      why,
      // Handrail's own commands work in the local account unless they are told.
      command: place.kind === "aws" && command.startsWith("handrail ") ? `${command} --aws` : command,
    })),
  ];
}

/**
 * A step's AWS CLI commands with the participant's own ids, numbered, and its page in the console. What is not a command
 * is a comment to a shell, so that whatever is selected with the mouse can be pasted.
 */
export function commandsPage(
  step: StepGuide,
  resources: LabResources,
  place: SessionPlace,
  width: number,
  selected = 0,
): Line[] {
  const commands = commandsOf(step, resources, place).flatMap(({ why, command }, index): Line[] => {
    const head = `# ${index + 1}  ${why}`;
    const lines =
      index === selected
        ? wrap(
            [
              { text: head, bold: true, inverse: true },
              { text: "  ← y copies it", bold: true },
            ],
            width,
          )
        : wrap([{ text: head, dim: true }], width);
    return [
      EMPTY_LINE,
      ...[...lines, ...commandLines(command, width)].map((line) => ({ ...line, item: index })),
    ];
  });
  const placeholders = Object.keys(resources).length === 0;
  return [
    ...renderMarkdown(`## ${step.title}, with the AWS CLI`, width),
    ...(placeholders ? wrap([{ text: PLACEHOLDERS, dim: true }], width) : []),
    ...commands,
    EMPTY_LINE,
    ...consoleLines(
      step,
      resources,
      place,
      width,
      "The local account has no console: these commands do what the guide clicks.",
    ),
  ];
}
