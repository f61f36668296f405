/** An element of a document, in the order in which they begin. */
export interface MarkupElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** All text inside of it, its entities read. */
  text: string;
  /** The element that it stands in, by index. */
  parent?: number;
}

/** HTML's elements that have no end tag and no content. */
const VOID: ReadonlySet<string> = new Set(["meta", "br", "hr", "img", "input", "link"]);

const TAG =
  /<(?:(\/)([\w-]+)\s*|([\w-]+)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)|!doctype html|\?xml version="1\.0" encoding="UTF-8"\?)>/y;
const TEXT = /[^<]+/y;

/**
 * Reads XML, or HTML that is written as strictly, and refuses what a lenient parser would make something of: elements that
 * are not closed in order, a `<` or a bare `&` in a text, attributes without quotes.
 *
 * @throws at the first place that is not well-formed
 */
export function readMarkup(document: string, kind: "xml" | "html"): MarkupElement[] {
  const elements: MarkupElement[] = [];
  const open: number[] = [];
  let at = 0;
  const refuse = (why: string): never => {
    throw new Error(`${why} at ${at}: ${document.slice(at, at + 80)}`);
  };
  while (at < document.length) {
    TEXT.lastIndex = at;
    TAG.lastIndex = at;
    const text = TEXT.exec(document)?.[0];
    if (text !== undefined) {
      if (open.length === 0 && text.trim() !== "") refuse("Text outside of all elements");
      const read = unescaped(text, refuse);
      for (const inside of open) elements[inside]!.text += read;
      at += text.length;
      continue;
    }
    const tag = TAG.exec(document) ?? refuse("No tag");
    const [whole, end, closing, name, attributes = "", empty] = tag;
    if (end && elements[open.pop() ?? refuse("An end without a beginning")]!.name !== closing)
      refuse(`</${closing}> out of order`);
    if (name) {
      const read = readAttributes(attributes, kind, refuse);
      elements.push({ name, attributes: read, text: "", parent: open.at(-1) });
      if (!empty && !(kind === "html" && VOID.has(name))) open.push(elements.length - 1);
    }
    at += whole.length;
  }
  if (open.length > 0) refuse(`<${elements[open.at(-1)!]!.name}> is not closed`);
  return elements;
}

function readAttributes(text: string, kind: "xml" | "html", refuse: (why: string) => never) {
  const read: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)) {
    if (name! in read) refuse(`${name} twice`);
    if (value === undefined && kind === "xml") refuse(`${name} without a value`);
    read[name!] = unescaped(value ?? "", refuse);
  }
  return read;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
};

const unescaped = (text: string, refuse: (why: string) => never): string =>
  text.replace(/&(?:([\w#]+);)?/g, (_, entity: string) => NAMED[entity] ?? refuse("A bare &"));
