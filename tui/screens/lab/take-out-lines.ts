import type { SessionPlace } from "../../session.ts";
import type { TerminalState } from "../../state/state.ts";
import { commandLines } from "../../text/command-lines.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line } from "../../text/text.ts";

/** How to take Handrail itself out of an AWS account, once nothing of the lab is left: it is what remains there. */
export function takeOutLines(
  { cleaned }: TerminalState,
  place: SessionPlace | undefined,
  width: number,
): Line[] {
  if (!cleaned || place?.kind !== "aws") return [];
  const { region, profile } = place;
  return [
    EMPTY_LINE,
    ...renderMarkdown(
      "**What is left is Handrail itself**: its state machines, functions and bucket, which cost next to nothing. They may stay for the next lab. To take them out, leave (**q**) and type:",
      width,
    ),
    ...commandLines(
      `handrail undeploy --aws --region ${region}${profile ? ` --profile ${profile}` : ""}`,
      width,
    ),
  ];
}
