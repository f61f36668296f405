import { Text } from "ink";
import type { SessionPlace } from "../session.ts";
import { COLORS } from "../theme.ts";

/**
 * Asks whether a clean-up's plan is right. On AWS the account's id is to be typed out: a habit of pressing "y" must
 * not remove anything there.
 */
export function Approval({ place, typed }: { place: SessionPlace; typed: string }) {
  if (place.kind === "local")
    return (
      <Text bold wrap="truncate">
        Remove this? Nothing has been touched yet. y removes it, n leaves all as it is.
      </Text>
    );
  return (
    <Text bold color={COLORS.bad} wrap="truncate-start">
      {`Type ${place.accountId} and Enter to remove this: ${typed}`}
      <Text inverse> </Text>
    </Text>
  );
}
