/** Whether an account's alias is what a pattern asks for: `*` stands for any characters, `?` for one, the rest for itself. */
export function matchesAlias(pattern: string, alias: string): boolean {
  // Where a part is found first is as good as later, so that this is linear in what is left: no pattern can take long.
  const [head = "", ...rest] = pattern.split("*");
  if (!fits(head, alias, 0)) return false;
  const last = rest.pop();
  if (last === undefined) return alias.length === head.length;
  let from = head.length;
  for (const part of rest) {
    while (from + part.length <= alias.length && !fits(part, alias, from)) from++;
    if (from + part.length > alias.length) return false;
    from += part.length;
  }
  const end = alias.length - last.length;
  return end >= from && fits(last, alias, end);
}

/** Whether a part without `*` is what stands there. */
const fits = (part: string, text: string, at: number): boolean =>
  at + part.length <= text.length &&
  [...part].every((character, index) => character === "?" || character === text[at + index]);
