import type { Branch } from "../../branch.ts";
import { evaluateTyped } from "../data-flow-jsonata.ts";
import { evaluatePath } from "../data-flow-jsonpath.ts";
import { StateError } from "../errors.ts";

/** Fail: ends its branch with an error, whose name and cause may both be computed, and may both be missing. */
export async function runFail(branch: Branch): Promise<never> {
  const { Error: error, ErrorPath, Cause: cause, CausePath } = branch.state;
  throw new StateError(
    await text(branch, "Error", error, ErrorPath),
    await text(branch, "Cause", cause, CausePath),
  );
}

async function text(
  branch: Branch,
  field: "Error" | "Cause",
  value: string | undefined,
  path: string | undefined,
): Promise<string | undefined> {
  if (path !== undefined) {
    const found = evaluatePath(branch, branch.scope(), `${field}Path`, path);
    if (typeof found === "string") return found;
    throw branch.runtimeError(`The ${field}Path field refers to a value that is not a string: ${path}`);
  }
  if (value === undefined || branch.language !== "JSONata") return value;
  return (await evaluateTyped(branch, field, value, "string")) as string;
}
