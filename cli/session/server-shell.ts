import type { SSMClient } from "@aws-sdk/client-ssm";
import { openSession } from "../../tasks/session-channel/session.ts";
import type { ServerShell, ShellEnd, ShellSize } from "../../tui/shell/shell.ts";
import type { Server } from "./find-server.ts";
import { OpeningScreen } from "./opening-screen.ts";
import { explainEnd, explainLoss, explainRefusal } from "./refusals.ts";

interface ShellOptions {
  size: ShellSize;
  /** Throws where the address of the session is one that we must not speak to. */
  checkUrl: (url: URL) => void;
  onOutput: (bytes: Uint8Array) => void;
  onNotice: (text: string) => void;
}

/**
 * Opens a session on a server for a person to type in.
 * @throws Problem in words where the server refuses it; what else StartSession throws
 */
export async function openServerShell(
  ssm: SSMClient,
  server: Server,
  { onOutput, ...options }: ShellOptions,
): Promise<ServerShell> {
  const screen = new OpeningScreen(onOutput);
  const session = await openSession(ssm, {
    ...options,
    target: server.id,
    onOutput: (bytes) => screen.write(bytes),
  }).catch((error) => {
    throw explainRefusal(error, server);
  });
  const { id, channel } = session;
  /** Whoever ends it is not the only one: the pane does so when it goes, and the program before it ends. */
  let over: Promise<void> | undefined;
  const ended = channel.ended.then(({ how, reason }): ShellEnd => {
    if (how === "left") return { how, words: `Session ${id} is terminated.` };
    if (how === "lost") return { how: "failed", words: explainLoss(reason, server).message };
    const refused = screen.held;
    if (how === "closed" && refused === undefined)
      return {
        how: "ended",
        words: reason === "" ? `Session ${id} has ended.` : `Session ${id}: ${reason}`,
      };
    return {
      how: "failed",
      words: explainEnd([refused, reason].filter(Boolean).join(" "), server).message,
    };
  });
  return {
    sessionId: id,
    write(bytes) {
      // An agent passes over what comes before its shell is there.
      channel.ready.then(
        () => {
          screen.open();
          channel.write(bytes);
        },
        () => {},
      );
    },
    resize: (size) => channel.resize(size),
    ended,
    end: () => {
      over ??= session.end();
      return over;
    },
  };
}
