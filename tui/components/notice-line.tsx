import { Box, Text } from "ink";
import type { SessionPlace } from "../session.ts";
import type { TerminalState } from "../state/state.ts";
import { COLORS } from "../theme.ts";
import { Approval } from "./approval.tsx";
import { Naming } from "./naming.tsx";
import { Typing } from "./typing.tsx";

/** The line above the keys: what is being asked, or else the last thing to tell. */
export function NoticeLine({ state, place }: { state: TerminalState; place: SessionPlace | undefined }) {
  const { naming, machine, question, notice, screen, search } = state;
  const approval = machine?.view.approval;
  const elsewhere =
    approval && screen !== "lab" ? "A plan waits for your answer, in the lab: Esc." : undefined;
  return (
    <Box height={1} flexShrink={0}>
      {search.typing !== undefined ? (
        <Typing prompt="/" value={search.typing} />
      ) : naming ? (
        <Naming value={naming.value} proposed={naming.proposed ?? false} />
      ) : approval && place && !elsewhere ? (
        <Approval place={place} state={state} />
      ) : (
        <Text
          wrap="truncate"
          color={notice?.bad && !question ? COLORS.bad : undefined}
          bold={question !== undefined}
        >
          {question?.text ?? elsewhere ?? notice?.text ?? " "}
        </Text>
      )}
    </Box>
  );
}
