import { validationError } from "../errors.ts";
import { cidrBlocks } from "./cidr.ts";
import { functionOf, isObject } from "./model.ts";
import { substitutions } from "./references.ts";
import { hasUnknown, NO_VALUE, type Scope, UNKNOWN } from "./scope.ts";

const templateError = (message: string) => validationError(`Template error: ${message}`);

/** Functions whose arguments are values already when they are called. */
const FUNCTIONS: Record<string, (argument: unknown, scope: Scope) => unknown> = {
  "Fn::Base64": (argument) => Buffer.from(asText(argument, "Fn::Base64")).toString("base64"),
  "Fn::Cidr": cidr,
  "Fn::FindInMap": findInMap,
  "Fn::GetAZs": getZones,
  "Fn::ImportValue": (argument, scope) => scope.importValue(asText(argument, "Fn::ImportValue")),
  "Fn::Join": join,
  "Fn::Select": select,
  "Fn::Split": split,
};

/** Functions that decide themselves what of their argument is evaluated. */
const SPECIAL: Record<string, (argument: unknown, scope: Scope) => unknown> = {
  Ref: ref,
  "Fn::GetAtt": getAttribute,
  "Fn::If": choose,
  "Fn::Sub": substitute,
};

const FUNCTION_NAMES = [...Object.keys(FUNCTIONS), ...Object.keys(SPECIAL)];

/**
 * A value of the template with its functions resolved. What depends on a resource that is not there yet comes
 * out as UNKNOWN.
 * @throws AwsError `ValidationError` "Template error: …"
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (!isObject(value)) return value;
  const call = functionOf(value);
  if (!call) {
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, member]) => [key, evaluate(member, scope)] as const)
        .filter(([, member]) => member !== NO_VALUE),
    );
  }
  const special = SPECIAL[call.name];
  if (special) return special(call.argument, scope);
  const plain = FUNCTIONS[call.name];
  if (!plain) {
    // The language extensions' functions (Fn::Length, Fn::ToJsonString, Fn::ForEach) end here as well: they
    // exist only under a transform, and transforms are refused.
    throw validationError(
      `Template validation error: Template error: Encountered unsupported function: ${call.name} Supported functions are: [${FUNCTION_NAMES.filter((name) => name !== "Ref").join(", ")}]`,
    );
  }
  const argument = evaluate(call.argument, scope);
  return hasUnknown(argument) ? UNKNOWN : plain(argument, scope);
}

function asText(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw templateError(`every ${name} object must have a String-typed value.`);
}

function asTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const simple = value.every((item) => ["string", "number", "boolean"].includes(typeof item));
  return simple ? value.map(String) : undefined;
}

/** What a name stands for: a pseudo parameter, a parameter, or a resource's physical id. */
function lookUp(name: string, scope: Scope): unknown {
  if (name === "AWS::NoValue") return NO_VALUE;
  if (Object.hasOwn(scope.pseudo, name)) return scope.pseudo[name];
  if (Object.hasOwn(scope.parameters, name)) return scope.parameters[name];
  const resource = scope.resource(name);
  if (!resource) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
    );
  }
  return resource.ref;
}

function ref(argument: unknown, scope: Scope): unknown {
  if (typeof argument !== "string") throw templateError("every Ref object must have a single String value.");
  return lookUp(argument, scope);
}

