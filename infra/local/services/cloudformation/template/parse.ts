import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type ScalarTag,
} from "yaml";
import { validationError } from "../errors.ts";
import { isObject } from "./model.ts";

/**
 * Reads a template's text, JSON or YAML, into plain values; YAML's short forms become the functions that they
 * stand for.
 * @throws AwsError `ValidationError` "Template format error: …"
 */
export function parseTemplateText(text: string): Record<string, unknown> {
  const value = text.trimStart().startsWith("{") ? parseJson(text) : parseYaml(text);
  if (!isObject(value)) throw validationError("Template format error: unsupported structure.");
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 tells the place in its message; an unexpected end has none, and is the text's own end.
    const place = /line (\d+) column (\d+)/.exec((error as Error).message);
    const lines = text.split("\n");
    const [line, column] = place ? [place[1], place[2]] : [lines.length, lines.at(-1)!.length];
    throw validationError(`Template format error: JSON not well-formed. (line ${line}, column ${column})`);
  }
}

/** YAML 1.1's booleans as CloudFormation's parser has them: without `y` and `n`, which are key types and the like. */
const BOOLEAN: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  resolve: (text) => /^(?:yes|true|on)$/i.test(text),
};

function parseYaml(text: string): unknown {
  // CloudFormation reads YAML 1.1 (`yes` is a boolean), without its time stamps, binaries, sets and merges.
  const document = parseDocument(text, {
    version: "1.1",
    merge: false,
    uniqueKeys: false,
    customTags: (tags) => [
      BOOLEAN,
      ...tags.filter(
        (tag) => !/timestamp|binary|set|omap|pairs|bool/.test(typeof tag === "string" ? tag : tag.tag),
      ),
    ],
    logLevel: "silent",
  });
  const fault = document.errors[0];
  if (fault) {
    const { line, col } = fault.linePos?.[0] ?? { line: 1, col: 1 };
    throw validationError(`Template format error: YAML not well-formed. (line ${line}, column ${col})`);
  }
  if (!document.contents) throw validationError("Template format error: unsupported structure.");
  return plain(document.contents, document);
}

function plain(node: unknown, document: Document): unknown {
  if (isAlias(node)) return plain(node.resolve(document), document);
  if (!isNode(node)) return null;
  const value = untagged(node, document);
  if (!node.tag?.startsWith("!") || node.tag === "!") return value;
  const short = node.tag.slice(1);
  if (short === "Ref" || short === "Condition") return { [short]: value };
  if (short === "GetAtt" && typeof value === "string") return { "Fn::GetAtt": attributePath(value) };
  return { [`Fn::${short}`]: value };
}

/** `Database.Endpoint.Port` is the attribute `Endpoint.Port` of `Database`. */
function attributePath(text: string): string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function untagged(node: Node, document: Document): unknown {
  if (isScalar(node)) {
    // Neither octal nor decimal: an account id that begins with a zero is a string.
    const leadingZero = typeof node.value === "number" && /^0\d*[89]\d*$/.test(node.source ?? "");
    // YAML 1.1's grammar takes a lone dot for a number without digits; `!Join [., …]` means the text.
    const loneDot = node.source === "." && typeof node.value === "number";
    return leadingZero || loneDot ? node.source : node.value;
  }
  if (isSeq(node)) return node.items.map((item) => plain(item, document));
  if (isMap(node)) {
    return Object.fromEntries(
      node.items.map((pair) => [String(plain(pair.key, document)), plain(pair.value, document)]),
    );
  }
  throw validationError("Template format error: unsupported structure.");
}
