import type { Branch } from "../../branch.ts";
import { commitExit, prepareExit } from "../exit.ts";

/** Succeed: ends its branch with its input, or with its Output. */
export async function runSucceed(branch: Branch): Promise<void> {
  commitExit(branch, await prepareExit(branch, undefined));
}
