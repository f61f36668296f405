/** HTML that is safe to put into a page. Only `html` makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in HTML: text, which is escaped; HTML that is safe already; several of these; nothing. */
export type Content = string | number | undefined | Markup | readonly Content[];

/** A piece of HTML (and of the SVG in it): what is filled in is escaped, in its text and in quoted attributes. */
export const html = (strings: TemplateStringsArray, ...values: Content[]): Markup =>
  new Markup(String.raw({ raw: strings }, ...values.map(textOf)));

function textOf(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(textOf).join("");
  return escaped(String(value));
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Control characters are no part of HTML. Those that turn the direction of writing round could make one name look like
 * another, so that they are shown by their numbers.
 */
const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replace(/[^\P{Cc}\t\n\r]/gu, "\u{FFFD}")
    .replace(
      /[\u202A-\u202E\u2066-\u2069]/g,
      (mark) => `[U+${mark.codePointAt(0)!.toString(16).toUpperCase()}]`,
    );
