import { requirePermission } from "../../../authorise.ts";
import { makeCall } from "../../../dispatch.ts";
import { AwsError } from "../../../errors.ts";
import type { RolePrincipal } from "../../../principal.ts";
import type { Call } from "../../../service.ts";
import { assumablePrincipal } from "../../sts/assume.ts";
import type { StateMachine } from "../store.ts";

/** What a role needs so that its machine can log. Source: Step Functions Developer Guide, "Logging to CloudWatch Logs". */
const LOGGING = [
  "CreateLogDelivery",
  "GetLogDelivery",
  "UpdateLogDelivery",
  "DeleteLogDelivery",
  "ListLogDeliveries",
  "PutResourcePolicy",
  "DescribeResourcePolicies",
  "DescribeLogGroups",
].map((action) => `logs:${action}`);

/** `.sync` tasks learn of an execution's end by an EventBridge rule that Step Functions manages in the role's name. */
const SYNC_RULE = "StepFunctionsGetEventsForStepFunctionsExecutionRule";
const MANAGED_RULE = ["events:PutTargets", "events:PutRule", "events:DescribeRule"];

/**
 * Checks, as AWS does when a machine is created or updated, that Step Functions can assume its role and that the
 * role allows what the machine's logging and its `.sync` tasks need.
 * @throws AwsError AccessDeniedException, in AWS's words for each
 */
export function checkRole(
  call: Call,
  machine: Pick<StateMachine, "arn" | "roleArn" | "definition" | "loggingConfiguration">,
): void {
  const { roleArn, definition, loggingConfiguration } = machine;
  const principal = assume(call, roleArn, machine.arn);
  if (loggingConfiguration.level !== "OFF" && !allows(call, principal, LOGGING, "*")) {
    throw denied("The state machine IAM Role is not authorized to access the Log Destination");
  }
  const rule = `arn:aws:events:${call.region}:${call.accountId}:rule/${SYNC_RULE}`;
  const waits = /arn:aws[\w-]*:states:[\w-]*:\d*:states:startExecution\.sync/.test(definition);
  if (waits && !allows(call, principal, MANAGED_RULE, rule)) {
    throw denied(`'${roleArn}' is not authorized to create managed-rule.`);
  }
}

const denied = (message: string): AwsError => new AwsError("AccessDeniedException", message);

function assume(call: Call, roleArn: string, sourceArn: string): RolePrincipal {
  try {
    return assumablePrincipal(call.cloud, {
      roleArn,
      service: "states.amazonaws.com",
      sessionName: "StepFunctions",
      sourceArn,
    });
  } catch (error) {
    if (!AwsError.is(error)) throw error;
    throw denied(
      "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
    );
  }
}

function allows(call: Call, principal: RolePrincipal, actions: string[], resource: string): boolean {
  const asRole = makeCall(call.cloud, { ...call, principal });
  try {
    for (const action of actions) requirePermission(asRole, "states", { action, resources: [resource] });
    return true;
  } catch (error) {
    if (AwsError.is(error)) return false;
    throw error;
  }
}
