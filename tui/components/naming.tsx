import { Text } from "ink";
import { suffixProblem } from "../suffix-problem.ts";
import { COLORS } from "../theme.ts";

/**
 * The line in which the suffix of bucket names is typed, with what is wrong with it behind. What is only proposed stands
 * out whole, because the first letter takes its place.
 */
export function Naming({ value, proposed }: { value: string; proposed: boolean }) {
  return (
    <Text wrap="truncate">
      <Text bold>{"Your suffix: "}</Text>
      <Text bold inverse={proposed}>
        {value}
      </Text>
      <Text inverse> </Text>
      <Text color={COLORS.bad}>{`  ${suffixProblem(value) ?? ""}`}</Text>
    </Text>
  );
}
