interface Thing {
  kind?: string;
  name?: string;
  id?: string;
}

export interface Left {
  left: Thing[];
  missing: Thing[];
  changed: Thing[];
  failed: { item?: Thing; error?: string; cause?: string }[];
  /** How many things there are beyond those of the first three lists. */
  unlisted: number;
}

/** The cause of `LeftBehind`, in words, a line each. */
export function describeLeft(cause: string | undefined): string {
  const { left, missing, changed, failed, unlisted } = readLeft(cause);
  const parts = [
    list("Left behind", left),
    ...failed.map(({ item, ...why }) =>
      `${nameOf(item ?? {})}: ${why.error ?? ""} ${why.cause ?? ""}`.trimEnd(),
    ),
    list("Gone, and not the lab's", missing),
    list("Not as it was before the lab", changed),
    unlisted > 0 ? `And ${unlisted} more, which are not listed.` : "",
  ].filter(Boolean);
  return parts.join("\n") || cause || "Something of the lab is left.";
}

const list = (words: string, things: Thing[]): string =>
  things.length > 0 ? `${words}: ${things.map(nameOf).join(", ")}.` : "";

/** Without its settings: they are long, and the account shows them better. */
const nameOf = ({ kind, name, id }: Thing): string =>
  [kind, name !== id && name, id && `(${id})`].filter(Boolean).join(" ");

/** What the cause of `LeftBehind` lists; nothing, where it was cut off. */
export function readLeft(cause: string | undefined): Left {
  try {
    const parsed = JSON.parse(cause ?? "");
    const of = (value: unknown) => (Array.isArray(value) ? value.flat() : []);
    return {
      left: of(parsed.left),
      missing: of(parsed.missing),
      changed: of(parsed.changed),
      failed: of(parsed.failed),
      unlisted: Number(parsed.unlisted ?? 0),
    };
  } catch {
    // A cause longer than Step Functions keeps is cut off, and no JSON any more.
    return { left: [], missing: [], changed: [], failed: [], unlisted: 0 };
  }
}
