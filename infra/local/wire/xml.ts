import { DecodeError } from "./http.ts";

/** A parsed element: its name without a namespace prefix, as no AWS request tells elements apart by prefix. */
export interface XmlElement {
  name: string;
  /** With their prefixes, because S3's grantee type is the attribute `xsi:type`. */
  attributes: Map<string, string>;
  children: XmlElement[];
  text: string;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Comments, CDATA, instructions, tags and text, one after another. A document type is refused, with its entities. */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Parses a document and returns its root element. @throws DecodeError where it is not well-formed. */
export function parseXml(text: string): XmlElement {
  const document: XmlElement = { name: "", attributes: new Map(), children: [], text: "" };
  const open = [document];
  TOKEN.lastIndex = 0;
  const source = text.replace(/^\uFEFF/, "");
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source);
    if (!token) throw new DecodeError("The XML is not well-formed");
    const [, cdata, closed, opened, attributes, selfClosed, plain] = token;
    const parent = open.at(-1)!;
    if (cdata !== undefined) parent.text += cdata;
    else if (plain !== undefined) parent.text += decodeReferences(plain);
    else if (opened !== undefined) {
      const element: XmlElement = {
        name: localName(opened),
        attributes: parseAttributes(attributes ?? ""),
        children: [],
        text: "",
      };
      parent.children.push(element);
      if (!selfClosed) open.push(element);
    } else if (closed !== undefined) {
      if (open.length === 1 || parent.name !== localName(closed))
        throw new DecodeError(`The XML is not well-formed: unexpected </${closed}>`);
      open.pop();
    }
  }
  const root = document.children[0];
  if (open.length !== 1 || !root || document.children.length !== 1 || document.text.trim() !== "")
    throw new DecodeError("The XML is not well-formed");
  return root;
}

function parseAttributes(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name, double, single]) => [
      name!,
      decodeReferences(double ?? single ?? ""),
    ]),
  );
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function decodeReferences(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));|&/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : undefined;
      const character =
        code === undefined ? ENTITIES[name ?? ""] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
      if (character === undefined) throw new DecodeError(`The XML is not well-formed: ${whole}`);
      return character;
    },
  );
}

/**
 * Escapes text for an element or an attribute. Carriage returns and control characters go out as references:
 * parsers would otherwise turn the former into newlines, and S3 sends the latter so as well.
 */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped.
  return text.replace(/[&<>"\r\x00-\x08\x0b\x0c\x0e-\x1f]/g, (character) => {
    switch (character) {
      case "&":
        return "&amp;";
      case "<":
        return "&lt;";
      case ">":
        return "&gt;";
      case '"':
        return "&quot;";
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`;
    }
  });
}

/** `<name>text</name>`, the text escaped. */
export function textElement(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
