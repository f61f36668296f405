import { Text } from "ink";
import { suffixProblem } from "../suffix-problem.ts";
import { COLORS } from "../theme.ts";

/** The line in which the suffix of bucket names is typed, with what is wrong with it behind. */
export function Naming({ value }: { value: string }) {
  return (
    <Text wrap="truncate">
      <Text bold>{`Your suffix: ${value}`}</Text>
      <Text inverse> </Text>
      <Text color={COLORS.bad}>{`  ${suffixProblem(value) ?? ""}`}</Text>
    </Text>
  );
}
