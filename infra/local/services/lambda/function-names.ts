import type { Place } from "../../cloud.ts";
import type { Call } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { conflict, functionNotFound, invalidParameter, notFound } from "./errors.ts";
import { type Alias, type FunctionRecord, type FunctionVersion, lambdaStore } from "./store.ts";

/** As Lambda's model has it, because its error message repeats it. */
const NAME_PATTERN =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

/** `NAME`, `ACCOUNT:function:NAME`, `function:NAME` or the ARN, each with or without `:QUALIFIER`. */
const REFERENCE =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

export interface FunctionReference {
  name: string;
  qualifier?: string;
  /** Where a partial or whole ARN says so. */
  accountId?: string;
  region?: string;
}

/**
 * Reads a `FunctionName` in any of its forms, and the `Qualifier` beside it.
 * @throws AwsError `ValidationException`; `InvalidParameterValueException` where the two name different qualifiers.
 */
export function parseFunctionName(text: string | undefined, qualifier?: string): FunctionReference {
  validateMembers("ValidationException", {
    functionName: [text, { min: 1, max: 170, pattern: NAME_PATTERN }],
  });
  const [, region, accountId, name, inName] = REFERENCE.exec(text ?? "") ?? [];
  if (name === undefined) throw invalidParameter(`Invalid function name: ${text}`);
  validateMembers("ValidationException", { functionName: [name, { max: 64 }] });
  if (inName !== undefined && qualifier !== undefined && inName !== qualifier)
    throw invalidParameter(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  return { name, qualifier: qualifier ?? inName, accountId, region };
}

/** The ARN of a function in the call's account and Region. */
export function functionArn(call: Call, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${call.region}:${call.accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** The account and Region that a function is in. */
export function placeOf(record: FunctionRecord): Place {
  const [, , , region = "", accountId = ""] = record.arn.split(":");
  return { accountId, region };
}

/**
 * The function that a request names: in the call's account, or in that of the ARN, whose policy was asked before.
 * @throws AwsError `ResourceNotFoundException`
 */
export function findFunction(call: Call, text: string | undefined, qualifier?: string) {
  const reference = parseFunctionName(text, qualifier);
  const { name, accountId = call.accountId, region = call.region } = reference;
  if (region !== call.region)
    throw notFound(`Functions from '${region}' are not reachable in this region ('${call.region}')`);
  const { functions } = call.cloud.store(lambdaStore, { accountId, region });
  const record = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!record) {
    const suffix = reference.qualifier === undefined ? "" : `:${reference.qualifier}`;
    throw functionNotFound(`arn:aws:lambda:${region}:${accountId}:function:${name}${suffix}`);
  }
  return { record, reference };
}

/** What a qualifier names: a version, perhaps by an alias. */
export interface Qualified {
  record: FunctionRecord;
  version: FunctionVersion;
  alias?: Alias;
  /** As the caller gave it. */
  qualifier?: string;
  /** The function's ARN with that qualifier. */
  arn: string;
}

/**
 * The version that a request names, `$LATEST` without a qualifier.
 * @throws AwsError `ResourceNotFoundException`
 */
export function findVersion(call: Call, text: string | undefined, qualifier?: string): Qualified {
  const { record, reference } = findFunction(call, text, qualifier);
  return qualify(record, reference.qualifier);
}

export function qualify(record: FunctionRecord, qualifier: string | undefined): Qualified {
  const arn = qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`;
  if (qualifier === undefined || qualifier === "$LATEST")
    return { record, version: record.latest, qualifier, arn };
  const alias = Object.hasOwn(record.aliases, qualifier) ? record.aliases[qualifier] : undefined;
  const number = alias?.functionVersion ?? qualifier;
  if (number === "$LATEST") return { record, version: record.latest, alias, qualifier, arn };
  const version = record.versions.find((one) => one.version === number);
  if (!version) throw functionNotFound(arn);
  return { record, version, alias, qualifier, arn };
}

/**
 * Refuses a change while another is going on, as Lambda does.
 * @throws AwsError `ResourceConflictException`
 */
export function requireSettled(record: FunctionRecord, now: Date): void {
  if (record.latest.activeAt > now)
    throw conflict(
      "The operation cannot be performed at this time. The function is currently in the following state: Pending",
    );
  if (record.latest.updatedAt > now)
    throw conflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${record.arn}`,
    );
}
