import { findService } from "../../index.ts";
import { isObject, type Json } from "../asl/definition.ts";
import type { TaskResource } from "../asl/task-resource.ts";
import type { Branch } from "../branch.ts";
import { SDK_SERVICES } from "./sdk-services.ts";
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
interface Operation {
  schema: unknown;
  fields?: string[];
  free?: string;
}

/**
 * Holds a task's arguments to what its integration takes. AWS does so before it schedules the task: its cause names the
 * state, as that of a path that leads nowhere does, and no Catch takes it (ASFHyP3/hyp3 issue 2585 has AWS's answer).
 * Unsure: how it words several problems, and those of what is neither a text nor a list.
 * @throws RuntimeError `The Parameters '…' could not be used to start the Task: [The field "X" is required but was missing]`
 */
export async function checkArguments(branch: Branch, resource: TaskResource, args: Json): Promise<void> {
  const operation = resource.kind === "service" ? await operationOf(resource) : undefined;
  if (!operation) return;
  const problems = [...problemsIn(operation, isObject(args) ? args : {})];
  if (problems.length === 0) return;
  throw branch.runtimeError(
    `The Parameters '${JSON.stringify(args)}' could not be used to start the Task: [${problems.join(", ")}]`,
  );
}

async function operationOf({
  resourceType,
  action,
}: Extract<TaskResource, { kind: "service" }>): Promise<Operation | undefined> {
  const { service: optimised, ...own } = OPTIMISED[`${resourceType}:${action}`] ?? {};
  const known = SDK_SERVICES[optimised ?? resourceType.replace(/^aws-sdk:/, "")];
  const name = action[0]!.toUpperCase() + action.slice(1);
  const module = (await (known && findService(known.signingName))?.sdk()) as Record<string, unknown>;
  const schema = module?.[`${name}$`];
  return Array.isArray(schema) ? { schema: (schema as unknown[])[4], ...own } : undefined;
}

function* problemsIn({ schema, fields, free }: Operation, args: Record<string, Json>): Generator<string> {
  const given = new Map(Object.entries(args).map(([name, value]) => [name.toLowerCase(), value] as const));
  for (const name of requiredIn(schema)) {
    if (given.has(name.toLowerCase())) continue;
    yield `The field "${pascalCase(name)}" is required but was missing`;
  }
  const shape = shapeOf(schema);
  const members = shape.kind === "structure" ? shape.members : new Map<string, unknown>();
  const byLowerCase = new Map([...members].map(([name, member]) => [name.toLowerCase(), member] as const));
  for (const [name, value] of Object.entries(args)) {
    const isKnown = fields ? fields.includes(name) : byLowerCase.has(name.toLowerCase());
    if (!isKnown) yield `The field "${name}" is not supported by Step Functions`;
    else if (name !== free) yield* mismatch(byLowerCase.get(name.toLowerCase()), name, value);
  }
}

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
