import type { CommandContext, Program } from "../command.ts";
import { absolute } from "../files.ts";

/** `test` and `[`. */
export const test: Program = ({ args, name, machine, state, err }) => {
  const words = name === "[" ? args.slice(0, -1) : args;
  if (name === "[" && args.at(-1) !== "]") {
    err("sh: [: missing `]'\n");
    return 2;
  }
  const negated = words[0] === "!";
  const [a = "", operator, b = ""] = negated ? words.slice(1) : words;
  const answer = judge(a, operator, b, { machine, state });
  if (answer === undefined) {
    err(`sh: ${name}: Handrail's shell does not know this test\n`);
    return 2;
  }
  return Number(answer === negated);
};

function judge(
  a: string,
  operator: string | undefined,
  b: string,
  { machine, state }: Pick<CommandContext, "machine" | "state">,
): boolean | undefined {
  if (operator === undefined) return a !== "";
  const path = absolute(operator, state.folder);
  switch (a) {
    case "-n":
      return operator !== "";
    case "-z":
      return operator === "";
    case "-e":
      return machine.files.isFolder(path) || machine.files.read(path) !== undefined;
    case "-f":
      return machine.files.read(path) !== undefined;
    case "-d":
      return machine.files.isFolder(path);
  }
  const numbers: Record<string, (x: number, y: number) => boolean> = {
    "-eq": (x, y) => x === y,
    "-ne": (x, y) => x !== y,
    "-gt": (x, y) => x > y,
    "-ge": (x, y) => x >= y,
    "-lt": (x, y) => x < y,
    "-le": (x, y) => x <= y,
  };
  if (operator === "=" || operator === "==") return a === b;
  if (operator === "!=") return a !== b;
  return numbers[operator]?.(Number(a), Number(b));
}
