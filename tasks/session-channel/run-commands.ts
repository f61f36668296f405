import type { SSMClient } from "@aws-sdk/client-ssm";
import { openShell, SessionFailed, type ShellOptions } from "./shell.ts";

/** What became of a session in which commands were typed. */
export interface Transcript {
  sessionId: string;
  commands: { command: string; output: string }[];
}

/** Longer than any command that a task types, and well below what a task may take. */
const TIMEOUT_MS = 20_000;

/**
 * Opens a session, types commands one after the other, each when the shell waits for it, and ends the session.
 *
 * @throws SessionFailed in words, the server's own where it gave any; what StartSession throws
 */
export async function runCommands(
  ssm: SSMClient,
  options: ShellOptions,
  commands: readonly string[],
): Promise<Transcript> {
  const shell = await openShell(ssm, { timeoutMs: TIMEOUT_MS, ...options });
  try {
    await shell.started();
    const transcript: Transcript = { sessionId: shell.sessionId, commands: [] };
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
