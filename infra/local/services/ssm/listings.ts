import type { ParameterMetadata, ParameterStringFilter } from "@aws-sdk/client-ssm";
import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import type { Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { parameterOutput } from "./parameters.ts";
import { type Parameter, parameterArn, publicParameters, ssmStore } from "./store.ts";

export const listingOperations = {
  GetParametersByPath: (input, call) => {
    const { Path = "", Recursive = false, WithDecryption = false, MaxResults = 10 } = input;
    if (!Path.startsWith("/"))
      throw new AwsError(
        "ValidationException",
        `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can't be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.`,
      );
    validateMembers("ValidationException", { maxResults: [MaxResults, { atLeast: 1, atMost: 10 }] });
    const prefix = Path.endsWith("/") ? Path : `${Path}/`;
    const own = Object.values(call.store(ssmStore).parameters);
    const found = [...own, ...(prefix.startsWith("/aws/service/") ? publicParameters(call.region) : [])]
      .filter(({ name }) => name.startsWith(prefix))
      .filter(({ name }) => Recursive || !name.slice(prefix.length).includes("/"))
      .filter((parameter) => matchesAll(parameter, input.ParameterFilters, ["Type", "KeyId", "Label"]))
      .sort(byName);
    const { items, NextToken } = page(found, MaxResults, input.NextToken);
    return {
      Parameters: items.map((parameter) =>
        parameterOutput(call, { parameter, version: parameter.versions.at(-1)! }, WithDecryption),
      ),
      NextToken,
    };
  },

  DescribeParameters: (input, call) => {
    const { MaxResults = 50, Filters = [], ParameterFilters = [] } = input;
    if (Filters.length > 0 && ParameterFilters.length > 0)
      throw new AwsError(
        "ValidationException",
        "You can use either Filters or ParameterFilters in a single request.",
      );
    if (input.Shared)
      throw new AwsError("NotImplemented", "The local account does not know shared parameters yet.", 501);
    validateMembers("ValidationException", { maxResults: [MaxResults, { atLeast: 1, atMost: 50 }] });
    // The older Filters compare the beginnings of names and whole other values.
    const filters = [
      ...ParameterFilters,
      ...Filters.map(({ Key, Values }) => ({
        Key,
        Values,
        Option: Key === "Name" ? "BeginsWith" : "Equals",
      })),
    ];
    const found = Object.values(call.store(ssmStore).parameters)
      .filter((parameter) =>
        matchesAll(parameter, filters, ["Name", "Type", "KeyId", "Path", "Tier", "DataType", "tag:"]),
      )
      .sort(byName);
    const { items, NextToken } = page(found, MaxResults, input.NextToken);
    return {
      Parameters: items.map((parameter): ParameterMetadata => {
        const version = parameter.versions.at(-1)!;
        return {
          Name: parameter.name,
          ARN: parameterArn(call, parameter.name),
          Type: version.type,
          KeyId: version.keyId,
          LastModifiedDate: version.modified,
          LastModifiedUser: version.modifiedBy,
          Description: version.description,
          AllowedPattern: version.allowedPattern,
          Version: version.version,
          Tier: version.tier,
          Policies: [],
          DataType: version.dataType,
        };
      }),
      NextToken,
    };
  },
} satisfies Operations<"ssm">;

const byName = (a: Parameter, b: Parameter) => (a.name < b.name ? -1 : 1);

function matchesAll(
  parameter: Parameter,
  filters: readonly ParameterStringFilter[] = [],
  keys: readonly string[],
): boolean {
  return filters.every((filter) => {
    const { Key = "", Option, Values = [] } = filter;
    if (!keys.some((key) => (key === "tag:" ? Key.startsWith(key) : Key === key)))
      throw new AwsError(
        "InvalidFilterKey",
        `The following filter key is not valid: ${Key}. Valid filter keys include: [${keys.join(", ")}].`,
      );
    return matchesFilter(parameter, Key, Option, Values);
  });
}

function matchesFilter(
  parameter: Parameter,
  key: string,
  option: string | undefined,
  values: readonly string[],
): boolean {
  if (key === "Path") return values.some((path) => liesUnder(parameter.name, path, option));
  const actual = valuesOf(parameter, key);
  if (values.length === 0) return actual.length > 0;
  const compare: Record<string, (value: string, wanted: string) => boolean> = {
    Equals: (value, wanted) => value === wanted,
    BeginsWith: (value, wanted) => value.startsWith(wanted),
    Contains: (value, wanted) => value.includes(wanted),
  };
  const matches = compare[option ?? "Equals"];
  if (!matches)
    throw new AwsError("InvalidFilterOption", `The following filter option is not valid: ${option}.`);
  return values.some((wanted) => actual.some((value) => matches(value, wanted)));
}

function liesUnder(name: string, path: string, option = "OneLevel"): boolean {
  const prefix = path.endsWith("/") ? path : `${path}/`;
  return name.startsWith(prefix) && (option === "Recursive" || !name.slice(prefix.length).includes("/"));
}

function valuesOf({ name, tags, versions }: Parameter, key: string): string[] {
  const { type, keyId, tier, dataType, labels } = versions.at(-1)!;
  if (key.startsWith("tag:")) return tags.filter(({ Key }) => `tag:${Key}` === key).map(({ Value }) => Value);
  const values: Record<string, string[]> = {
    Name: [name],
    Type: [type],
    KeyId: keyId === undefined ? [] : [keyId],
    Tier: [tier],
    DataType: [dataType],
    Label: labels,
  };
  return values[key] ?? [];
}

function page<T>(list: readonly T[], size: number, token: string | undefined) {
  const { items, next } = pageOf(list, size, token, invalidToken);
  return { items, NextToken: next };
}

const invalidToken = () => new AwsError("InvalidNextToken", "The specified token is not valid.");
