import type { ReadStream, WriteStream } from "node:tty";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { ChannelEnd } from "../../tasks/session-channel/channel.ts";
import type { TerminalSize } from "../../tasks/session-channel/payloads.ts";
import { openSession } from "../../tasks/session-channel/session.ts";
import type { Server } from "./find-server.ts";
import { OpeningScreen } from "./opening-screen.ts";
import { explainEnd } from "./refusals.ts";

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
  const screen = new OpeningScreen((bytes) => output.write(bytes));
  const session = await openSession(ssm, {
    target: server.id,
    size: sizeOf(output),
    checkUrl,
    onOutput: (bytes) => screen.write(bytes),
    onNotice: tell,
  });
  const { channel } = session;
  const onSignal = () => channel.leave();
  const onResize = () => channel.resize(sizeOf(output));
  const onData = (bytes: Uint8Array) => {
    screen.open();
    if (bytes.includes(ESCAPE)) channel.leave();
    else channel.write(bytes);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const wasRaw = input.isRaw;
  tell(`Session ${session.id} on ${server.name ?? server.id}. exit or Ctrl-D ends it, Ctrl-] always does.`);
  let end: ChannelEnd;
  try {
    input.setRawMode(true);
    input.on("data", onData);
    input.on("end", onSignal);
    output.on("resize", onResize);
    end = await channel.ended;
  } finally {
    input.off("data", onData);
    input.off("end", onSignal);
    output.off("resize", onResize);
    input.setRawMode(wasRaw);
    input.pause();
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await session.end();
  }
  if (end.how === "left") tell(`\nSession ${session.id} is terminated.`);
  else if (end.how !== "closed" || screen.held !== undefined)
    throw explainEnd([screen.held, end.reason].filter(Boolean).join(" "), server);
  else tell(end.reason === "" ? `Session ${session.id} has ended.` : `Session ${session.id}: ${end.reason}`);
}

const sizeOf = (output: WriteStream): TerminalSize => ({ cols: output.columns, rows: output.rows });
