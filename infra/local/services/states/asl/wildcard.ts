/**
 * Whether a text is what a StringMatches pattern describes: `*` stands for any text, `\*` and `\\` for themselves.
 * Each literal part is looked for once, at the earliest place it can be at, so that no pattern takes longer than its
 * text is long: a regular expression would try every split of the text between two wildcards.
 */
export function matchesWildcard(text: string, pattern: string): boolean {
  const parts = literalParts(pattern);
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    at = found + part.length;
    if (found < 0 || at > end) return false;
  }
  return true;
}

/** The literal texts between a pattern's wildcards: one more than there are wildcards. */
function literalParts(pattern: string): string[] {
  const parts = [""];
  for (const [token, escaped] of pattern.matchAll(/\\([*\\])|\*|[^*\\]+|\\/g)) {
    if (token === "*") parts.push("");
    else parts[parts.length - 1] += escaped ?? token;
  }
  return parts;
}
