import type { Argument, Command, Option } from "commander";
import { LABS } from "../labs.ts";

/** What may stand in a place of the command line. */
export type Values = { kind: "words"; words: readonly string[] } | { kind: "file" | "folder" | "any" };

export interface OptionWords {
  /** The option as it is typed, the short form first. */
  flags: readonly string[];
  description: string;
  /** Absent: it takes no value. */
  value?: { name: string; needed: boolean; variadic: boolean } & Values;
}

export interface ArgumentWords {
  name: string;
  variadic: boolean;
  values: Values;
}

/** A command, as a shell needs to know it. */
export interface CommandWords {
  /** Its name, and other names of it. */
  names: readonly string[];
  description: string;
  options: readonly OptionWords[];
  arguments: readonly ArgumentWords[];
}

export interface ProgramWords {
  name: string;
  commands: readonly CommandWords[];
  /** The options that may stand first: the program's own, and those of the command that runs where none is named. */
  first: CommandWords;
}

/**
 * Reads all words from the command line's definition, so that a completion never knows others than the program.
 *
 * @param unnamed the command that runs where none is named
 */
export function wordsOf(program: Command, unnamed: string): ProgramWords {
  const help = program.createHelp();
  const visible = help.visibleCommands(program);
  const names = visible.flatMap((command) => [command.name(), ...command.aliases()]);
  const commands = visible.map(
    (command): CommandWords => ({
      names: [command.name(), ...command.aliases()],
      description: command.description(),
      options: help.visibleOptions(command).map(optionWords),
      arguments: command.registeredArguments.map((argument) => argumentWords(argument, names)),
    }),
  );
  const start = commands.find(({ names: [name] }) => name === unnamed)!;
  const own = help.visibleOptions(program).map(optionWords);
  const taken = new Set(own.flatMap(({ flags }) => flags));
  const others = start.options.filter(({ flags }) => !flags.some((flag) => taken.has(flag)));
  return { name: program.name(), commands, first: { ...start, options: [...own, ...others] } };
}

function optionWords(option: Option): OptionWords {
  const { short, long, description, required: needed, optional, variadic, flags, argChoices } = option;
  const words = { flags: [short, long].filter((flag) => flag !== undefined), description };
  if (!needed && !optional) return words;
  const name = /[<[]([\w-]+)/.exec(flags)?.[1] ?? "value";
  const values = argChoices ? wordValues(argChoices) : valuesNamed(name);
  return { ...words, value: { name, needed, variadic, ...values } };
}

function argumentWords(argument: Argument, commands: readonly string[]): ArgumentWords {
  const { variadic, argChoices } = argument;
  const name = argument.name();
  const values = argChoices
    ? wordValues(argChoices)
    : name === "command"
      ? wordValues(commands)
      : valuesNamed(name);
  return { name, variadic, values };
}

/** The definition calls the same thing by the same name wherever it is asked for. */
function valuesNamed(name: string): Values {
  if (name === "file" || name === "folder") return { kind: name };
  if (name === "step" || name === "steps") return wordValues(STEPS);
  return { kind: "any" };
}

/** Of all labs: which one is meant may come later in the line. */
const STEPS = [...new Set(LABS.flatMap(({ steps }) => steps.map(({ id }) => id)))];

const wordValues = (words: readonly string[]): Values => ({ kind: "words", words });