function attributeOf(logicalId: string, name: string, scope: Scope): unknown {
  const resource = scope.resource(logicalId);
  if (!resource) throw templateError(`instance of Fn::GetAtt references undefined resource ${logicalId}`);
  const value = resource.attribute(name);
  if (value === undefined) {
    throw templateError(`resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
  }
  return value;
}

function getAttribute(argument: unknown, scope: Scope): unknown {
  const [logicalId, name] =
    typeof argument === "string" ? splitOnce(argument) : Array.isArray(argument) ? argument : [];
  const attribute = evaluate(name, scope);
  if (typeof logicalId !== "string" || typeof attribute !== "string" || !logicalId || !attribute) {
    throw templateError(
      "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
    );
  }
  return attributeOf(logicalId, attribute, scope);
}

function splitOnce(text: string): [string, string] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text, ""] : [text.slice(0, dot), text.slice(dot + 1)];
}

function choose(argument: unknown, scope: Scope): unknown {
  if (!Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== "string") {
    throw templateError(
      "every Fn::If object requires a list of 3 parameters: a condition, a value if true and a value if false",
    );
  }
  const decided = scope.conditions[argument[0]];
  if (decided === undefined) {
    throw validationError(
      `Template format error: Unresolved condition dependency ${argument[0]} in the Resources block of the template`,
    );
  }
  return evaluate(decided ? argument[1] : argument[2], scope);
}

function substitute(argument: unknown, scope: Scope): unknown {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== "string" || !isObject(given) || (Array.isArray(argument) && argument.length !== 2)) {
    throw templateError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  const values = substitutions(text).map((name) => {
    if (Object.hasOwn(given, name)) return [name, evaluate(given[name], scope)] as const;
    const [logicalId, attribute] = splitOnce(name);
    return [name, attribute ? attributeOf(logicalId, attribute, scope) : lookUp(name, scope)] as const;
  });
  if (values.some(([, value]) => hasUnknown(value))) return UNKNOWN;
  const byName = new Map(values.map(([name, value]) => [name, asText(value, "Fn::Sub")]));
  return text.replace(/\$\{([^}]*)\}/g, (whole, inner: string) =>
    inner.startsWith("!") ? `\${${inner.slice(1)}}` : (byName.get(inner.trim()) ?? whole),
  );
}

function join(argument: unknown): string {
  const [delimiter, items] = Array.isArray(argument) && argument.length === 2 ? argument : [];
  const texts = asTexts(items);
  if (typeof delimiter !== "string" || !texts) {
    throw templateError(
      "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    );
  }
  return texts.join(delimiter);
}

function split(argument: unknown): string[] {
  const [delimiter, text] = Array.isArray(argument) && argument.length === 2 ? argument : [];
  if (typeof delimiter !== "string" || delimiter === "" || typeof text !== "string") {
    throw templateError(
      "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
    );
  }
  return text.split(delimiter);
}

function select(argument: unknown): unknown {
  const [index, items] = Array.isArray(argument) && argument.length === 2 ? argument : [];
  const position = typeof index === "number" || typeof index === "string" ? Number(index) : Number.NaN;
  if (!Number.isInteger(position) || !Array.isArray(items)) {
    throw templateError("Fn::Select requires a list argument with two elements: an integer index and a list");
  }
  if (position < 0 || position >= items.length) {
    throw templateError(`Fn::Select cannot select nonexistent value at index ${position}`);
  }
  return items[position];
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const names = asTexts(argument);
  if (names?.length !== 3) {
    throw templateError(
      "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
    );
  }
  const [map, key, attribute] = names as [string, string, string];
  const mapping = Object.hasOwn(scope.mappings, map) ? scope.mappings[map] : undefined;
  if (!mapping)
    throw templateError(`Mapping named '${map}' is not present in the 'Mappings' section of template.`);
  const row = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  if (!row || !Object.hasOwn(row, attribute)) {
    throw templateError(`Unable to get mapping for ${map}::${key}::${attribute}`);
  }
  return row[attribute];
}

function getZones(argument: unknown, scope: Scope): string[] {
  const region = asText(argument, "Fn::GetAZs");
  if (region !== "" && region !== scope.pseudo["AWS::Region"]) {
    throw templateError(`Fn::GetAZs of another Region (${region}) is not supported by the local account`);
  }
  return scope.zones;
}

function cidr(argument: unknown): string[] {
  const [block, count, bits] = asTexts(argument) ?? [];
  return cidrBlocks(block ?? "", Number(count), Number(bits ?? Number.NaN));
}
