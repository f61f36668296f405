import type { ContextEntry, EvaluationResult, Statement } from "@aws-sdk/client-iam";
import { AwsError } from "../../errors.ts";
import { parsePolicy } from "../../policy/document.ts";
import {
  type Decision,
  decide,
  type MatchedStatement,
  type NamedPolicy,
  type PolicyKind,
  type PolicySet,
} from "../../policy/evaluate.ts";
import { type Context, matchesAction } from "../../policy/match.ts";
import { statementPositions } from "../../policy/positions.ts";
import type { Caller } from "../../policy/principals.ts";
import type { Input } from "../../sdk.ts";
import type { Call, Operations } from "../../service.ts";
import { identityPolicies } from "./identity.ts";
import { page } from "./paging.ts";
import { validatePolicy } from "./policy-validation.ts";
import { stateOf } from "./rules.ts";
import { findRole, iamArn, noSuchEntity, policyDocument } from "./store.ts";

type CustomInput = Input<"iam", "SimulateCustomPolicy">;
type PrincipalInput = Input<"iam", "SimulatePrincipalPolicy">;

/** The policy simulator: the same engine that authorises calls, asked about a call that nobody makes. */
export const simulationOperations = {
  SimulateCustomPolicy: (input, call) => simulate(input, call, { arn: input.CallerArn, policies: [] }),

  SimulatePrincipalPolicy: (input, call) => simulate(input, call, principalOf(input, call)),
} satisfies Operations<"iam">;

interface Subject {
  arn: string | undefined;
  policies: NamedPolicy[];
  boundary?: NamedPolicy;
}

function principalOf(input: PrincipalInput, call: Call): Subject {
  const arn = input.PolicySourceArn ?? "";
  const state = stateOf(call);
  const userName = arn.startsWith(iamArn(call.accountId, "user", "/", ""))
    ? arn.slice(arn.lastIndexOf("/") + 1)
    : "";
  const record = findRole(call.cloud, arn) ?? state.users[userName];
  if (record?.arn !== arn) throw noSuchEntity(`The principal ${arn} cannot be found.`);
  const boundary = record.boundary && policyDocument(state, record.boundary);
  return {
    arn: input.CallerArn ?? arn,
    policies: identityPolicies(state, record),
    boundary: boundary ? { name: "PermissionsBoundary", document: boundary } : undefined,
  };
}

function simulate(input: CustomInput | PrincipalInput, call: Call, subject: Subject) {
  if (input.ResourceHandlingOption !== undefined)
    throw new AwsError(
      "NotImplemented",
      "The local account does not know the simulator's ResourceHandlingOption yet.",
      501,
    );
  const policies = policySet(input, call, subject);
  const context = contextOf(input.ContextEntries ?? [], subject);
  const caller: Caller = { accountId: call.accountId, arn: subject.arn ?? "", identityArn: subject.arn };
  const results = (input.ActionNames ?? []).flatMap((action) =>
    (input.ResourceArns?.length ? input.ResourceArns : ["*"]).map((resource): EvaluationResult => {
      const decision = decide({ action, resource, context, caller }, policies);
      return resultOf(decision, action, resource, missingKeys(policies, action, context), policies);
    }),
  );
  const { items, paging } = page(results, input);
  return { EvaluationResults: items, ...paging };
}

function policySet(input: CustomInput | PrincipalInput, call: Call, subject: Subject): PolicySet {
  const named = (list: readonly string[] = [], name: string): NamedPolicy[] =>
    list.map((document, index) => {
      validatePolicy(document, "identity", "InvalidInput");
      return { name: `${name}.${index + 1}`, document };
    });
  const [boundary, ...more] = named(
    input.PermissionsBoundaryPolicyInputList,
    "PermissionsBoundaryPolicyInputList",
  );
  if (more.length > 0) throw new AwsError("InvalidInput", "Only one permissions boundary can be given.");
  const { ResourcePolicy } = input;
  if (ResourcePolicy !== undefined) {
    if (subject.arn === undefined)
      throw new AwsError("InvalidInput", "A CallerArn is required when a ResourcePolicy is given.");
    validatePolicy(ResourcePolicy, "resource", "InvalidInput");
  }
  const owner = /\d{12}/.exec(input.ResourceOwner ?? "")?.[0] ?? call.accountId;
  return {
    identity: [...subject.policies, ...named(input.PolicyInputList, "PolicyInputList")],
    boundary: boundary ?? subject.boundary,
    resource: ResourcePolicy === undefined ? undefined : { name: "ResourcePolicy", document: ResourcePolicy },
    crossAccount: owner !== call.accountId,
  };
}

/** What the request gives, and what follows from who asks. */
function contextOf(entries: readonly ContextEntry[], { arn }: Subject): Context {
  const context = new Map<string, readonly string[]>();
  if (arn) {
    context.set("aws:principalarn", [arn]);
    if (arn.includes(":user/")) context.set("aws:username", [arn.slice(arn.lastIndexOf("/") + 1)]);
  }
  for (const { ContextKeyName, ContextKeyValues } of entries)
    context.set((ContextKeyName ?? "").toLowerCase(), ContextKeyValues ?? []);
  return context;
}

function documents(policies: PolicySet): NamedPolicy[] {
  return [
    ...policies.identity,
    ...[policies.boundary, policies.resource].filter((policy) => policy !== undefined),
  ];
}

/** The condition keys that statements about this action ask for and nobody gave. */
function missingKeys(policies: PolicySet, action: string, context: Context): string[] {
  const asked = documents(policies)
    .flatMap(({ document }) => parsePolicy(document).statements)
    .filter(({ actions }) => actions?.some((pattern) => matchesAction(pattern, action)) ?? true)
    .flatMap(({ conditions }) => conditions.map(({ key }) => key));
  return [...new Set(asked)].filter((key) => !context.has(key));
}

const SOURCE_TYPES: Record<PolicyKind, string> = {
  identity: "IAM Policy",
  boundary: "IAM Permissions Boundary Policy",
  session: "IAM Policy",
  resource: "Resource Policy",
};

function matchedOutput({ policy, kind, index }: MatchedStatement): Statement {
  // unsure: whether AWS counts the opening brace itself; lines and columns count from one.
  const place = statementPositions(policy.document)[index];
  return {
    SourcePolicyId: policy.name,
    // The SDK's enumeration is older than what AWS answers.
    SourcePolicyType: SOURCE_TYPES[kind] as Statement["SourcePolicyType"],
    ...(place ? { StartPosition: place.start, EndPosition: place.end } : {}),
  };
}

function resultOf(
  decision: Decision,
  action: string,
  resource: string,
  missing: string[],
  policies: PolicySet,
): EvaluationResult {
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision.effect,
    MatchedStatements: decision.matched.map(matchedOutput),
    MissingContextValues: missing,
    ...(policies.boundary
      ? {
          PermissionsBoundaryDecisionDetail: {
            AllowedByPermissionsBoundary: !(decision.effect !== "allowed" && decision.by === "boundary"),
          },
        }
      : {}),
  };
}
