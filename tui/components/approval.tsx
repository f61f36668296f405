import { Text } from "ink";
import { approvalWords, eitherOf } from "../clean-up/approval-words.ts";
import type { SessionPlace } from "../session.ts";
import type { TerminalState } from "../state/state.ts";
import { COLORS } from "../theme.ts";

interface ApprovalProps {
  place: SessionPlace;
  state: Pick<TerminalState, "typed" | "alias" | "cleanUp">;
}

/**
 * Asks whether a clean-up's plan is right. On AWS the account's alias or id is to be typed out: a habit of pressing "y"
 * must not remove anything there.
 */
export function Approval({ place, state: { typed, alias, cleanUp } }: ApprovalProps) {
  if (place.kind === "local")
    return (
      <Text bold wrap="truncate">
        Remove this? Nothing has been touched yet. y removes it, n leaves all as it is.
      </Text>
    );
  const words = eitherOf(approvalWords(place, alias));
  const asked =
    cleanUp.wrong !== undefined && typed === ""
      ? `Not "${cleanUp.wrong}". Type ${words}, or press Esc for no: `
      : `To remove this, type ${words}, then Enter: `;
  return (
    <Text bold color={COLORS.bad} wrap="truncate-start">
      {asked + typed}
      <Text inverse> </Text>
    </Text>
  );
}
