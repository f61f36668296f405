import { posixQuote } from "./quote.ts";
import type { ArgumentWords, CommandWords, OptionWords, ProgramWords, Values } from "./words.ts";

/** The script for zsh, to be evaluated or to be found in `fpath` (zshcompsys, "Completion Functions", `_arguments`). */
export const zshScript = ({ name, commands, first }: ProgramWords): string => `#compdef ${name}
# zsh completion of ${name}

_${name}() {
  local -a subcommands
  subcommands=(
${commands
  .flatMap(described)
  .map((line) => `    ${posixQuote(line)}`)
  .join("\n")}
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands command subcommands
    return
  fi
  # Without a command it is the one that opens the terminal.
  local subcommand=""
  if [[ $words[2] != -* ]]; then
    subcommand=$words[2]
    shift words
    (( CURRENT-- ))
  fi
  case $subcommand in
${[{ ...first, names: ["''"] }, ...commands].map(commandCase).join("\n")}
  esac
}

if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;

/** A command by each of its names: `name:description`. */
const described = ({ names, description }: CommandWords): string[] =>
  names.map((name) => `${name}:${description}`);

function commandCase({ names, options, arguments: list }: CommandWords): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...list.map(argumentSpec),
    ...options.flatMap(furtherValues),
  ];
  const lines = specs.map((spec) => ` \\\n        ${posixQuote(spec)}`);
  return `    ${names.join(" | ")})\n      _arguments -S${lines.join("")}\n      ;;`;
}

/** One for each form of an option; where one is there, the other is offered no more. */
function optionSpecs({ flags, description, value }: OptionWords): string[] {
  const others = flags.length > 1 ? `(${flags.join(" ")})` : "";
  const takes = value ? `${value.needed ? ":" : "::"}${value.name}:${action(value)}` : "";
  const again = value?.variadic ? "*" : "";
  return flags.map(
    (flag) =>
      `${again}${others}${flag}${value && flag.startsWith("--") ? "=" : ""}[${escaped(description)}]${takes}`,
  );
}

/**
 * The further values of an option that takes several. What `_arguments` has for these (`:*pattern:`) would take the option
 * that comes after them for one as well; so they are the command's own words, once the option is there.
 */
function furtherValues({ flags, value }: OptionWords): string[] {
  if (!value?.variadic || value.kind !== "words") return [];
  const isThere = `(( $words[(I)${flags.join("|")}] ))`;
  return [`*:${value.name}:{${isThere} && compadd -- ${value.words.join(" ")}}`];
}

const argumentSpec = ({ name, variadic, values }: ArgumentWords): string =>
  `${variadic ? "*" : "1"}:${name}:${action(values)}`;

function action(values: Values): string {
  switch (values.kind) {
    case "words":
      return `(${values.words.join(" ")})`;
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "any":
      // Something is to be typed, and nothing can be offered.
      return " ";
  }
}

/** What `_arguments` reads as its own. */
const escaped = (text: string): string => text.replace(/[\\[\]:]/g, "\\$&");
