import { fishQuote } from "./quote.ts";
import type { CommandWords, OptionWords, ProgramWords, Values } from "./words.ts";

/**
 * The script for fish (fish-shell documentation, "complete"). It offers an argument's words however many were given:
 * counting them would need to know which words are options' values.
 */
export const fishScript = ({ name, commands, first }: ProgramWords): string =>
  [
    `# fish completion of ${name}`,
    "",
    "# The command that is being typed; fails where there is none yet, or an option comes first.",
    `function __${name}_command`,
    "    set -l words (commandline -opc)",
    "    if set -q words[2]; and not string match -q -- '-*' $words[2]",
    "        echo $words[2]",
    "    else",
    "        return 1",
    "    end",
    "end",
    "",
    "# Whether the option that was typed last is this one: it may take more values than one.",
    `function __${name}_after`,
    "    set -l options (commandline -opc | string match -- '-*')",
    '    test "$options[-1]" = $argv[1]',
    "end",
    "",
    `complete -c ${name} -f`,
    ...commands.flatMap(({ names, description }) =>
      names.map((word) =>
        complete(name, "test (count (commandline -opc)) -eq 1", `-a ${fishQuote(word)}`, description),
      ),
    ),
    ...lines(name, `not __${name}_command`, first),
    ...commands.flatMap((command) =>
      lines(name, `contains -- (__${name}_command) ${command.names.join(" ")}`, command),
    ),
    "",
  ].join("\n");

const complete = (name: string, when: string, what: string, description = ""): string =>
  `complete -c ${name} -n ${fishQuote(when)} ${what}${description && ` -d ${fishQuote(description)}`}`;

function lines(name: string, when: string, { options, arguments: list }: CommandWords): string[] {
  return [
    ...options.map((option) => complete(name, when, flagsOf(option), option.description)),
    ...options.flatMap((option) => furtherValues(name, when, option)),
    ...list.flatMap(({ values }) =>
      values.kind === "words" ? [complete(name, when, `-a ${fishQuote(values.words.join(" "))}`)] : [],
    ),
  ];
}

/** Fish knows options with one value only: what comes after it looks like an argument. */
const furtherValues = (name: string, when: string, { flags, value }: OptionWords): string[] =>
  value?.variadic && value.kind === "words"
    ? flags.map((flag) =>
        complete(name, `${when}; and __${name}_after ${flag}`, `-a ${fishQuote(value.words.join(" "))}`),
      )
    : [];

const flagsOf = ({ flags, value }: OptionWords): string =>
  [
    ...flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)),
    ...(value ? [taken(value, value.needed)] : []),
  ].join(" ");

/** Fish knows no value that may be left out: files are then offered beside all else. */
function taken(values: Values, needed: boolean): string {
  switch (values.kind) {
    case "words":
      return `-x -a ${fishQuote(values.words.join(" "))}`;
    case "file":
      return needed ? "-r -F" : "-F";
    case "folder":
      return "-x -a '(__fish_complete_directories)'";
    case "any":
      return "-x";
  }
}
