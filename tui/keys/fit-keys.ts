import { widthOf } from "../text/width.ts";
import type { KeyHint } from "./binding.ts";

/** Shorter words, for screens on which the usual ones do not all fit; the same ones for all keys, or none. */
const SHORT: Readonly<Record<string, string>> = {
  answer: "quiz",
  "build again": "rebuild",
  commands: "CLI",
  executions: "runs",
  "lab and account": "account",
  "look again": "look",
  "look into it": "open",
  network: "net",
  "only what wants you": "wants you",
  "other half": "half",
  "scroll the shell": "scroll it",
  search: "find",
  session: "shell",
  "stop watching": "unwatch",
};

/** Between two keys. */
const APART = 2;

const widthOfAll = (keys: readonly KeyHint[]): number =>
  keys.reduce((sum, [key, meaning]) => sum + widthOf(key) + 1 + widthOf(meaning) + APART, -APART);

/**
 * As many keys as fit into so many columns, in their own order: first those that matter now, then the others. Where one is
 * too long, a shorter one may still have the room.
 *
 * @param last what is always there, behind all others
 */
export function fitKeys(keys: readonly KeyHint[], last: readonly KeyHint[], width: number): KeyHint[] {
  if (widthOfAll([...keys, ...last]) <= width) return [...keys, ...last];
  const short = keys.map(([key, meaning, now]): KeyHint => [key, SHORT[meaning] ?? meaning, now]);
  const ranked = [...short.filter(([, , now]) => now), ...short.filter(([, , now]) => !now)];
  const fitting = new Set<KeyHint>();
  for (const hint of ranked) if (widthOfAll([...fitting, hint, ...last]) <= width) fitting.add(hint);
  return [...short.filter((hint) => fitting.has(hint)), ...last];
}
