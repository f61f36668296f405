import { randomBytes } from "node:crypto";
import type { ConfigRule } from "@aws-sdk/client-config-service";
import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { invalidToken, noRecorder, notImplemented } from "./errors.ts";
import { type ConfigStore, configStore, customerRecorder, type RuleRecord } from "./store.ts";

/** A rule is deleted within moments, with its evaluations; it is `DELETING` meanwhile. AWS's time. */
const DELETION = 30_000;

const PAGE = 25;

/** Rules are kept, listed and deleted; nothing is evaluated. */
export const ruleOperations = {
  PutConfigRule({ ConfigRule: wanted, Tags }, call) {
    const state = call.store(configStore);
    if (!customerRecorder(state)) throw noRecorder("put a config rule");
    const { ConfigRuleName: name, ConfigRuleArn, ConfigRuleId, Source } = wanted ?? {};
    const present = Object.values(rulesNow(state, call)).find(
      (rule) =>
        rule.ConfigRuleName === name ||
        (ConfigRuleArn !== undefined && rule.ConfigRuleArn === ConfigRuleArn) ||
        (ConfigRuleId !== undefined && rule.ConfigRuleId === ConfigRuleId),
    );
    const finalName = present?.ConfigRuleName ?? name;
    if (finalName === undefined) throw invalidParameter("ConfigRuleName is required for a new rule.");
    validateMembers("ValidationException", {
      "configRule.configRuleName": [finalName, { min: 1, max: 128, pattern: ".*\\S.*" }],
    });
    if (present?.goneAt) throw inUse(finalName);
    if (Source?.Owner === "AWS" && !Source.SourceIdentifier)
      throw invalidParameter("The sourceIdentifier is required for rules that AWS manages.");
    // Whether the function can be invoked is checked when a rule is put, and a rule that nobody evaluates misleads.
    if (Source?.Owner !== "AWS") throw notImplemented("Config rules other than those that AWS manages");
    const { ConfigRuleState: _state, ...rest } = wanted ?? {};
    const id = present?.ConfigRuleId ?? `config-rule-${randomBytes(3).toString("hex")}`;
    const arn = `arn:aws:config:${call.region}:${call.accountId}:config-rule/${id}`;
    state.rules[finalName] = {
      ...rest,
      Source,
      ConfigRuleName: finalName,
      ConfigRuleId: id,
      ConfigRuleArn: arn,
      EvaluationModes: wanted?.EvaluationModes ?? [{ Mode: "DETECTIVE" }],
    };
    if (!present && Tags?.length) state.tags[arn] = Tags;
    return {};
  },

  DescribeConfigRules({ ConfigRuleNames = [], NextToken, Filters }, call) {
    if (Filters !== undefined) throw notImplemented("the Filters of DescribeConfigRules");
    const rules = rulesNow(call.store(configStore), call);
    for (const name of ConfigRuleNames) if (!rules[name]) throw noSuchRule(name);
    const asked = Object.values(rules)
      .filter(
        ({ ConfigRuleName }) => ConfigRuleNames.length === 0 || ConfigRuleNames.includes(ConfigRuleName),
      )
      .sort((a, b) => (a.ConfigRuleName < b.ConfigRuleName ? -1 : 1));
    const { items, next } = pageOf(asked, PAGE, NextToken, invalidToken);
    return { ConfigRules: items.map(describe), NextToken: next };
  },

  DeleteConfigRule({ ConfigRuleName = "" }, call) {
    const state = call.store(configStore);
    const rule = rulesNow(state, call)[ConfigRuleName];
    if (!rule) throw noSuchRule(ConfigRuleName);
    if (rule.goneAt) throw inUse(ConfigRuleName);
    rule.goneAt = call.cloud.clock.after(DELETION);
    return {};
  },
} satisfies Operations<"config">;

/** The rules, without those whose deletion is through. */
function rulesNow(state: ConfigStore, call: Call): Record<string, RuleRecord> {
  const now = call.cloud.clock.now();
  for (const [name, rule] of Object.entries(state.rules)) {
    if (!rule.goneAt || rule.goneAt > now) continue;
    delete state.rules[name];
    delete state.tags[rule.ConfigRuleArn];
  }
  return state.rules;
}

function describe({ goneAt, ...rule }: RuleRecord): ConfigRule {
  return { ...rule, ConfigRuleState: goneAt ? "DELETING" : "ACTIVE" };
}

const invalidParameter = (message: string) => new AwsError("InvalidParameterValueException", message);

const noSuchRule = (name: string) =>
  new AwsError(
    "NoSuchConfigRuleException",
    `The ConfigRule '${name}' provided in the request is invalid. Please check the configRule name.`,
  );

const inUse = (name: string) =>
  new AwsError(
    "ResourceInUseException",
    `The rule ${name} is currently being deleted. Please retry after some time.`,
  );
