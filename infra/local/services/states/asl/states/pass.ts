import type { Branch } from "../../branch.ts";
import type { Json } from "../definition.ts";
import { commitExit, effectiveInput, prepareExit } from "../exit.ts";

/** Pass: hands its input on, or what Output (JSONata), Parameters or Result (JSONPath) make of it. */
export async function runPass(branch: Branch): Promise<void> {
  commitExit(branch, await prepareExit(branch, resultOf(branch)));
}

/** Result counts where it is there, even as null (as getmoto/moto answers; unsure of AWS). */
function resultOf(branch: Branch): Json | undefined {
  const { Result, Parameters } = branch.state;
  if (branch.language === "JSONata") return;
  return Result === undefined ? effectiveInput(branch, Parameters) : Result;
}
