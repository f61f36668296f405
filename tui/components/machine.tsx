import { Box, Text } from "ink";
import { machineName, type Verb } from "../../workflows/contract.ts";
import type { ExecutionView, StateView } from "../execution/view.ts";
import { STATE_MARKS } from "../theme.ts";

interface MachineProps {
  verb: Verb;
  view: ExecutionView;
  /** The lines that it may take. */
  height: number;
}

/** The running machine: its newest states, each with its status, duration and retries. */
export function Machine({ verb, view, height }: MachineProps) {
  const shown = view.states.slice(-(height - 1));
  return (
    <Box flexDirection="column" height={height}>
      <Text dimColor wrap="truncate">
        {machineName(verb)} {view.status.toLowerCase()}
      </Text>
      {shown.map((state) => (
        <StateLine key={state.id} state={state} />
      ))}
    </Box>
  );
}

function StateLine({ state }: { state: StateView }) {
  const mark = STATE_MARKS[state.status];
  const seconds = ((state.exitedAt ?? new Date()).getTime() - state.enteredAt.getTime()) / 1000;
  return (
    <Text wrap="truncate">
      <Text color={mark.color}>{mark.sign}</Text> {state.name}
      {state.item === undefined ? "" : ` #${state.item + 1}`}
      <Text dimColor>
        {` ${seconds.toFixed(1)} s`}
        {state.retries > 0 ? `, try ${state.retries + 1}` : ""}
      </Text>
      {state.error && state.status !== "succeeded" ? (
        <Text color={state.status === "failed" ? "red" : "yellow"}>
          {` ${state.error.name}: ${state.error.cause}`}
        </Text>
      ) : (
        ""
      )}
    </Text>
  );
}
