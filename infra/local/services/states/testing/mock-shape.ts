import type { MockResponseValidationMode } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import { loadModel } from "../../../wire/model.ts";
import type { Member, Shape } from "../../../wire/shapes.ts";
import { findService } from "../../index.ts";
import { isObject, type Json, type State } from "../asl/definition.ts";
import { parseResource } from "../asl/task-resource.ts";
import { SDK_SERVICES } from "../integrations/sdk-services.ts";
import { pascalCase } from "../integrations/sdk-shapes.ts";

/**
 * Holds a mocked result to the response of the API that the task calls: STRICT asks for all that is required, and it
 * and PRESENT for the types of what is there. Members that the API does not have are let be, since it may have them
 * one day. Not every task has such an API: functions by their own ARN, activities and callbacks answer what they like.
 * A `.sync` task answers what it was told of the execution at its end. Unsure: AWS's wording, and that it holds such a
 * mock to DescribeExecution.
 * @throws AwsError ValidationException
 */
export async function checkMockedResult(
  { Resource = "" }: State,
  result: Json,
  mode: MockResponseValidationMode = "STRICT",
): Promise<void> {
  if (mode === "NONE") return;
  const shape = await responseShape(Resource);
  const problem = shape && problemIn(shape, result, mode === "STRICT", "");
  if (!problem) return;
  throw new AwsError(
    "ValidationException",
    `The mocked result does not match the API's response: ${problem}`,
  );
}

async function responseShape(arn: string): Promise<Shape | undefined> {
  const resource = parseResource(arn);
  if (resource?.kind !== "service" || resource.pattern === "token") return;
  const { resourceType, action, pattern } = resource;
  if (pattern === "sync") {
    const described = await outputOf("states", "DescribeExecution");
    // The newer form has what the execution was given and what it answered as JSON.
    return resource.resource.endsWith(":2") ? withAny(described, "input", "output") : described;
  }
  // An optimised integration reads the function's answer as JSON, so that its Payload may be anything.
  if (resourceType === "lambda") return withAny(await outputOf("lambda", "Invoke"), "Payload");
  if (resourceType === "states") return await outputOf("states", "StartExecution");
  const known = SDK_SERVICES[resourceType.slice("aws-sdk:".length)];
  return known && (await outputOf(known.signingName, action[0]!.toUpperCase() + action.slice(1)));
}

async function outputOf(service: string, operation: string): Promise<Shape | undefined> {
  const found = findService(service);
  const model = found && (await loadModel(found));
  return model?.operations.get(operation)?.output;
}

function withAny(shape: Shape | undefined, ...free: string[]): Shape | undefined {
  if (shape?.kind !== "structure") return shape;
  const document: Shape = { kind: "document", traits: {} };
  const members = shape.members.map(
    (member): Member => (free.includes(member.name) ? { ...member, shape: document } : member),
  );
  return { ...shape, members, byName: new Map(members.map((member) => [member.name, member])) };
}

const TYPES: Record<string, (value: Json) => boolean> = {
  structure: isObject,
  map: isObject,
  list: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  // ISO 8601 from aws-sdk integrations, milliseconds from the older ones.
  timestamp: (value) => typeof value === "string" || typeof value === "number",
  blob: (value) => typeof value === "string",
  document: () => true,
};

const NAMES: Record<string, string> = { structure: "an object", map: "an object", list: "an array" };

/** What is wrong with a value, in words; undefined where nothing is. */
function problemIn(shape: Shape, value: Json, strict: boolean, path: string): string | undefined {
  if (!TYPES[shape.kind]!(value)) {
    return `${path === "" ? "it" : `field '${path}'`} must be ${NAMES[shape.kind] ?? `a ${shape.kind}`}`;
  }
  if (shape.kind === "list") {
    return firstOf(value as Json[], (item, i) => problemIn(shape.item.shape, item, strict, `${path}[${i}]`));
  }
  if (!isObject(value)) return;
  const inside = (name: string) => (path === "" ? name : `${path}.${name}`);
  if (shape.kind === "map") {
    return firstOf(Object.entries(value), ([key, item]) =>
      problemIn(shape.value.shape, item, strict, inside(key)),
    );
  }
  if (shape.kind !== "structure") return;
  return firstOf(shape.members, (member) => {
    const name = pascalCase(member.name);
    const given = value[name];
    if (given !== undefined) return problemIn(member.shape, given, strict, inside(name));
    return strict && member.required ? `field '${inside(name)}' is required` : undefined;
  });
}

function firstOf<T>(
  items: readonly T[],
  check: (item: T, i: number) => string | undefined,
): string | undefined {
  for (const [i, item] of items.entries()) {
    const problem = check(item, i);
    if (problem !== undefined) return problem;
  }
  return;
}
