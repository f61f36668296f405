import { DecodeError, type QueryParameter } from "./http.ts";
import type { Member, Shape, StructureShape } from "./shapes.ts";
import { decodeText } from "./text-values.ts";

/** Dotted keys as a tree: `Filter.1.Name=x` is the node Filter → 1 → Name. */
interface QueryNode {
  value?: string;
  children: Map<string, QueryNode>;
}

/** How the two query protocols differ. */
interface Dialect {
  key(member: Member): string;
  /** EC2's lists are always flat: `X.1`, where awsQuery has `X.member.1`. */
  listItem(member: Member, item: Member): string | undefined;
}

const AWS_QUERY: Dialect = {
  key: (member) => member.traits.xmlName ?? member.name,
  listItem: (member, item) => (member.traits.xmlFlattened ? undefined : (item.traits.xmlName ?? "member")),
};

const EC2_QUERY: Dialect = {
  key: ({ name, traits }) => traits.ec2QueryName ?? capitalise(traits.xmlName ?? name),
  listItem: () => undefined,
};

/** Parameters that every request may carry and that are no operation's own. */
const COMMON =
  /^(Action|Version|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|SecurityToken|Expires|X-Amz-.*)$/i;

export function decodeAwsQuery(shape: StructureShape, parameters: QueryParameter[]): Record<string, unknown> {
  return decodeStructure(shape, buildTree(parameters), AWS_QUERY, "");
}

/** @throws UnknownParameter for a parameter that the operation has not; awsQuery services ignore those. */
export function decodeEc2Query(shape: StructureShape, parameters: QueryParameter[]): Record<string, unknown> {
  const tree = buildTree(parameters);
  const known = new Set(shape.members.map((member) => EC2_QUERY.key(member)));
  for (const name of tree.children.keys()) {
    if (!known.has(name) && !COMMON.test(name)) throw new UnknownParameter(name);
  }
  return decodeStructure(shape, tree, EC2_QUERY, "");
}

export class UnknownParameter extends Error {
  readonly parameter: string;

  constructor(parameter: string) {
    super(`The parameter ${parameter} is not recognized`);
    this.parameter = parameter;
  }
}

/** The name that a member has in EC2's requests, which its MissingParameter error quotes. */
export function ec2ParameterName(member: Member): string {
  return EC2_QUERY.key(member);
}

function buildTree(parameters: QueryParameter[]): QueryNode {
  const root: QueryNode = { children: new Map() };
  for (const { name, value } of parameters) {
    let node = root;
    for (const part of name.split(".")) {
      let child = node.children.get(part);
      if (!child) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.value = value ?? "";
  }
  return root;
}

function decodeStructure(shape: StructureShape, node: QueryNode, dialect: Dialect, where: string) {
  const entries: [string, unknown][] = [];
  for (const member of shape.members) {
    const key = dialect.key(member);
    const child = node.children.get(key);
    if (!child) continue;
    const value = decodeNode(member, member.shape, child, dialect, where ? `${where}.${key}` : key);
    if (value !== undefined) entries.push([member.name, value]);
  }
  return Object.fromEntries(entries);
}

function decodeNode(member: Member, shape: Shape, node: QueryNode, dialect: Dialect, where: string): unknown {
  switch (shape.kind) {
    case "structure":
      return decodeStructure(shape, node, dialect, where);
    case "list": {
      const wrapper = dialect.listItem(member, shape.item);
      const items = wrapper === undefined ? node : node.children.get(wrapper);
      // An empty list arrives as `X=`.
      return numbered(items).map(([index, child]) =>
        decodeNode(shape.item, shape.item.shape, child, dialect, `${where}.${index}`),
      );
    }
    case "map": {
      const items = member.traits.xmlFlattened ? node : node.children.get("entry");
      const entries = numbered(items).map(([index, child]) => {
        const key = child.children.get(shape.key.traits.xmlName ?? "key")?.value ?? "";
        const value = child.children.get(shape.value.traits.xmlName ?? "value") ?? { children: new Map() };
        return [
          key,
          decodeNode(shape.value, shape.value.shape, value, dialect, `${where}.${index}`),
        ] as const;
      });
      return Object.fromEntries(entries);
    }
    default:
      // `Filter.1=x`, where a structure is meant, leaves nothing to read; so does a bare parent key.
      if (node.value === undefined) throw new DecodeError(`Invalid value for ${where}`);
      return decodeText(shape, node.value, where);
  }
}

/** The numbered children in order; the numbers may have gaps, as AWS allows. */
function numbered(node: QueryNode | undefined): [number, QueryNode][] {
  return [...(node?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .map(([key, child]): [number, QueryNode] => [Number(key), child])
    .sort(([a], [b]) => a - b);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
