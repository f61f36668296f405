import type { Branch } from "../branch.ts";
import type { MapItem, Tolerance } from "../frames.ts";
import { evaluateField, evaluateTyped } from "./data-flow-jsonata.ts";
import { applyPath, applyTemplate, selectFrom } from "./data-flow-jsonpath.ts";
import { isObject, type Json } from "./definition.ts";
import { QueryError } from "./errors.ts";
import { isExpression } from "./exit.ts";
import { PathError } from "./json-path.ts";

/** The items of a Map state: its Items (JSONata) or ItemsPath (JSONPath), else its input. */
export async function mapItems(branch: Branch): Promise<MapItem[]> {
  const value = branch.language === "JSONata" ? await itemsByJsonata(branch) : itemsByJsonPath(branch);
  return value.map((item, index) => ({ index, value: item }));
}

async function itemsByJsonata(branch: Branch): Promise<Json[]> {
  const { state, frame } = branch;
  if (state.Items !== undefined)
    return (await evaluateTyped(branch, "Items", state.Items, "array")) as Json[];
  if (Array.isArray(frame.input)) return frame.input;
  throw new QueryError(
    branch.because(`Map state input must be an array but was: ${JSON.stringify(frame.input)}`),
  );
}

function itemsByJsonPath(branch: Branch): Json[] {
  const { state } = branch;
  const scope = branch.scope();
  const input = applyPath(branch, scope, state.InputPath);
  const found = applyPath(branch, { ...scope, input }, state.ItemsPath);
  if (Array.isArray(found)) return found;
  throw branch.runtimeError(`Reference path "${state.ItemsPath ?? "$"}" must point to array.`);
}

/** What an iteration is given: its item, or what ItemSelector (once called Parameters) makes of it. */
export async function iterationInput(branch: Branch, item: MapItem): Promise<Json> {
  const { state } = branch;
  const template = state.ItemSelector ?? state.Parameters;
  if (template === undefined) return item.value;
  const scope = branch.scope();
  const context = () => ({ ...scope.context(), Map: { Item: { Index: item.index, Value: item.value } } });
  if (branch.language === "JSONata") {
    return await evaluateField(branch, "ItemSelector", template, { ...scope, context });
  }
  const input = applyPath(branch, scope, state.InputPath);
  return applyTemplate(branch, { ...scope, context, input }, template);
}

/** MaxConcurrency; 0 is no limit. */
export async function maxConcurrency(branch: Branch): Promise<number> {
  const limit = (await setting(branch, "MaxConcurrency", "integer")) ?? 0;
  return requireNotNegative(branch, "MaxConcurrency", limit);
}

/** How many failed iterations a distributed Map puts up with: by number, by share, or by neither: then none. */
export async function tolerance(branch: Branch): Promise<Tolerance> {
  const count = await setting(branch, "ToleratedFailureCount", "integer");
  const percentage = await setting(branch, "ToleratedFailurePercentage", "float");
  if (count !== undefined) requireNotNegative(branch, "ToleratedFailureCount", count);
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    throw branch.runtimeError("ToleratedFailurePercentage must be between 0 and 100.");
  }
  return { count, percentage };
}

/** Unsure: AWS's wording for a negative MaxConcurrency. */
function requireNotNegative(branch: Branch, field: Setting, value: number): number {
  if (value >= 0) return value;
  throw branch.runtimeError(`${field} cannot be negative.`);
}

type Setting = "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage";

async function setting(
  branch: Branch,
  field: Setting,
  type: "integer" | "float",
): Promise<number | undefined> {
  const { state } = branch;
  const path = state[`${field}Path`];
  if (path !== undefined) return settingAt(branch, `${field}Path`, path, type);
  const value = state[field];
  if (value === undefined || !isExpression(value)) return value as number | undefined;
  return (await evaluateTyped(branch, field, value, type === "integer" ? "integer" : "number")) as number;
}

function settingAt(branch: Branch, field: string, path: string, type: "integer" | "float"): number {
  let value: Json;
  try {
    const scope = branch.scope();
    value = selectFrom({ ...scope, input: applyPath(branch, scope, branch.state.InputPath) }, path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw branch.runtimeError(`The ${field} parameter does not reference an input value: ${path}`);
  }
  if (type === "integer" ? Number.isInteger(value) : typeof value === "number") return value as number;
  const shown = isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
  throw branch.runtimeError(
    `The ${field} field refers to value "${shown}" which is not a valid ${type}: ${path}`,
  );
}
