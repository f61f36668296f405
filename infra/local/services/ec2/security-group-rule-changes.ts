import type {
  IpPermission,
  ModifySecurityGroupRulesRequest,
  SecurityGroupRuleDescription,
  TagSpecification,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { invalidCombination, invalidValue, required } from "./errors.ts";
import { newId } from "./ids.ts";
import { notFound } from "./kinds.ts";
import { findSecurityGroup, rulesOf } from "./security-group-lookup.ts";
import {
  existingReference,
  type FlatPermission,
  flatPermission,
  readPermissions,
  readRuleRequest,
} from "./security-group-permissions.ts";
import { ARTICLES, describeRule, identity, type RuleSpec, sourceKind } from "./security-group-rule-spec.ts";
import { permissions, ruleShape } from "./security-group-shapes.ts";
import { forget } from "./settle.ts";
import { type Ec2Store, ec2, type SecurityGroupRecord, type SecurityGroupRuleRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";

/** "Amazon VPC quotas": sixty rules a group and direction. */
const MAX_RULES = 60;

interface RuleInput extends FlatPermission {
  GroupId?: string;
  GroupName?: string;
  IpPermissions?: IpPermission[];
  SecurityGroupRuleIds?: string[];
  TagSpecifications?: TagSpecification[];
}

function requestedPermissions(input: RuleInput): IpPermission[] {
  const flat = flatPermission(input);
  if (flat && input.IpPermissions?.length) {
    throw invalidCombination("The parameter ipPermissions cannot be used with the parameter ipProtocol");
  }
  return required(
    flat ? [flat] : input.IpPermissions?.length ? input.IpPermissions : undefined,
    "IpPermissions",
  );
}

/** Adds rules: all of a request, or none. */
export function authorise(call: Call, input: RuleInput, IsEgress: boolean) {
  const store = ec2(call);
  const group = findSecurityGroup(store, input);
  const specs = readPermissions(store, group, requestedPermissions(input));
  const tags = tagsFor(input.TagSpecifications, "security-group-rule");
  const held = rulesOf(store, group.GroupId, IsEgress);
  refuseDuplicates(held, specs);
  if (held.length + specs.length > MAX_RULES) {
    throw new AwsError(
      "RulesPerSecurityGroupLimitExceeded",
      "The maximum number of rules per security group has been reached.",
    );
  }
  const SecurityGroupRules = specs.map((spec) => {
    const rule: SecurityGroupRuleRecord = {
      SecurityGroupRuleId: newId("sgr"),
      GroupId: group.GroupId,
      GroupOwnerId: group.OwnerId,
      IsEgress,
      ...spec,
    };
    store.securityGroupRules[rule.SecurityGroupRuleId] = rule;
    setTags(store, rule.SecurityGroupRuleId, [...tags]);
    return ruleShape(store, rule);
  });
  return { Return: true, SecurityGroupRules };
}

/** Rules keep their ids and their kind of source: a CIDR rule cannot become a rule that names a group. */
export function modify(call: Call, input: ModifySecurityGroupRulesRequest) {
  const store = ec2(call);
  const group = findSecurityGroup(store, { GroupId: required(input.GroupId, "GroupId") });
  const updates = required(input.SecurityGroupRules, "SecurityGroupRules").map((update) => {
    const rule = ruleOfGroup(store, group, required(update.SecurityGroupRuleId, "SecurityGroupRuleId"));
    const spec = readRuleRequest(store, group, required(update.SecurityGroupRule, "SecurityGroupRule"));
    const [was, becomes] = [sourceKind(rule), sourceKind(spec)];
    if (was !== becomes) {
      throw invalidValue(`You may not specify ${ARTICLES[becomes]} for an existing ${was} rule.`);
    }
    return { rule, spec };
  });
  const replaced = new Set(updates.map(({ rule }) => rule.SecurityGroupRuleId));
  for (const { rule, spec } of updates) {
    const others = rulesOf(store, group.GroupId, rule.IsEgress).filter(
      (other) => !replaced.has(other.SecurityGroupRuleId),
    );
    refuseDuplicates(others, [spec]);
  }
  for (const { rule, spec } of updates) {
    const { SecurityGroupRuleId, GroupId, GroupOwnerId, IsEgress } = rule;
    store.securityGroupRules[SecurityGroupRuleId] = {
      SecurityGroupRuleId,
      GroupId,
      GroupOwnerId,
      IsEgress,
      ...spec,
    };
  }
  return { Return: true };
}

function refuseDuplicates(held: SecurityGroupRuleRecord[], specs: RuleSpec[]): void {
  const duplicate = specs.find((spec) => held.some((rule) => identity(rule) === identity(spec)));
  if (!duplicate) return;
  throw new AwsError(
    "InvalidPermission.Duplicate",
    `the specified rule "${describeRule(duplicate)}" already exists`,
  );
}

/** Removes rules, by id or by what they say: all of a request, or none. */
export function revoke(call: Call, input: RuleInput, IsEgress: boolean) {
  const store = ec2(call);
  const group = findSecurityGroup(store, input);
  if (input.SecurityGroupRuleIds?.length && (input.IpPermissions?.length || flatPermission(input))) {
    throw invalidCombination(
      "The parameter securityGroupRuleIds cannot be used with the parameter ipPermissions",
    );
  }
  const { found, unknown } = input.SecurityGroupRuleIds?.length
    ? { found: input.SecurityGroupRuleIds.map((id) => ruleOfGroup(store, group, id, IsEgress)), unknown: [] }
    : matching(store, group, requestedPermissions(input), IsEgress);
  for (const rule of found) forget(store, "securityGroupRules", rule.SecurityGroupRuleId);
  const RevokedSecurityGroupRules = found.map((rule) => {
    const { SecurityGroupRuleArn: _arn, Tags: _tags, ReferencedGroupInfo, ...shape } = ruleShape(store, rule);
    const ReferencedGroupId = ReferencedGroupInfo?.GroupId;
    return { ...shape, ...(ReferencedGroupId && { ReferencedGroupId }) };
  });
  return {
    Return: true,
    ...(unknown.length > 0 && { UnknownIpPermissions: unknown }),
    RevokedSecurityGroupRules,
  };
}

/**
 * The rules that permissions stand for. One that is not there is an error, but for the default VPC it is named
 * in the answer instead. Source: RevokeSecurityGroupIngress of the EC2 API.
 */
function matching(store: Ec2Store, group: SecurityGroupRecord, wanted: IpPermission[], IsEgress: boolean) {
  const held = rulesOf(store, group.GroupId, IsEgress);
  const found: SecurityGroupRuleRecord[] = [];
  const unknown: RuleSpec[] = [];
  for (const spec of readPermissions(store, group, wanted, existingReference)) {
    const rule = held.find((each) => identity(each) === identity(spec));
    if (rule) found.push(rule);
    else unknown.push(spec);
  }
  if (unknown.length > 0 && !store.vpcs[group.VpcId]?.IsDefault) {
    throw new AwsError(
      "InvalidPermission.NotFound",
      "The specified rule does not exist in this security group.",
    );
  }
  const asRules = unknown.map(
    (spec): SecurityGroupRuleRecord => ({
      SecurityGroupRuleId: "",
      GroupId: group.GroupId,
      GroupOwnerId: group.OwnerId,
      IsEgress,
      ...spec,
    }),
  );
  return { found, unknown: permissions(store, asRules) };
}

function ruleOfGroup(
  store: Ec2Store,
  group: SecurityGroupRecord,
  id: string,
  isEgress?: boolean,
): SecurityGroupRuleRecord {
  const rule = store.securityGroupRules[id];
  const fits = rule?.GroupId === group.GroupId && (isEgress === undefined || rule.IsEgress === isEgress);
  if (rule && fits) return rule;
  throw notFound("securityGroupRules", id);
}

/** Gives rules other descriptions, by id or by what they say. */
export function redescribe(
  call: Call,
  input: RuleInput & { SecurityGroupRuleDescriptions?: SecurityGroupRuleDescription[] },
  IsEgress: boolean,
) {
  const store = ec2(call);
  const group = findSecurityGroup(store, input);
  const updates = input.SecurityGroupRuleDescriptions?.length
    ? input.SecurityGroupRuleDescriptions.map(({ SecurityGroupRuleId, Description }) => ({
        rule: ruleOfGroup(store, group, required(SecurityGroupRuleId, "SecurityGroupRuleId"), IsEgress),
        Description,
      }))
    : readPermissions(store, group, requestedPermissions(input), existingReference).map((spec) => {
        const rule = rulesOf(store, group.GroupId, IsEgress).find(
          (each) => identity(each) === identity(spec),
        );
        if (rule) return { rule, Description: spec.Description };
        throw new AwsError(
          "InvalidPermission.NotFound",
          "The specified rule does not exist in this security group.",
        );
      });
  for (const { rule, Description } of updates) {
    if (Description) rule.Description = Description;
    else delete rule.Description;
  }
  return { Return: true };
}
