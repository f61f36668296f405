import { setTimeout as sleep } from "node:timers/promises";
import { useStdin } from "ink";
import { useCallback, useEffect, useRef } from "react";
import type { Store } from "../hooks/use-store.ts";
import type { LabSession } from "../session.ts";
import { createEmulator, type Emulator } from "./emulator.ts";
import { Keyboard } from "./keyboard.ts";
import type { Server, ServerShell, ShellEnd, ShellSize } from "./shell.ts";
import { inSession } from "./state.ts";
import { Typing } from "./typing.ts";

/** What the keys can have done with the shell in the pane. */
export interface ShellPane {
  /** What is on the shell's screen; absent until the first one is opened. */
  emulator: Emulator | undefined;
  /** Opens a session on a server, and gives it the keys. */
  open(server: Server): void;
  /** Gives the keys to the shell that is open. */
  enter(): void;
  /** Gives the keys back to the guide; the session goes on. */
  giveBack(): void;
  /** Ends the session, even one that is only being opened. */
  end(): void;
  /** Types text. */
  type(text: string): void;
  /** Takes away what is left of a session that went wrong. */
  close(): void;
}

/** One session, from the key press on. */
interface Running {
  emulator?: Emulator;
  shell?: ServerShell;
  /** What was typed before there was a shell to hear it. */
  ahead: Uint8Array[];
  hasKeys: boolean;
  /** When something was typed last. */
  typedAt: number;
  over: boolean;
}

/** Who is in the middle of a word when the session ends types on for a moment. */
const QUIET_MS = 300;

/** Waits until nothing more comes that was meant for the shell: no letter of it is to be a command of the guide's. */
async function quiet(running: Running): Promise<void> {
  for (;;) {
    const left = running.typedAt + QUIET_MS - performance.now();
    if (!running.hasKeys || left <= 0) return;
    await sleep(left);
  }
}

/** Runs one shell at a time, in a pane of this size; what becomes of it goes to `dispatch`. */
export function useShell(
  session: LabSession | undefined,
  { state, now: stateNow, dispatch }: Store,
  size: ShellSize,
): ShellPane {
  const lost = state.lost !== undefined;
  const { stdin } = useStdin();
  const running = useRef<Running>(undefined);
  const { cols, rows } = size;

  const send = useCallback((bytes: Uint8Array) => {
    const now = running.current;
    if (!now || bytes.length === 0) return;
    now.typedAt = performance.now();
    now.emulator?.toEnd();
    if (now.shell) now.shell.write(bytes);
    else now.ahead.push(bytes);
  }, []);

  const giveBack = useCallback(() => {
    if (stdin instanceof Keyboard) stdin.handTo(undefined);
    if (running.current) running.current.hasKeys = false;
    dispatch({ type: "shell/keys", hasKeys: false });
  }, [stdin, dispatch]);

  const finish = useCallback(
    (which: Running, end: ShellEnd) => {
      if (which.over) return;
      which.over = true;
      giveBack();
      dispatch({ type: "shell/ended", end });
      dispatch({ type: "tell", text: end.words.split("\n")[0]!, bad: end.how === "failed" });
    },
    [dispatch, giveBack],
  );

  const end = useCallback(() => {
    const now = running.current;
    if (!now || now.over) return;
    // Where it has a shell, its end tells more than we know.
    if (now.shell) void now.shell.end().catch((error: Error) => finish(now, failed(error)));
    else finish(now, { how: "left", words: "No session was opened." });
  }, [finish]);

  const takeKeys = useCallback(() => {
    if (running.current) running.current.hasKeys = true;
    if (!(stdin instanceof Keyboard)) return;
    const typing = new Typing();
    stdin.handTo((bytes) => {
      const modes = running.current?.emulator?.modes ?? {
        applicationCursorKeys: false,
        bracketedPaste: false,
      };
      const typed = typing.take(bytes, modes);
      send(typed.send);
      if (typed.ours === "end") end();
      if (typed.ours) giveBack();
      return typed.rest;
    });
  }, [stdin, send, end, giveBack]);

  const open = (server: Server) => {
    const openShell = session?.openShell;
    if (!openShell || (running.current && !running.current.over)) return;
    running.current?.emulator?.dispose();
    const now: Running = { ahead: [], hasKeys: false, typedAt: 0, over: false };
    running.current = now;
    dispatch({ type: "shell/opening", server });
    takeKeys();
    const begin = async () => {
      const emulator = await createEmulator({ cols, rows });
      now.emulator = emulator;
      const shell = await openShell(server, {
        size: { cols, rows },
        onOutput: (bytes) => emulator.write(bytes),
        onNotice: (text) => dispatch({ type: "tell", text }),
      });
      if (now.over) return shell.end();
      now.shell = shell;
      emulator.onAnswer((text) => shell.write(Buffer.from(text)));
      for (const bytes of now.ahead.splice(0)) shell.write(bytes);
      dispatch({ type: "shell/opened", sessionId: shell.sessionId, at: new Date() });
      const end = await shell.ended;
      if (end.how !== "left") await quiet(now);
      finish(now, end);
      await shell.end();
    };
    begin().catch(async (error: Error) => {
      await quiet(now);
      finish(now, failed(error));
    });
  };

  useEffect(() => {
    running.current?.emulator?.resize({ cols, rows });
    running.current?.shell?.resize({ cols, rows });
  }, [cols, rows]);

  // Without the account there is nobody to speak to; and whoever leaves the program leaves the server.
  useEffect(() => {
    if (lost) end();
  }, [lost, end]);
  useEffect(() => end, [end]);

  return {
    emulator: running.current?.emulator,
    open,
    enter: () => {
      if (!inSession(stateNow().shell)) return;
      running.current?.emulator?.toEnd();
      dispatch({ type: "shell/keys", hasKeys: true });
      takeKeys();
    },
    giveBack,
    end,
    type: (text) => send(Buffer.from(text)),
    close: () => dispatch({ type: "shell/close" }),
  };
}

const failed = (error: Error): ShellEnd => ({ how: "failed", words: error.message || error.name });
