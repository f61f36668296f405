import { useStdout } from "ink";
import { useCallback } from "react";
import { clipboardSequence } from "../text/clipboard.ts";

/**
 * Puts a text onto the clipboard. It is written between two frames and past Ink, which would draw the whole screen anew
 * around it: nothing of it is seen.
 */
export function useClipboard(): (text: string) => void {
  const { stdout } = useStdout();
  return useCallback(
    (text: string) => void stdout.write(clipboardSequence(text, process.env.TMUX !== undefined)),
    [stdout],
  );
}
