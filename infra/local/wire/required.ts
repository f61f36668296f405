import { AwsError } from "../errors.ts";
import type { OperationModel, ServiceModel } from "./model.ts";
import { ec2ParameterName } from "./query-codec.ts";
import type { Member, Shape, StructureShape } from "./shapes.ts";

/** A required member that is absent, with the members that lead to it. */
type Path = (Member | number)[];

/** Checks that everything required was sent. @throws AwsError in the service's own words for the first, or for all. */
export function checkRequired(
  input: Record<string, unknown>,
  operation: OperationModel,
  model: ServiceModel,
): void {
  const missing = missingIn(operation.input, input, []);
  const first = missing[0];
  if (!first) return;
  switch (model.protocol) {
    case "ec2Query":
      throw new AwsError("MissingParameter", `The request must contain the parameter ${ec2Path(first)}`);
    case "restXml": {
      if (first.length === 1 && (first[0] as Member).traits.httpPayload)
        throw new AwsError("MissingRequestBodyError", "Request body is empty.");
      throw new AwsError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
      );
    }
    default:
      throw new AwsError(validationCode(model), validationMessage(missing));
  }
}

function missingIn(shape: StructureShape, value: Record<string, unknown>, path: Path): Path[] {
  return shape.members.flatMap((member) => {
    const item = value[member.name];
    if (item === undefined) return member.required ? [[...path, member]] : [];
    return missingInside(member.shape, item, [...path, member]);
  });
}

function missingInside(shape: Shape, value: unknown, path: Path): Path[] {
  switch (shape.kind) {
    case "structure":
      return missingIn(shape, value as Record<string, unknown>, path);
    case "list":
      return (value as unknown[]).flatMap((item, index) =>
        missingInside(shape.item.shape, item, [...path, index + 1]),
      );
    case "map":
      return Object.values(value as object).flatMap((item) => missingInside(shape.value.shape, item, path));
    default:
      return [];
  }
}

function ec2Path(path: Path): string {
  return path.map((part) => (typeof part === "number" ? part : ec2ParameterName(part))).join(".");
}

/** `tags.1.member.key`, as AWS's Java services name it. */
function javaPath(path: Path): string {
  return path
    .map((part) =>
      typeof part === "number" ? `${part}.member` : part.name.charAt(0).toLowerCase() + part.name.slice(1),
    )
    .join(".");
}

/** Observed: `1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null`. */
function validationMessage(missing: Path[]): string {
  const errors = missing.map(
    (path) => `Value null at '${javaPath(path)}' failed to satisfy constraint: Member must not be null`,
  );
  return `${errors.length} validation error${errors.length > 1 ? "s" : ""} detected: ${errors.join("; ")}`;
}

/** Where a service has a code of its own for what its model demands. */
const VALIDATION_CODES: Record<string, string> = {
  ecr: "InvalidParameterException",
  // Every mistake of a client is this one.
  guardduty: "BadRequestException",
  logs: "InvalidParameterException",
};

function validationCode(model: ServiceModel): string {
  if (model.protocol === "awsQuery") return "ValidationError";
  return VALIDATION_CODES[model.name] ?? "ValidationException";
}
