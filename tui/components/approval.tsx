import { TextInput } from "@inkjs/ui";
import { Box, Text } from "ink";
import type { SessionPlace } from "../session.ts";
import { COLORS } from "../theme.ts";

interface ApprovalProps {
  place: SessionPlace;
  onAnswer: (approved: boolean) => void;
}

/**
 * Asks whether a clean-up's plan is right. On AWS the account's id is to be typed out: a habit of pressing "y" must
 * not remove anything there.
 */
export function Approval({ place, onAnswer }: ApprovalProps) {
  if (place.kind === "local")
    return (
      <Text bold wrap="truncate">
        Remove this? Nothing has been touched yet. y removes it, n leaves all as it is.
      </Text>
    );
  return (
    <Box height={1} flexShrink={0}>
      <Text bold color={COLORS.bad}>
        {`Type ${place.accountId} and Enter to remove this; Esc leaves all as it is: `}
      </Text>
      <TextInput placeholder="account id" onSubmit={(typed) => onAnswer(typed.trim() === place.accountId)} />
    </Box>
  );
}
