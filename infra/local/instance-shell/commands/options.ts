/** Short options of a program, read as getopt does: `-n 5`, `-n5`, `-ab`. */
export interface ShortOptions {
  flags: Set<string>;
  values: Record<string, string>;
  operands: string[];
  /** The first option that the program does not have. */
  unknown?: string;
}

/** @param valued the letters that take a value */
export function shortOptions(args: readonly string[], flags: string, valued = ""): ShortOptions {
  const found: ShortOptions = { flags: new Set(), values: {}, operands: [] };
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === "--") {
      found.operands.push(...args.slice(index + 1));
      break;
    }
    if (!/^-[^-]/.test(arg)) {
      found.operands.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!;
      if (valued.includes(letter)) {
        found.values[letter] = arg.slice(at + 1) || (args[++index] ?? "");
        break;
      }
      if (!flags.includes(letter)) found.unknown ??= letter;
      found.flags.add(letter);
    }
  }
  return found;
}
