import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";

/** A resource of a template, as far as it is written down: intrinsic functions are objects of one key. */
export interface TemplateResource {
  Type?: string;
  Properties?: Record<string, unknown>;
}

/**
 * A template's resources by logical id, from JSON or YAML. The short forms of YAML come out as the long ones:
 * `!Ref X` as `{ Ref: "X" }`, `!GetAtt X.Y` as `{ "Fn::GetAtt": "X.Y" }`.
 *
 * Nothing is checked: whether it is a template at all is CloudFormation's to say.
 */
export function readTemplateResources(body: string): Record<string, TemplateResource> {
  const template = parse(body) as { Resources?: Record<string, TemplateResource> } | null;
  return template?.Resources ?? {};
}

function parse(body: string): unknown {
  try {
    // JSON is YAML too, but for the tabs that some editors indent it with.
    return JSON.parse(body);
  } catch {
    // Tags that YAML does not know are a warning each, and are kept on their nodes.
    const document = parseDocument(body, { logLevel: "silent" });
    return toPlain(document.contents, document);
  }
}

function toPlain(node: unknown, document: Document): unknown {
  if (isAlias(node)) return toPlain(node.resolve(document), document);
  const value = untagged(node, document);
  const tag = (node as { tag?: string } | null)?.tag;
  // `!` is CloudFormation's, `tag:yaml.org,2002:` the language's own.
  if (!tag?.startsWith("!")) return value;
  const name = tag.slice(1);
  return { [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: value };
}

function untagged(node: unknown, document: Document): unknown {
  const plain = (one: unknown) => toPlain(one, document);
  if (isMap(node))
    return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]));
  if (isSeq(node)) return node.items.map(plain);
  return isScalar(node) ? node.value : null;
}
