import type { Action } from "../../../../workflows/contract.ts";

/** There is nothing to change: CloudTrail records by itself, and the changes are those of other steps. */
export async function solve(): Promise<Action[]> {
  return [];
}
