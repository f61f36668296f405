import type { ReadStream, WriteStream } from "node:tty";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { ShellEnd, ShellSize } from "../../tui/shell/shell.ts";
import { Problem } from "../problem.ts";
import type { Server } from "./find-server.ts";
import { openServerShell } from "./server-shell.ts";

/** Ctrl-], which telnet has for the same: the way out of a session that no longer answers. */
const ESCAPE = 0x1d;

/** The signals that end a program whose terminal has gone, or that somebody wants gone. */
const SIGNALS = ["SIGHUP", "SIGTERM"] as const;

interface Terminal {
  input: ReadStream;
  output: WriteStream;
  /** Tells the user something that is not the server's output. */
  tell: (line: string) => void;
}

/**
 * A session in a terminal, until the shell ends, Ctrl-] is pressed or the terminal goes away. Every key is the
 * server's, Ctrl-C as well; the size of the window follows. The terminal is left as it was, the session terminated.
 *
 * @throws Problem where the server refuses the session or the connection is lost; what StartSession throws
 */
export async function sessionInTerminal(
  ssm: SSMClient,
  server: Server,
  checkUrl: (url: URL) => void,
  { input, output, tell }: Terminal,
): Promise<void> {
  const shell = await openServerShell(ssm, server, {
    size: sizeOf(output),
    checkUrl,
    onOutput: (bytes) => output.write(bytes),
    onNotice: tell,
  });
  const leave = () => void shell.end().catch(() => {});
  const onResize = () => shell.resize(sizeOf(output));
  const onData = (bytes: Uint8Array) => {
    if (bytes.includes(ESCAPE)) leave();
    else shell.write(bytes);
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  const wasRaw = input.isRaw;
  tell(
    `Session ${shell.sessionId} on ${server.name ?? server.id}. exit or Ctrl-D ends it, Ctrl-] always does.`,
  );
  let end: ShellEnd;
  try {
    input.setRawMode(true);
    input.on("data", onData);
    input.on("end", leave);
    output.on("resize", onResize);
    end = await shell.ended;
  } finally {
    input.off("data", onData);
    input.off("end", leave);
    output.off("resize", onResize);
    input.setRawMode(wasRaw);
    input.pause();
    for (const signal of SIGNALS) process.off(signal, leave);
    await shell.end();
  }
  if (end.how === "failed") throw new Problem(end.words);
  tell(end.how === "left" ? `\n${end.words}` : end.words);
}

const sizeOf = (output: WriteStream): ShellSize => ({ cols: output.columns, rows: output.rows });
