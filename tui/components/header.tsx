import { Box, Spacer, Text } from "ink";
import type { LabSession } from "../session.ts";
import type { TerminalState } from "../state.ts";
import { PLACE_COLORS } from "../theme.ts";

/** Where am I: the lab, the account, local or AWS, and whether the lab stands. */
export function Header({ session, state }: { session: LabSession | undefined; state: TerminalState }) {
  const place = session?.place;
  return (
    <Box>
      <Text bold>{session?.guide.title ?? "Handrail"}</Text>
      <Spacer />
      {place && (
        <Text>
          <Text bold inverse color={PLACE_COLORS[place.kind]}>
            {` ${place.kind === "local" ? "LOCAL" : "AWS"} `}
          </Text>
          {` ${place.accountId} ${place.region} `}
          <Text dimColor>{state.build ? "lab built" : "no lab"}</Text>
        </Text>
      )}
    </Box>
  );
}
