import { passRolePermission } from "../../policy/pass-role.ts";
import type { Call, Permission } from "../../service.ts";

/** The member of an operation's input that names what it acts on. Source: Service Authorization Reference. */
const SUBJECTS = [
  "stateMachineVersionArn",
  "stateMachineAliasArn",
  "executionArn",
  "mapRunArn",
  "activityArn",
  "stateMachineArn",
  "resourceArn",
] as const;

/** Operations without resource-level permissions. A token says for itself what it is good for. */
const ON_ANY = new Set([
  "ListActivities",
  "ListStateMachines",
  "SendTaskFailure",
  "SendTaskHeartbeat",
  "SendTaskSuccess",
  "ValidateStateMachineDefinition",
  "TestState",
]);

/** What an operation of Step Functions needs to be allowed. */
export function permissions(operation: string, input: object, call: Call): Permission[] {
  const members = input as Record<string, string | undefined>;
  const action = `states:${operation}`;
  const subject = ON_ANY.has(operation) ? "*" : subjectOf(operation, members, call);
  const own: Permission = { action, resources: [subject] };
  const passes =
    ["CreateStateMachine", "UpdateStateMachine", "TestState"].includes(operation) && members.roleArn;
  // Source: Developer Guide, "IAM permissions for using TestState API".
  if (operation === "TestState" && (input as { revealSecrets?: boolean }).revealSecrets) {
    const reveals: Permission = { action: "states:RevealSecrets", resources: ["*"] };
    return [own, reveals, ...(passes ? [passRolePermission(passes, "states.amazonaws.com")] : [])];
  }
  return passes ? [own, passRolePermission(members.roleArn!, "states.amazonaws.com")] : [own];
}

function subjectOf(operation: string, members: Record<string, string | undefined>, call: Call): string {
  const named = SUBJECTS.map((member) => members[member]).find((arn) => arn !== undefined);
  if (named !== undefined) return named;
  const kind = operation === "CreateActivity" ? "activity" : "stateMachine";
  return `arn:aws:states:${call.region}:${call.accountId}:${kind}:${members.name ?? "*"}`;
}
