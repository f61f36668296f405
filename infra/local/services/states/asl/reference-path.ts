import { isObject, type Json } from "./definition.ts";
import { compilePath, PathError } from "./json-path.ts";

/**
 * A copy of `root` with `value` at a reference path, objects and lists made on the way where there are none.
 * @throws PathError where the path runs into something that is not an object.
 */
export function putAtPath(text: string, root: Json, value: Json): Json {
  const path = compilePath(text);
  const put = (node: Json | undefined, depth: number, walked: string): Json => {
    const segment = path.segments[depth];
    if (!segment) return value;
    if (segment.kind === "indexes" && Array.isArray(node)) {
      const index = segment.indexes[0]!;
      if (index >= node.length) throw new PathError(`Array index ${index} out of bounds in ${walked}`);
      return node.map((child, i) => (i === index ? put(child, depth + 1, `${walked}[${index}]`) : child));
    }
    // "AWS Step Function Tricks" (morioh.com) makes a list of a value so. Unsure: what any other index of no list does.
    if (segment.kind === "indexes" && node === undefined && segment.indexes[0] === 0) {
      return [put(undefined, depth + 1, `${walked}[0]`)];
    }
    if (segment.kind !== "names") throw new PathError(`Invalid reference path: ${text}`);
    if (node !== undefined && !isObject(node)) {
      throw new PathError(`Unable to apply ReferencePath ${text} to input ${JSON.stringify(root)}`);
    }
    const name = segment.names[0]!;
    return { ...node, [name]: put(node?.[name], depth + 1, `${walked}['${name}']`) };
  };
  return put(root, 0, "$");
}
