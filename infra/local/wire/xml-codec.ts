import type { Member, Shape, StructureShape, TimestampFormat } from "./shapes.ts";
import { decodeText, encodeText } from "./text-values.ts";
import { escapeXml, type XmlElement } from "./xml.ts";

/** Reads a structure from an element; elements that the model has not are dropped. */
export function decodeXmlStructure(
  shape: StructureShape,
  element: XmlElement,
  members: readonly Member[] = shape.members,
): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const member of members) {
    const value = decodeMember(member, element);
    if (value !== undefined) entries.push([member.name, value]);
  }
  return Object.fromEntries(entries);
}

function decodeMember(member: Member, parent: XmlElement): unknown {
  const name = member.traits.xmlName ?? member.name;
  const { shape } = member;
  if (member.traits.xmlAttribute) return parent.attributes.get(name);
  const elements = parent.children.filter((child) => child.name === name);
  const first = elements[0];
  if (!first) return undefined;
  if (shape.kind === "list" && member.traits.xmlFlattened)
    return elements.map((element) => decodeXml(shape.item.shape, element));
  if (shape.kind === "map" && member.traits.xmlFlattened)
    return Object.fromEntries(
      elements.map((entry) => [decodeMember(shape.key, entry), decodeMember(shape.value, entry)]),
    );
  return decodeXml(shape, first);
}

function decodeXml(shape: Shape, element: XmlElement): unknown {
  switch (shape.kind) {
    case "structure":
      return decodeXmlStructure(shape, element);
    case "list":
      return element.children.map((child) => decodeXml(shape.item.shape, child));
    case "map":
      return Object.fromEntries(
        element.children.map((entry) => [decodeMember(shape.key, entry), decodeMember(shape.value, entry)]),
      );
    default:
      return decodeText(shape, element.text, element.name);
  }
}

/** How time stamps are written where the model leaves it open: AWS's XML services send ISO 8601. */
export interface XmlOptions {
  formatDate?: (date: Date) => string;
}

/** Writes the members of a structure, one after another, without an element around them. */
export function encodeXmlMembers(
  shape: StructureShape,
  value: object,
  options: XmlOptions,
  members: readonly Member[] = shape.members,
): string {
  const source = value as Record<string, unknown>;
  let xml = "";
  for (const member of members) {
    const item = source[member.name];
    if (item !== undefined && item !== null && !member.traits.xmlAttribute)
      xml += encodeMember(member, item, options);
  }
  return xml;
}

function encodeMember(member: Member, value: unknown, options: XmlOptions): string {
  const name = member.traits.xmlName ?? member.name;
  const { shape } = member;
  if (shape.kind === "list" && member.traits.xmlFlattened)
    return (value as unknown[]).map((item) => encodeElement(name, shape.item, item, options)).join("");
  if (shape.kind === "map" && member.traits.xmlFlattened)
    return Object.entries(value as object)
      .map(([key, item]) => `<${name}>${encodeEntry(shape.key, shape.value, key, item, options)}</${name}>`)
      .join("");
  return encodeElement(name, member, value, options);
}

/** Writes one value as an element of this name. */
function encodeElement(name: string, member: Member, value: unknown, options: XmlOptions): string {
  const content = encodeContent(member.shape, value, options);
  const attributes = encodeAttributes(member, value);
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function encodeContent(shape: Shape, value: unknown, options: XmlOptions): string {
  switch (shape.kind) {
    case "structure":
      return encodeXmlMembers(shape, value as object, options);
    case "list": {
      const name = shape.item.traits.xmlName ?? "member";
      return (value as unknown[]).map((item) => encodeElement(name, shape.item, item, options)).join("");
    }
    case "map":
      return Object.entries(value as object)
        .map(([key, item]) => `<entry>${encodeEntry(shape.key, shape.value, key, item, options)}</entry>`)
        .join("");
    default: {
      const format: TimestampFormat = shape.format ?? "date-time";
      if (value instanceof Date && format === "date-time" && options.formatDate)
        return options.formatDate(value);
      return escapeXml(encodeText(shape, value, format));
    }
  }
}

function encodeEntry(key: Member, value: Member, name: string, item: unknown, options: XmlOptions): string {
  return (
    encodeElement(key.traits.xmlName ?? "key", key, name, options) +
    encodeElement(value.traits.xmlName ?? "value", value, item, options)
  );
}

function encodeAttributes(member: Member, value: unknown): string {
  let text = "";
  const namespace = member.traits.xmlNamespace;
  if (Array.isArray(namespace)) text += ` xmlns:${namespace[0]}="${escapeXml(namespace[1])}"`;
  else if (namespace) text += ` xmlns="${escapeXml(namespace)}"`;
  if (member.shape.kind !== "structure") return text;
  for (const attribute of member.shape.members) {
    const item = (value as Record<string, unknown>)[attribute.name];
    if (attribute.traits.xmlAttribute && item !== undefined)
      text += ` ${attribute.traits.xmlName ?? attribute.name}="${escapeXml(String(item))}"`;
  }
  return text;
}
