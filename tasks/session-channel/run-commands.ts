import type { SSMClient } from "@aws-sdk/client-ssm";
import { openShell, SessionFailed, type ShellOptions } from "./shell.ts";

/** What became of a session in which commands were typed. */
export interface Transcript {
  commands: { command: string; output: string }[];
}

/** Longer than any command that a task types, and well below what a task may take. */
const TIMEOUT_MS = 20_000;

/**
 * Opens a session, types commands one after the other, each when the shell waits for it, and ends the session.
 *
 * @yields the session's id, as soon as the session is open
 * @throws SessionFailed in words, the server's own where it gave any; what StartSession throws
 */
export async function* runCommands(
  ssm: SSMClient,
  options: ShellOptions,
  commands: readonly string[],
): AsyncGenerator<string, Transcript, undefined> {
  const shell = await openShell(ssm, { timeoutMs: TIMEOUT_MS, ...options });
  try {
    await shell.started();
    yield shell.sessionId;
    const transcript: Transcript = { commands: [] };
    for (const command of commands) {
      const { output, over } = await shell.run(command);
      if (over) throw new SessionFailed(`The session ended after ${JSON.stringify(command)}.`);
      transcript.commands.push({ command, output });
    }
    return transcript;
  } finally {
    await shell.end();
  }
}
