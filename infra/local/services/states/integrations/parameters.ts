import { isObject, type Json, type JsonObject } from "../asl/definition.ts";
import type { TaskResource } from "../asl/task-resource.ts";
import type { Branch } from "../branch.ts";
import { type SdkModule, sdkModule, sdkOperation } from "./sdk-operations.ts";
import { pascalCase, requiredIn, shapeOf } from "./sdk-shapes.ts";

/** Optimised integrations: the operation that they call, its parameters that they take, and those that take any JSON. */
const OPTIMISED: Record<string, { service: "lambda" | "sfn"; fields: string[]; free: string }> = {
  // Source: Developer Guide, "Invoke an AWS Lambda function with Step Functions".
  "lambda:invoke": {
    service: "lambda",
    fields: ["FunctionName", "Payload", "ClientContext", "InvocationType", "LogType", "Qualifier"],
    free: "Payload",
  },
  // Source: Developer Guide, "Start a new AWS Step Functions state machine from a running execution".
  "states:startExecution": {
    service: "sfn",
    fields: ["StateMachineArn", "Name", "Input"],
    free: "Input",
  },
};

/** What an integration's operation takes: its schema in the SDK, and which of its parameters. */
export interface Parameters {
  schema: unknown;
  fields?: string[];
  free?: string;
}

type Service = Extract<TaskResource, { kind: "service" }>;

/** The service, by its name in `aws-sdk:` resources, that an integration calls. */
export const serviceCalled = ({ resourceType, action }: Service): string =>
  OPTIMISED[`${resourceType}:${action}`]?.service ?? resourceType.replace(/^aws-sdk:/, "");

/** What an integration takes, as its service's SDK module says; undefined where that has no such operation. */
export function parametersOf({ resourceType, action }: Service, module: SdkModule): Parameters | undefined {
  const operation = sdkOperation(module, action);
  const { fields, free } = OPTIMISED[`${resourceType}:${action}`] ?? {};
  return operation && { schema: operation.input, fields, free };
}

/**
 * Holds a task's arguments to what its integration takes. AWS does so before it schedules the task: its cause names the
 * state, as that of a path that leads nowhere does, and no Catch takes it (ASFHyP3/hyp3 issue 2585 has AWS's answer).
 * Unsure: how it words several problems, and those of what is neither a text nor a list.
 * @throws RuntimeError `The Parameters '…' could not be used to start the Task: [The field "X" is required but was missing]`
 */
export async function checkArguments(branch: Branch, resource: TaskResource, args: Json): Promise<void> {
  if (resource.kind !== "service") return;
  const module = await sdkModule(serviceCalled(resource));
  const parameters = module && parametersOf(resource, module);
  if (!parameters) return;
  const given = isObject(args) ? args : {};
  const problems = [...missingIn(parameters, given), ...unsupportedIn(parameters, given)];
  if (problems.length === 0) return;
  throw branch.runtimeError(
    `The Parameters '${JSON.stringify(args)}' could not be used to start the Task: [${problems.join(", ")}]`,
  );
}

function* missingIn({ schema }: Parameters, args: JsonObject): Generator<string> {
  const given = new Set(
    Object.keys(args)
      .filter(isPascalCase)
      .map((name) => name.toLowerCase()),
  );
  for (const name of requiredIn(schema)) {
    if (given.has(name.toLowerCase())) continue;
    yield `The field "${pascalCase(name)}" is required but was missing`;
  }
}

/**
 * What arguments have that an integration does not take, at any depth (aws/aws-step-functions-data-science-sdk-python
 * issue 200 has AWS's answer), and what is of another type.
 * @param isComputed which members are not known yet, because a path or an expression says them
 */
export function* unsupportedIn(
  { schema, fields, free }: Parameters,
  args: JsonObject,
  isComputed: (name: string, value: Json) => boolean = () => false,
): Generator<string> {
  const members = membersOf(schema);
  for (const [name, value] of Object.entries(args)) {
    if (isComputed(name, value)) continue;
    const member = fields && !fields.includes(name) ? undefined : members(name);
    if (member === undefined) yield `The field "${name}" is not supported by Step Functions`;
    else if (name !== free) {
      yield* mismatch(member, name, value);
      yield* inside(member, value, isComputed);
    }
  }
}

function* inside(
  schema: unknown,
  value: Json,
  isComputed: (name: string, value: Json) => boolean,
): Generator<string> {
  const shape = shapeOf(schema);
  if (shape.kind === "list" && Array.isArray(value)) {
    for (const item of value) yield* inside(shape.item, item, isComputed);
  }
  if (shape.kind === "map" && isObject(value)) {
    for (const item of Object.values(value)) yield* inside(shape.value, item, isComputed);
  }
  if (shape.kind === "structure" && isObject(value)) yield* unsupportedIn({ schema }, value, isComputed);
}

/** A structure's member by a parameter's name, which is in Pascal case, whatever the case of the API's own. */
function membersOf(schema: unknown): (name: string) => unknown {
  const shape = shapeOf(schema);
  const members = shape.kind === "structure" ? [...shape.members] : [];
  const byLowerCase = new Map(members.map(([name, member]) => [name.toLowerCase(), member] as const));
  return (name) => (isPascalCase(name) ? byLowerCase.get(name.toLowerCase()) : undefined);
}

/** Only the first letter is looked at: what becomes of acronyms is the Java SDK's affair. */
const isPascalCase = (name: string): boolean => /^[A-Z]/.test(name);

/** A structure where a text is wanted is sent as JSON, and is none (observed of StartExecution's Input). */
function* mismatch(schema: unknown, name: string, value: Json): Generator<string> {
  const shape = shapeOf(schema);
  const isText = shape.kind === "simple" && shape.type === 0;
  if (isText && (typeof value === "number" || typeof value === "boolean")) {
    yield `The value for the field "${name}" must be a STRING`;
  }
  if (shape.kind === "list" && value !== null && !Array.isArray(value)) {
    yield `The value for the field "${name}" must be an ARRAY`;
  }
}
