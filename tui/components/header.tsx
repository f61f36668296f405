import { Box, Text } from "ink";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import { useMinute } from "../hooks/use-minute.ts";
import type { SessionPlace } from "../session.ts";
import type { TerminalState } from "../state/state.ts";
import { PLACES } from "../theme.ts";
import { TopBar } from "./top-bar.tsx";
import { topLine } from "./top-line.ts";

interface HeaderProps {
  guide: LabGuide;
  /** Local or AWS: known before the account is open. Absent while that is being chosen. */
  kind: SessionPlace["kind"] | undefined;
  place: SessionPlace | undefined;
  state: TerminalState;
  width: number;
}

/** Where am I: the lab, local or AWS, the account, and what the lab costs since when. */
export function Header({ guide, kind, place, state, width }: HeaderProps) {
  const { build, builtAt, alias, lost } = state;
  const now = useMinute(build && builtAt);
  if (!kind)
    return (
      <Box height={1} flexShrink={0}>
        <Text bold>Handrail</Text>
      </Box>
    );
  const since = builtAt && now.getTime() - builtAt.getTime();
  const { label } = PLACES[kind];
  const facts = {
    title: guide.title,
    kind,
    place,
    alias,
    waiting: lost === undefined ? "opening" : "no account",
    built: build && { costPerHour: guide.costPerHour, since },
  };
  const { title, rest } = topLine(facts, ` ${label} `, width);
  return (
    <TopBar title={title} kind={kind}>
      {rest.map(({ text, bold, dim }) => (
        <Text key={text} bold={bold} dimColor={dim}>
          {text}
        </Text>
      ))}
    </TopBar>
  );
}
