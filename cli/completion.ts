import type { Command } from "commander";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { wordsOf } from "./completion/words.ts";
import { zshScript } from "./completion/zsh.ts";
import { outputTo } from "./output.ts";
import type { CompletingShell } from "./shells.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The completion script of a shell, made from the command line's definition. */
export const completionScript = (program: Command, shell: CompletingShell): string =>
  SCRIPTS[shell](wordsOf(program, "start"));

/** `handrail completion`: a script that has all words in it, so that no key starts a process. */
export const completion = (program: Command, shell: CompletingShell): void =>
  outputTo(process.stdout).tell(completionScript(program, shell).trimEnd());
