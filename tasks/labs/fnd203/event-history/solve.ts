import type { Calls } from "../../lab.ts";

/** There is nothing to change: CloudTrail records by itself, and the changes are those of other steps. */
export async function* solve(): Calls {}
