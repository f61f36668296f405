import { posixQuote } from "./quote.ts";
import type { CommandWords, OptionWords, ProgramWords, Values } from "./words.ts";

/**
 * The script for bash. It starts no process, and keeps to what bash 3.2 knows, which macOS has. Bash hands over
 * `--lab=fnd203` as three words, because `=` breaks words there.
 */
export const bashScript = ({ name, commands, first }: ProgramWords): string => `# bash completion of ${name}

_${name}_offer() {
  local word
  for word in $1; do
    if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
  done
}

# Bash's own completion of names, which knows of blanks and tildes.
_${name}_files() {
  compopt -o "$1" 2>/dev/null || COMPREPLY=($(compgen -f -- "$current"))
}

_${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} index=2 word waits= given=0
  local options= values= variadic= arguments= most=0
  COMPREPLY=()
  if ((COMP_CWORD == 1)) && [[ $current != -* ]]; then
    _${name}_offer ${words(commands.flatMap(({ names }) => names))}
    return
  fi
  # Without a command it is the one that opens the terminal.
  if [[ $command == -* ]]; then command= index=1; fi
  case $command in
${[{ ...first, names: ["''"] }, ...commands].map(commandCase).join("\n")}
    *) return ;;
  esac
  # What stands before: how many arguments, and whether an option waits for its value.
  for (( ; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ -n $waits && $word != -* ]]; then
      if [[ $word != = && " $variadic " != *" $waits "* ]]; then waits=; fi
    elif [[ " $values " == *" $word "* ]]; then
      waits=$word
    else
      waits=
      if [[ $word != -* ]]; then given=$((given + 1)); fi
    fi
  done
  if [[ $current == = ]]; then current=; fi
  if [[ -n $waits && $current != -* ]]; then
    case $command:$waits in
${[{ ...first, names: [""] }, ...commands].flatMap(valueCases).join("\n")}
    esac
  elif [[ $current == -* ]] || ((given >= most)); then
    _${name}_offer "$options"
  else
    _${name}_offer "$arguments"
  fi
}

complete -F _${name} ${name}
`;

/** More arguments than a line has. */
const ANY_NUMBER = 9999;

function commandCase({ names, options, arguments: [argument] }: CommandWords): string {
  const flagsWhere = (is: (option: OptionWords) => boolean | undefined) =>
    options.filter(is).flatMap((option) => option.flags);
  const offered = argument?.values.kind === "words" ? argument.values.words : [];
  const most = argument === undefined ? 0 : argument.variadic ? ANY_NUMBER : 1;
  const variables = {
    options: words(flagsWhere(() => true)),
    values: words(flagsWhere(({ value }) => value !== undefined)),
    variadic: words(flagsWhere(({ value }) => value?.variadic)),
    arguments: words(offered),
    most,
  };
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return `    ${names.join(" | ")}) ${set.join(" ")} ;;`;
}

const valueCases = ({ names, options }: CommandWords): string[] =>
  options.flatMap(({ flags, value }: OptionWords) => {
    const offers = value && offer(value);
    if (!offers) return [];
    const patterns = names.flatMap((name) => flags.map((flag) => `${name}:${flag}`));
    return [`      ${patterns.join(" | ")}) ${offers} ;;`];
  });

function offer(values: Values): string | undefined {
  switch (values.kind) {
    case "words":
      return `_handrail_offer ${words(values.words)}`;
    case "file":
      return "_handrail_files default";
    case "folder":
      return "_handrail_files dirnames";
    case "any":
      return undefined;
  }
}

const words = (list: readonly string[]): string => posixQuote(list.join(" "));
