import { AwsError } from "../../../errors.ts";
import type { ResourceRequest } from "../../cloudformation/provider.ts";

/** A template holds policy documents as objects; a parameter may hold one as text. */
export function documentText(document: object | string): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}

/** Does nothing if what is to go is gone already. */
export async function ifExists(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!AwsError.is(error, "NoSuchEntity")) throw error;
  }
}

/** The resource's own tags win over the stack's. */
export function withStackTags(
  own: ResourceRequest["tags"] = [],
  stack: ResourceRequest["tags"] = [],
): ResourceRequest["tags"] {
  const keys = new Set(own.map(({ Key }) => Key));
  return [...own, ...stack.filter(({ Key }) => !keys.has(Key))];
}

/**
 * A template's properties in the shape that the resource type's reference gives them. A template is unchecked text,
 * and what is wrong with it is said by the operations that the values go to.
 */
export function shaped<T extends object>(properties: Record<string, unknown>): T {
  // The one place where that trust is put.
  return properties as T;
}
