import { Box, Spacer, Text } from "ink";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { SessionPlace } from "../session.ts";
import type { TerminalState } from "../state/state.ts";
import { PLACES } from "../theme.ts";

interface HeaderProps {
  guide: LabGuide;
  /** Local or AWS: known before the account is open. */
  kind: SessionPlace["kind"];
  place: SessionPlace | undefined;
  state: TerminalState;
}

/** Where am I: the lab, the account, local or AWS, and whether the lab stands. */
export function Header({ guide, kind, place, state }: HeaderProps) {
  const { label, color } = PLACES[kind];
  const billed = kind === "aws" && state.build ? ` $${guide.costPerHour.toFixed(2)}/h` : "";
  return (
    <Box height={1} flexShrink={0}>
      <Text bold wrap="truncate">
        {guide.title}
      </Text>
      <Spacer />
      <Box flexShrink={0} marginLeft={1}>
        <Text bold inverse color={color}>
          {` ${label} `}
        </Text>
        <Text>{place ? ` ${place.accountId} ${place.region} ` : " opening "}</Text>
        <Text dimColor>{state.build ? `lab built${billed}` : "no lab"}</Text>
      </Box>
    </Box>
  );
}
