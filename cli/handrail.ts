#!/usr/bin/env node
import module from "node:module";
import { CommanderError } from "commander";
import { COULD_NOT_RUN, Problem, reportError } from "./problem.ts";
import { checkCommand, program } from "./program.ts";

/** What a shell says of a program that SIGPIPE ended, and of one that its terminal's end did. */
const READER_GONE = 141;
const TERMINAL_GONE = 129;

/** Ink asks for this Node.js as well. */
const OLDEST_NODE = 22;

// Whoever read our output has gone, as `head` does, or the window was closed: nobody is left to tell anything.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(READER_GONE);
    if (error.code === "EIO") process.exit(TERMINAL_GONE);
    // A full disk, mostly. Without its lines a command may go on, and without its answer it is of no use.
    if (stream === process.stdout)
      process.exit(reportError(new Problem(`Standard output cannot be written: ${error.message}.`)));
  });

try {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE)
    throw new Problem(
      `This is Node.js ${process.versions.node}, and Handrail needs ${OLDEST_NODE} or newer. In a checkout, npm start and npx handrail bring their own.`,
    );
  // The chunks to come are parsed once a machine and not once a start; kept with the system's temporary files.
  module.enableCompileCache();
  const commandLine = program();
  checkCommand(commandLine, process.argv.slice(2));
  await commandLine.parseAsync();
} catch (error) {
  // The parser has said itself what is wrong; help and version end with 0.
  process.exitCode = error instanceof CommanderError ? error.exitCode && COULD_NOT_RUN : reportError(error);
}
