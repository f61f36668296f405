import { createInterface } from "node:readline";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { openShell, SessionFailed, type Shell } from "../../tasks/session-channel/shell.ts";
import type { Server } from "./find-server.ts";
import { explainEnd, explainRefusal } from "./refusals.ts";

/** What a shell says of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

interface Pipes {
  input: NodeJS.ReadableStream;
  write: (text: string) => void;
}

/**
 * A session without a terminal: each line of the input is typed when the shell waits for one, and what the command
 * writes comes out, without prompt and echo.
 *
 * @returns the exit status of the last command, as ssh would
 * @throws Problem where the server refuses the session, or ends it
 */
export async function sessionInPipe(
  ssm: SSMClient,
  server: Server,
  checkUrl: (url: URL) => void,
  { input, write }: Pipes,
): Promise<number> {
  const shell = await openShell(ssm, { target: server.id, checkUrl }).catch((error) => {
    throw explainRefusal(error, server);
  });
  const interrupted = Promise.withResolvers<number>();
  const onInterrupt = () => interrupted.resolve(INTERRUPTED);
  process.on("SIGINT", onInterrupt);
  try {
    return await Promise.race([typeAll(shell, input, write), interrupted.promise]);
  } catch (error) {
    throw error instanceof SessionFailed ? explainEnd(error.reason, server) : error;
  } finally {
    process.off("SIGINT", onInterrupt);
    await shell.end();
  }
}

async function typeAll(
  shell: Shell,
  input: NodeJS.ReadableStream,
  write: (text: string) => void,
): Promise<number> {
  await shell.started();
  for await (const line of createInterface({ input })) {
    const { output, over } = await shell.run(line);
    if (output !== "") write(output.endsWith("\n") ? output : `${output}\n`);
    if (over) return 0;
  }
  const { output } = await shell.run("echo $?");
  return Number.parseInt(output, 10) || 0;
}
