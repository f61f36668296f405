import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { validation } from "./errors.ts";
import { forwardedGroups, loadBalancersUsing, loadBalancing, targetGroupOf } from "./store.ts";

/**
 * A listener's or rule's actions as AWS answers them: a forward by target group alone also says its ForwardConfig.
 * @throws AwsError `TargetGroupNotFound`, `TargetGroupAssociationLimit`, `ValidationError`
 */
export function normaliseActions(
  call: Call,
  loadBalancerArn: string,
  actions: readonly Action[] | undefined,
): Action[] {
  if (!actions?.length) validation("At least one action must be specified");
  for (const action of actions) {
    if (action.Type !== "forward" && action.Type !== "redirect" && action.Type !== "fixed-response") {
      throw new AwsError(
        "NotImplemented",
        `The local account's load balancers have no ${action.Type} actions yet.`,
        501,
      );
    }
    if (action.Type === "fixed-response" && !action.FixedResponseConfig?.StatusCode) {
      validation("A fixed-response action must have a status code");
    }
    if (action.Type === "redirect" && !action.RedirectConfig?.StatusCode) {
      validation("A redirect action must have a status code");
    }
    if (action.Type === "forward" && forwardedGroups([action]).length === 0) {
      validation("A target group ARN must be specified");
    }
  }
  for (const arn of forwardedGroups(actions)) {
    targetGroupOf(call, arn);
    const elsewhere = loadBalancersUsing(loadBalancing(call), arn).some((it) => it.arn !== loadBalancerArn);
    if (elsewhere) {
      throw new AwsError(
        "TargetGroupAssociationLimit",
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      );
    }
  }
  return actions.map((action) => {
    if (action.Type !== "forward") return action;
    const config = action.ForwardConfig ?? {
      TargetGroups: [{ TargetGroupArn: action.TargetGroupArn, Weight: 1 }],
    };
    const only = config.TargetGroups?.length === 1 ? config.TargetGroups[0]!.TargetGroupArn : undefined;
    return {
      Type: "forward" as const,
      ...(only && { TargetGroupArn: only }),
      ...(action.Order !== undefined && { Order: action.Order }),
      ForwardConfig: {
        TargetGroups: config.TargetGroups,
        TargetGroupStickinessConfig: config.TargetGroupStickinessConfig ?? { Enabled: false },
      },
    };
  });
}

/** A rule's conditions as AWS answers them: values in both the old and the new place. */
export function normaliseConditions(conditions: readonly RuleCondition[] | undefined): RuleCondition[] {
  if (!conditions?.length) validation("A condition must be specified");
  return conditions.map((condition) => {
    if (condition.Field !== "path-pattern" && condition.Field !== "host-header") {
      throw new AwsError(
        "NotImplemented",
        `The local account's rules have no ${condition.Field} conditions yet: path-pattern and host-header only.`,
        501,
      );
    }
    const config =
      condition.Field === "path-pattern" ? condition.PathPatternConfig : condition.HostHeaderConfig;
    if (condition.RegexValues?.length || config?.RegexValues?.length) {
      throw new AwsError("NotImplemented", "The local account's rules do not match by RegexValues yet.", 501);
    }
    const values = condition.Values?.length ? condition.Values : (config?.Values ?? []);
    if (values.length === 0) validation("A condition value must be specified");
    const key = condition.Field === "path-pattern" ? "PathPatternConfig" : "HostHeaderConfig";
    return { Field: condition.Field, Values: values, [key]: { Values: values } };
  });
}
