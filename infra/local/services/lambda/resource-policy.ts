import { randomUUID } from "node:crypto";
import type { AddPermissionCommandInput } from "@aws-sdk/client-lambda";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { conflict, invalidParameter, notFound, preconditionFailed } from "./errors.ts";
import { findVersion, type Qualified } from "./function-names.ts";
import { lambdaStore, type PolicyStatement, type ResourcePolicy } from "./store.ts";

/** `events.amazonaws.com`, an account's id, an ARN, or everybody. */
function principalOf(principal: string | undefined): PolicyStatement["Principal"] {
  if (principal === "*") return "*";
  if (principal !== undefined && /^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (principal?.startsWith("arn:")) return { AWS: principal };
  if (principal !== undefined && /^[a-z0-9.-]+\.(amazonaws\.com|alexa\.com)$/.test(principal))
    return { Service: principal };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

function conditionOf(input: AddPermissionCommandInput): PolicyStatement["Condition"] {
  const equals = {
    ...(input.SourceAccount ? { "AWS:SourceAccount": input.SourceAccount } : {}),
    ...(input.PrincipalOrgID ? { "aws:PrincipalOrgID": input.PrincipalOrgID } : {}),
    ...(input.EventSourceToken ? { "lambda:EventSourceToken": input.EventSourceToken } : {}),
    ...(input.FunctionUrlAuthType ? { "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType } : {}),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(input.InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) } }),
    ...(input.SourceArn ? { ArnLike: { "AWS:SourceArn": input.SourceArn } } : {}),
  };
  return Object.keys(condition).length > 0 ? condition : undefined;
}

const policyKey = (target: Qualified) => target.qualifier ?? "";

function requireRevision(policy: ResourcePolicy | undefined, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== policy?.revisionId) throw preconditionFailed();
}

const document = (policy: ResourcePolicy) =>
  JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy.statements });

export const resourcePolicyOperations: Operations<"lambda"> = {
  AddPermission(input, call) {
    const target = findVersion(call, input.FunctionName, input.Qualifier);
    validateMembers("ValidationException", {
      statementId: [input.StatementId, { min: 1, max: 100, pattern: "([a-zA-Z0-9-_]+)" }],
      action: [input.Action, { pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])" }],
      sourceAccount: [input.SourceAccount, { pattern: "\\d{12}" }],
    });
    if (target.qualifier === "$LATEST")
      throw invalidParameter("We currently do not support adding policies for $LATEST.");
    const key = policyKey(target);
    const policy = target.record.policies[key];
    requireRevision(policy, input.RevisionId);
    if (policy?.statements.some((one) => one.Sid === input.StatementId))
      throw conflict(
        `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    const statement: PolicyStatement = {
      Sid: input.StatementId ?? "",
      Effect: "Allow",
      Principal: principalOf(input.Principal),
      Action: input.Action ?? "",
      Resource: target.arn,
      Condition: conditionOf(input),
    };
    target.record.policies[key] = {
      statements: [...(policy?.statements ?? []), statement],
      revisionId: randomUUID(),
    };
    return { Statement: JSON.stringify(statement) };
  },

  GetPolicy(input, call) {
    const target = findVersion(call, input.FunctionName, input.Qualifier);
    const policy = target.record.policies[policyKey(target)];
    if (!policy) throw notFound();
    return { Policy: document(policy), RevisionId: policy.revisionId };
  },

  RemovePermission(input, call) {
    const target = findVersion(call, input.FunctionName, input.Qualifier);
    const key = policyKey(target);
    const policy = target.record.policies[key];
    if (!policy) throw notFound("No policy is associated with the given resource.");
    requireRevision(policy, input.RevisionId);
    const statements = policy.statements.filter((one) => one.Sid !== input.StatementId);
    if (statements.length === policy.statements.length)
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    if (statements.length === 0) delete target.record.policies[key];
    else target.record.policies[key] = { statements, revisionId: randomUUID() };
    return {};
  },
};

/** The policy of a function's ARN, qualified or not, and the account that owns the function. */
export function functionPolicyOf(
  arn: string,
  call: Call,
): { accountId: string; document?: string } | undefined {
  const [, region, accountId, name, qualifier = ""] =
    /^arn:aws:lambda:([^:]+):(\d{12}):function:([^:*]+)(?::(.+))?$/.exec(arn) ?? [];
  if (region === undefined || accountId === undefined || name === undefined) return undefined;
  const { functions } = call.cloud.store(lambdaStore, { accountId, region });
  const policy = Object.hasOwn(functions, name) ? functions[name]?.policies[qualifier] : undefined;
  return { accountId, document: policy && document(policy) };
}
