import { parametersOf, serviceCalled, unsupportedIn } from "../../integrations/parameters.ts";
import { sdkOperation } from "../../integrations/sdk-operations.ts";
import { isObject, type Json, type JsonObject } from "../definition.ts";
import { expressionIn } from "../jsonata.ts";
import { parseResource, type TaskResource } from "../task-resource.ts";
import { type Check, isOf } from "./fields.ts";
import type { Place, Validation } from "./validation.ts";
import { value } from "./values.ts";

/** The member that an optimised integration cannot do without. Observed: cdk-preflight's `…-integration-parameters`. */
const REQUIRED: Record<string, string> = {
  "lambda:invoke": "FunctionName",
  "states:startExecution": "StateMachineArn",
};

type Service = Extract<TaskResource, { kind: "service" }>;

export const resource: Check = ({ validation, type }, arn, at) => {
  const parsed = typeof arn === "string" ? parseResource(arn) : undefined;
  if (!parsed) {
    validation.schema("Value is not a valid resource ARN", at);
    return;
  }
  if (type === "EXPRESS" && parsed.kind === "activity") {
    validation.schema("Express state machine does not support Activity ARN", at);
  }
  if (parsed.kind !== "service") return;
  if (!isKnown(validation, parsed)) {
    validation.schema(
      `The resource provided ${String(arn)} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      at,
    );
  } else if (type === "EXPRESS" && parsed.pattern !== "request") {
    const pattern = parsed.pattern === "sync" ? ".sync" : ".waitForTaskToken";
    validation.schema(`Express state machine does not support '${pattern}' service integration`, at);
  }
};

function isKnown({ modules }: Validation, parsed: Service): boolean {
  const { resourceType, action, pattern, resource } = parsed;
  if (resourceType.startsWith("aws-sdk:")) {
    const module = modules.get(serviceCalled(parsed));
    return pattern !== "sync" && module !== undefined && sdkOperation(module, action) !== undefined;
  }
  if (resourceType === "states") return action === "startExecution";
  return resourceType === "lambda" && action === "invoke" && !resource.includes(".sync");
}

/** What a task must say for its integration. */
export function checkTask({ validation, language }: Place, state: JsonObject, at: string): void {
  const parsed = typeof state.Resource === "string" ? parseResource(state.Resource) : undefined;
  if (parsed?.kind === "activity" && state.Credentials !== undefined) {
    validation.schema("The field 'Credentials' is not supported for activities", `${at}/Credentials`);
  }
  if (parsed?.kind !== "service" || !isKnown(validation, parsed)) return;
  const field = language === "JSONata" ? "Arguments" : "Parameters";
  const given = state[field];
  if (given === undefined) {
    validation.schema(`${field} field is required for resource ARN: ${String(state.Resource)}`, at);
    return;
  }
  if (!isObject(given)) return;
  const module = validation.modules.get(serviceCalled(parsed));
  const parameters = module && parametersOf(parsed, module);
  if (parameters) {
    for (const problem of unsupportedIn(parameters, given, isComputed))
      validation.schema(problem, `${at}/${field}`);
  }
  const required = REQUIRED[`${parsed.resourceType}:${parsed.action}`];
  if (required === undefined) return;
  if (Object.hasOwn(given, required) || Object.hasOwn(given, `${required}.$`)) return;
  validation.schema(`The field '${required}' is required but was missing`, `${at}/${field}`);
}

/** What a path or an expression says is held to the operation once the task is scheduled. */
const isComputed = (name: string, value: Json): boolean =>
  name.endsWith(".$") || (typeof value === "string" && expressionIn(value) !== undefined);

/** Credentials: the role that the task is done in, by its ARN. */
export const credentials: Check = (place, given, at) => {
  const { validation, language } = place;
  // A JSONata state can compute all of it.
  if (language === "JSONata" && typeof given === "string") {
    value()(place, given, at);
    return;
  }
  if (!isOf(validation, given, "OBJECT", at) || !isObject(given)) return;
  const names = language === "JSONata" ? ["RoleArn"] : ["RoleArn", "RoleArn.$"];
  if (!names.some((name) => Object.hasOwn(given, name))) {
    validation.schema("The field 'RoleArn' is required but was missing", at);
  }
  value()(place, given, at);
};
