import type { Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { normaliseActions, normaliseConditions } from "./actions.ts";
import { refuseUnsupported, validation } from "./errors.ts";
import { ruleArn } from "./names.ts";
import { page } from "./paging.ts";
import {
  type ListenerRecord,
  type LoadBalancingState,
  listenerOf,
  loadBalancing,
  type RuleRecord,
  ruleOf,
  rulesOf,
} from "./store.ts";

export const ruleOperations: Operations<"elasticloadbalancing"> = {
  CreateRule: (input, call) => {
    refuseUnsupported(input, "CreateRule", "Transforms");
    const listener = listenerOf(call, input.ListenerArn);
    const priority = checkPriority(input.Priority);
    checkFree(call, listener.arn, priority);
    const rule: RuleRecord = {
      arn: ruleArn(listener.arn),
      listenerArn: listener.arn,
      priority,
      conditions: normaliseConditions(input.Conditions),
      actions: normaliseActions(call, listener.loadBalancerArn, input.Actions),
      tags: input.Tags ?? [],
    };
    loadBalancing(call).rules.push(rule);
    return { Rules: [describe(rule)] };
  },

  DescribeRules: (input, call) => {
    const state = loadBalancing(call);
    if (!input.ListenerArn && !input.RuleArns?.length) {
      validation("You must specify either listener rule ARNs or a listener ARN");
    }
    if (input.ListenerArn && input.RuleArns?.length) {
      validation("Listener ARN and rule ARNs cannot be specified together");
    }
    const rules = input.ListenerArn
      ? allRules(state, listenerOf(call, input.ListenerArn))
      : input.RuleArns!.map((arn) => anyRule(call, arn));
    const { items, ...rest } = page(rules, input);
    return { Rules: items, ...rest };
  },

  ModifyRule: (input, call) => {
    refuseUnsupported(input, "ModifyRule", "Transforms", "ResetTransforms");
    const rule = customRule(call, input.RuleArn, "modified");
    const listener = listenerOf(call, rule.listenerArn);
    const conditions = input.Conditions ? normaliseConditions(input.Conditions) : rule.conditions;
    if (input.Actions) rule.actions = normaliseActions(call, listener.loadBalancerArn, input.Actions);
    rule.conditions = conditions;
    return { Rules: [describe(rule)] };
  },

  DeleteRule: (input, call) => {
    const rule = customRule(call, input.RuleArn, "deleted");
    const state = loadBalancing(call);
    state.rules = state.rules.filter((it) => it !== rule);
    return {};
  },
};

function checkPriority(priority: number | undefined): number {
  if (priority === undefined) validation("A rule priority must be specified");
  if (priority < 1 || priority > 50_000) validation(`Priority '${priority}' must be between 1 and 50000`);
  return priority;
}

function checkFree(call: Call, listenerArn: string, priority: number): void {
  if (rulesOf(loadBalancing(call), listenerArn).some((rule) => rule.priority === priority)) {
    throw new AwsError("PriorityInUse", `Priority '${priority}' is currently in use`);
  }
}

/** A listener's default rule is its default actions: it can be neither changed nor deleted as a rule. */
function customRule(call: Call, arn: string | undefined, verb: string): RuleRecord {
  if (loadBalancing(call).listeners.some((listener) => listener.defaultRuleArn === arn)) {
    throw new AwsError("OperationNotPermitted", `Default rule '${arn}' cannot be ${verb}`);
  }
  return ruleOf(call, arn);
}

function anyRule(call: Call, arn: string): Rule {
  const listener = loadBalancing(call).listeners.find((it) => it.defaultRuleArn === arn);
  return listener ? defaultRule(listener) : describe(ruleOf(call, arn));
}

const allRules = (state: LoadBalancingState, listener: ListenerRecord): Rule[] => [
  ...rulesOf(state, listener.arn).map(describe),
  defaultRule(listener),
];

const defaultRule = (listener: ListenerRecord): Rule => ({
  RuleArn: listener.defaultRuleArn,
  Priority: "default",
  Conditions: [],
  Actions: listener.defaultActions,
  IsDefault: true,
});

const describe = (rule: RuleRecord): Rule => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: rule.conditions,
  Actions: rule.actions,
  IsDefault: false,
});
