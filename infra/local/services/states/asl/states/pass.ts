import type { Branch } from "../../branch.ts";
import { commitExit, effectiveInput, prepareExit } from "../exit.ts";

/** Pass: hands its input on, or what Output (JSONata), Parameters or Result (JSONPath) make of it. */
export async function runPass(branch: Branch): Promise<void> {
  const { state } = branch;
  const result =
    branch.language === "JSONata"
      ? undefined
      : (effectiveResult(branch) ?? effectiveInput(branch, state.Parameters));
  commitExit(branch, await prepareExit(branch, result));
}

const effectiveResult = ({ state }: Branch) => (state.Result === undefined ? undefined : state.Result);
