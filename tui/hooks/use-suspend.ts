import { useApp } from "ink";
import { useCallback, useEffect, useRef } from "react";

/** After a stop, until it is certain that it has been: a signal to oneself may come a moment late. */
const STOPPED_BY_MS = 50;

/**
 * Ctrl-Z as everywhere: the shell has the terminal as it was, and `fg` brings the screen back. Where no shell watches
 * over us, such as in a window of our own, nothing stops and the screen is drawn anew. Windows has no such thing.
 *
 * @returns what suspends; also SIGTSTP does, and after SIGCONT the screen is drawn anew
 */
export function useSuspend(): () => void {
  const { suspendTerminal } = useApp();
  const away = useRef(false);
  const giveUp = useCallback(
    async (meanwhile: () => Promise<void>) => {
      if (away.current) return;
      away.current = true;
      try {
        await suspendTerminal(meanwhile);
      } finally {
        away.current = false;
      }
    },
    [suspendTerminal],
  );
  const suspend = useCallback(() => {
    if (process.platform === "win32") return;
    void giveUp(async () => {
      const listeners = process.listeners("SIGTSTP");
      // Only without a listener does the signal stop us.
      process.removeAllListeners("SIGTSTP");
      // To all of the job, as the terminal itself would: npm start is several processes.
      process.kill(0, "SIGTSTP");
      await new Promise((resolve) => setTimeout(resolve, STOPPED_BY_MS));
      for (const listener of listeners) process.on("SIGTSTP", listener);
    });
  }, [giveUp]);
  useEffect(() => {
    if (process.platform === "win32") return;
    // Whoever stopped us by other means has used the terminal since.
    const back = () => void giveUp(async () => {});
    process.on("SIGTSTP", suspend).on("SIGCONT", back);
    return () => {
      process.off("SIGTSTP", suspend).off("SIGCONT", back);
    };
  }, [suspend, giveUp]);
  return suspend;
}
