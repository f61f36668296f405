/** Walks that went wrong once, kept: each is a list of moves. */
export const CASES: readonly string[][] = [];
