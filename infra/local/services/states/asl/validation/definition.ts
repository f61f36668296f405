/**
 * What Step Functions says of a definition. Codes and their meaning are those of the API reference; messages marked
 * as observed come from people who asked ValidateStateMachineDefinition and wrote its answers down.
 */
import { AwsError } from "../../../../errors.ts";
import { sdkModulesIn } from "../../integrations/sdk-operations.ts";
import { Turns } from "../../turns.ts";
import { isObject, type JsonObject } from "../definition.ts";
import { parseJson } from "../nesting.ts";
import { type Check, MAX_SECONDS, number, oneOf } from "./fields.ts";
import { checkFlow } from "./flow.ts";
import { type Diagnostic, type MachineType, type Place, Validation } from "./validation.ts";

/** AWS's limit on a definition, in bytes of UTF-8. */
const DEFINITION_LIMIT = 1024 * 1024;

/**
 * A definition that AWS would take.
 * @throws AwsError InvalidDefinition, listing every problem as `CODE: message at /States/Name/Field`
 */
export async function requireValid(
  definition: string | undefined,
  type?: MachineType,
  turns?: Turns,
): Promise<string> {
  const text = definition ?? "";
  const problems = (await validateDefinition(text, type, turns))
    .filter(({ severity }) => severity === "ERROR")
    // Observed: a problem without a place is at null.
    .map(({ code, message, location }) => `${code}: ${message} at ${location ?? null}`);
  if (problems.length === 0) return text;
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${problems.join(", ")}'`);
}

/**
 * Everything that is wrong with a definition, and what AWS warns of, in the order in which it is written.
 * @param turns those of all validations in the process, which together leave it free
 */
export async function validateDefinition(
  text: string,
  type: MachineType = "STANDARD",
  turns = new Turns(),
): Promise<Diagnostic[]> {
  // Nothing of it is read: reading it could take as long as somebody likes.
  if (Buffer.byteLength(text) > DEFINITION_LIMIT)
    return refused(
      "SCHEMA_VALIDATION_FAILED",
      `The definition is longer than ${DEFINITION_LIMIT} bytes`,
      "/",
    );
  let definition: unknown;
  try {
    definition = text.trim() === "" ? null : parseJson(text);
  } catch (error) {
    return refused("INVALID_JSON_DESCRIPTION", (error as Error).message);
  }
  // Unsure: AWS's wording of these two.
  if (definition === null) return refused("MISSING_DESCRIPTION", "The definition is null or empty");
  if (!isObject(definition))
    return refused("INVALID_JSON_DESCRIPTION", "The definition is not a JSON object");
  // Observed: anything but JSONPath, spelled so, is taken as JSONata, besides being complained of.
  const language = (definition.QueryLanguage ?? "JSONPath") === "JSONPath" ? "JSONPath" : "JSONata";
  const validation = new Validation(type, language, await sdkModulesIn(text));
  checkMachine({ validation, language, type, depth: 0 }, definition);
  return await validation.settle(turns);
}

const refused = (code: string, message: string, location?: string): Diagnostic[] => [
  { severity: "ERROR", code, message, ...(location && { location }) },
];

/** Fields that only the machine itself has. */
const MACHINE: Record<string, Check> = {
  QueryLanguage: oneOf("JSONPath", "JSONata"),
  // Observed: zero is taken here.
  TimeoutSeconds: number({ min: 0, max: MAX_SECONDS }, false),
  Version: oneOf("1.0"),
};

function checkMachine(place: Place, machine: JsonObject): void {
  for (const [field, check] of Object.entries(MACHINE)) {
    if (machine[field] !== undefined) check(place, machine[field], `/${field}`);
  }
  checkFlow(place, machine, "", Object.keys(MACHINE));
}
