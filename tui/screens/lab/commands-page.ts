import type { StepGuide } from "../../../tasks/labs/lab.ts";
import type { LabResources } from "../../../workflows/contract.ts";
import type { SessionPlace } from "../../session.ts";
import { commandLines } from "../../text/command-lines.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";

/** A step's AWS CLI commands with the participant's own ids, and its page in the console. */
export function commandsPage(
  step: StepGuide,
  resources: LabResources,
  place: SessionPlace,
  width: number,
): Line[] {
  const commands = step.commands(resources, place).flatMap(({ why, command }) => [
    EMPTY_LINE,
    ...wrap([{ text: `# ${why}`, dim: true }], width),
    // Handrail's own commands work in the local account unless they are told.
    ...commandLines(
      place.kind === "aws" && command.startsWith("handrail ") ? `${command} --aws` : command,
      width,
    ),
  ]);
  return [
    ...renderMarkdown(`## ${step.title}, with the AWS CLI`, width),
    ...(place.shellCommand
      ? [
          EMPTY_LINE,
          ...wrap([{ text: "# In a second terminal, once", dim: true }], width),
          ...commandLines(place.shellCommand, width),
        ]
      : []),
    ...commands,
    // The console shows AWS's own account, which the local one is not.
    ...(place.kind === "aws"
      ? [
          EMPTY_LINE,
          ...wrap(
            [{ text: "In the console: ", dim: true }, { text: step.consoleUrl(resources, place) }],
            width,
          ),
        ]
      : []),
  ];
}
