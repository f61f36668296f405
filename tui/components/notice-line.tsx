import { Box, Text } from "ink";
import type { SessionPlace } from "../session.ts";
import type { TerminalState } from "../state/state.ts";
import { COLORS } from "../theme.ts";
import { Approval } from "./approval.tsx";
import { Naming } from "./naming.tsx";

/** The line above the keys: what is being asked, or else the last thing to tell. */
export function NoticeLine({ state, place }: { state: TerminalState; place: SessionPlace | undefined }) {
  const { naming, machine, typed, question, notice } = state;
  return (
    <Box height={1} flexShrink={0}>
      {naming ? (
        <Naming value={naming.value} proposed={naming.proposed ?? false} />
      ) : machine?.view.approval && place ? (
        <Approval place={place} typed={typed} />
      ) : (
        <Text
          wrap="truncate"
          color={notice?.bad && !question ? COLORS.bad : undefined}
          bold={question !== undefined}
        >
          {question?.text ?? notice?.text ?? " "}
        </Text>
      )}
    </Box>
  );
}
