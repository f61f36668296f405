import { AwsError } from "../../errors.ts";

const MAX_LEVELS = 15;
const MAX_NAME = 1011;

/**
 * Checks the name of a parameter that is to be put (API reference, PutParameter).
 * @throws AwsError `ValidationException`, `AccessDeniedException`, `HierarchyLevelLimitExceededException`
 */
export function validateParameterName(name: string): void {
  if (name.startsWith("/aws/"))
    throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  if (name.split("/").length - 1 > MAX_LEVELS)
    throw new AwsError(
      "HierarchyLevelLimitExceededException",
      `A hierarchy can have a maximum of ${MAX_LEVELS} levels. For more information, see Requirements and constraints for parameter names in the AWS Systems Manager User Guide.`,
    );
  if (name.includes("/") && !name.startsWith("/"))
    throw new AwsError("ValidationException", "Parameter name must be a fully qualified name.");
  const first = name.replace(/^\//, "").split("/")[0]!;
  if (/^(aws|ssm)/i.test(first))
    throw new AwsError(
      "ValidationException",
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). ' +
        "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be " +
        "formed as a mix of letters, numbers and the following 3 symbols .-_",
    );
  if (name === "" || name.length > MAX_NAME || !/^\/?[a-zA-Z0-9_.-]+(\/[a-zA-Z0-9_.-]+)*$/.test(name))
    throw new AwsError(
      "ValidationException",
      "Parameter name: can only contain letters, numbers and the following symbols: .-_/",
    );
}
