import type { Json } from "./definition.ts";
import { DEEPEST } from "./limits.ts";

/** Whether JSON text is nested more deeply than what walks through its value has room for. */
export function isTooDeep(text: string): boolean {
  // Each level takes two brackets.
  if (text.length <= 2 * DEEPEST) return false;
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const c = text.charCodeAt(at++);
    if (c === QUOTE) at = endOfString(text, at);
    else if (c === OPENING_BRACKET || c === OPENING_BRACE) {
      if (++depth > DEEPEST) return true;
    } else if (c === CLOSING_BRACKET || c === CLOSING_BRACE) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH] = ['"'.charCodeAt(0), "\\".charCodeAt(0)];
const [OPENING_BRACKET, CLOSING_BRACKET] = ["[".charCodeAt(0), "]".charCodeAt(0)];
const [OPENING_BRACE, CLOSING_BRACE] = ["{".charCodeAt(0), "}".charCodeAt(0)];

/** The index after the quote that closes the string which begins before `from`. */
function endOfString(text: string, from: number): number {
  for (let at = from; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
}

/** @throws Error where the text is no JSON, or is nested too deeply */
export function parseJson(text: string): Json {
  if (isTooDeep(text)) throw new Error(TOO_DEEP);
  return JSON.parse(text) as Json;
}

/** Unsure: AWS's words; these are those of Jackson, the JSON library of the JVM. */
export const TOO_DEEP = `Document nesting depth (${DEEPEST + 1}) exceeds the maximum allowed (${DEEPEST})`;
