import type { Branch } from "../branch.ts";
import type { MapItem, Tolerance } from "../frames.ts";
import { itemContext } from "./context-object.ts";
import { evaluateField, evaluateTyped, unexpectedType } from "./data-flow-jsonata.ts";
import { applyPath, applyTemplate, scopeAfterInputPath, selectFrom } from "./data-flow-jsonpath.ts";
import { isObject, type Json, type JsonObject } from "./definition.ts";
import { QueryError, type StateError } from "./errors.ts";
import { isExpression } from "./exit.ts";
import { PathError } from "./json-path.ts";

/**
 * The items of a Map state: its Items (JSONata) or ItemsPath (JSONPath), else its input. Only a distributed one
 * takes an object (observed of inline ones), each of whose members is an item.
 */
export async function mapItems(branch: Branch, distributed = false): Promise<MapItem[]> {
  const value = await itemsIn(branch);
  const source = "STATE_DATA";
  if (Array.isArray(value)) return value.map((item, index) => ({ index, value: item, source }));
  if (distributed && isObject(value)) {
    return Object.entries(value).map(([key, member], index) => ({ index, key, value: member, source }));
  }
  throw notItems(branch, value);
}

async function itemsIn(branch: Branch): Promise<Json> {
  const { state, frame } = branch;
  if (branch.language === "JSONata") {
    return state.Items === undefined
      ? frame.input
      : await evaluateField(branch, "Items", state.Items, branch.scope());
  }
  const scope = branch.scope();
  const input = applyPath(branch, scope, state.InputPath);
  branch.inspect("afterInputPath", input);
  const items = applyPath(branch, { ...scope, input }, state.ItemsPath);
  branch.inspect("afterItemsPath", items);
  return items;
}

function notItems(branch: Branch, value: Json): StateError {
  const { state } = branch;
  if (branch.language === "JSONPath") {
    return branch.runtimeError(`Reference path "${state.ItemsPath ?? "$"}" must point to array.`);
  }
  if (state.Items !== undefined) return unexpectedType(branch, "Items", state.Items, "array", value);
  return new QueryError(branch.because(`Map state input must be an array but was: ${JSON.stringify(value)}`));
}

/** What an iteration is given: its item, or what ItemSelector (once called Parameters) makes of it. */
export async function iterationInput(branch: Branch, item: MapItem): Promise<Json> {
  const { state } = branch;
  const template = state.ItemSelector ?? state.Parameters;
  if (template === undefined) {
    // Unsure: the names of the pair's members. The documentation says that the pair is passed.
    return item.key === undefined ? item.value : { Key: item.key, Value: item.value };
  }
  const scope = branch.scope();
  const context = () => ({ ...scope.context(), Map: { Item: itemContext(item) } });
  if (branch.language === "JSONata") {
    return await evaluateField(branch, "ItemSelector", template, { ...scope, context });
  }
  const input = applyPath(branch, scope, state.InputPath);
  return applyTemplate(branch, { ...scope, context, input }, template);
}

/** A value with expressions (JSONata) or paths (JSONPath) in it, which see the state's input. */
export async function templateIn(branch: Branch, template: Json, field: string): Promise<Json> {
  const scope = branch.scope();
  if (branch.language === "JSONata") return await evaluateField(branch, field, template, scope);
  const input = applyPath(branch, scope, branch.state.InputPath);
  return applyTemplate(branch, { ...scope, input }, template);
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

/** Whether more items failed than is put up with; either limit can be the one that is exceeded. */
export function exceedsTolerance({ count, percentage }: Tolerance, failed: number, total: number): boolean {
  if (count === undefined && percentage === undefined) return failed > 0;
  return (
    (count !== undefined && failed > count) ||
    (percentage !== undefined && (100 * failed) / total > percentage)
  );
}

/** Unsure: AWS's wording for a negative MaxConcurrency. */
function requireNotNegative(branch: Branch, field: Setting, value: number): number {
  if (value >= 0) return value;
  throw branch.runtimeError(`${field} cannot be negative.`);
}

type Setting = "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage";

const setting = (branch: Branch, field: Setting, type: "integer" | "float"): Promise<number | undefined> =>
  // A state is JSON, whatever its type says of it.
  numberIn(branch, branch.state as unknown as JsonObject, field, type);

/**
 * A number that one of the state's fields holds, or an expression, or the path that `FIELDPath` names leads to;
 * undefined where there is none of these. `within` says in errors where it is, such as `ItemBatcher/`.
 */
export async function numberIn(
  branch: Branch,
  holder: JsonObject,
  field: string,
  type: "integer" | "float",
  within = "",
): Promise<number | undefined> {
  const path = holder[`${field}Path`];
  if (typeof path === "string") return settingAt(branch, `${field}Path`, path, type);
  const value = holder[field];
  if (value === undefined || !isExpression(value)) return value as number | undefined;
  const wanted = type === "integer" ? "integer" : "number";
  return (await evaluateTyped(branch, `${within}${field}`, value, wanted)) as number;
}

/** Unsure: that a text which is a number will do. AWS's words show any value as the text that it could not read. */
function settingAt(branch: Branch, field: string, path: string, type: "integer" | "float"): number {
  let value: Json;
  try {
    value = selectFrom(scopeAfterInputPath(branch), path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw branch.runtimeError(`The ${field} parameter does not reference an input value: ${path}`);
  }
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  if ((type === "integer" ? /^-?\d+$/ : /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/).test(shown))
    return Number(shown);
  throw branch.runtimeError(
    `The ${field} field refers to value "${shown}" which is not a valid ${type}: ${path}`,
  );
}
