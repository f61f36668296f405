import type jsonata from "jsonata";

/**
 * Functions whose work and answer are no larger than a small multiple of their arguments. Not among them: what takes a
 * regular expression, a picture or a size (`$match`, `$replace`, `$pad`, `$fromMillis`), what repeats an argument
 * (`$join`, whose separator may be long), compares all with all (`$distinct`), or calls another function (`$map`).
 */
const TAME = new Set(
  `abs append average base64decode base64encode boolean ceil contains count exists floor hash keys length lookup
  lowercase max merge millis min not now number parse partition power random range reverse round split sqrt string
  substring substringAfter substringBefore sum trim type uppercase uuid zip`.split(/\s+/),
);

/** Kinds of node that only pass on, select from or combine what is below them. */
const PLAIN = new Set(
  "path binary unary name string number value wildcard condition block bind variable function".split(" "),
);

/** Of those, the ones that do not look into what they are given. */
const SHALLOW = new Set(["append", "count", "exists"]);

/** So that an expression cannot name a large value so often that its answer is huge. */
const [LONGEST, MOST_WORDS] = [1_000, 64];

/** A node of JSONata's syntax tree. The library's own type of it leaves out kinds of node and members. */
interface Node {
  type: string;
  value?: unknown;
  [member: string]: unknown;
}

/**
 * Whether each single step of an expression takes time and room in proportion to what it is given, so that a time box
 * around the evaluation, which is looked at between steps, holds. Judged by the expression alone: anything that can
 * make much out of little is not tame.
 */
export function isTame(text: string, ast: jsonata.ExprNode): boolean {
  if (text.length > LONGEST || (text.match(/\w+/g)?.length ?? 0) > MOST_WORDS) return false;
  const root = ast as Node;
  // What repeats a value is a matter of the answer's size alone, which is bounded, unless something looks into it.
  const repeats = nodesIn(root).every(
    ({ type, value, procedure }) =>
      type !== "binary" && (type !== "function" || SHALLOW.has(String((procedure as Node).value ?? value))),
  );
  return isTameNode(root, { repeated: false, repeats });
}

interface Position {
  /** Evaluated once for each item of something, so that what it answers must be the item's own, … */
  repeated: boolean;
  /** … unless this is so: nothing looks into what is repeated. */
  repeats: boolean;
}

function isTameNode(node: Node, at: Position): boolean {
  const { type, value } = node;
  if (!PLAIN.has(type) || (type === "binary" && value === "..")) return false;
  // Reductions (`{…}` after a path) and bindings of a path's items.
  if ("group" in node || "focus" in node || "index" in node) return false;
  // `$` is the item; any other variable would be repeated with each.
  if (type === "variable" && at.repeated && !at.repeats && value !== "") return false;
  if (type === "bind" && !isSelection(node.rhs as Node)) return false;
  if (type === "function") return isTameCall(node, at);
  if (type === "path") return isTamePath(node, at);
  return areTame(Object.values(node), at);
}

/** Whether a value is no larger than what it is taken from: bound to one variable after another, others could double. */
function isSelection(node: Node): boolean {
  const nodes = nodesIn(node);
  const variables = nodes.filter(
    ({ type, value }) => type === "variable" && value !== "" && !TAME.has(String(value)),
  );
  return variables.length <= 1 && nodes.every(({ type }) => type !== "binary" && type !== "unary");
}

function isTameCall({ procedure, arguments: args }: Node, at: Position): boolean {
  const { type, value } = procedure as Node;
  if (type !== "variable" || !TAME.has(String(value))) return false;
  // Indented, a value's text may be much longer than the value.
  if (value === "string" && (args as Node[]).length > 1) return false;
  return areTame(args, at);
}

function isTamePath({ steps, ...rest }: Node, at: Position): boolean {
  const [first, ...further] = steps as Node[];
  return (
    areTame([first], at) && areTame(further, { ...at, repeated: true }) && areTame(Object.values(rest), at)
  );
}

/** Whether the nodes in a member are tame. A predicate's answer is not kept, so that it may refer to anything. */
function areTame(member: unknown, at: Position): boolean {
  if (Array.isArray(member)) return member.every((item) => areTame(item, at));
  if (typeof member !== "object" || member === null) return true;
  const node = member as Node;
  if (node.type === "filter") return areTame(node.expr, { repeated: false, repeats: false });
  return isTameNode(node, at);
}

/** All nodes of a tree but those of predicates. */
function nodesIn(member: unknown): Node[] {
  if (Array.isArray(member)) return member.flatMap(nodesIn);
  if (typeof member !== "object" || member === null) return [];
  const node = member as Node;
  return node.type === "filter" ? [] : [node, ...Object.values(node).flatMap(nodesIn)];
}
