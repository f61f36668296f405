import { randomUUID } from "node:crypto";
import type { LoggingConfiguration, TracingConfiguration } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Operations } from "../../../service.ts";
import { machineArn, parseArn } from "../arns.ts";
import { requireValid } from "../asl/validation/definition.ts";
import { forgetExecution } from "../retention.ts";
import { signalsOf } from "../signals.ts";
import { type StateMachine, statesStore } from "../store.ts";
import { findExecution, unpacked } from "./find-execution.ts";
import { describeRevision, findMachine, resolveMachine } from "./find-machine.ts";
import { checkRole } from "./machine-role.ts";
import { requireName } from "./names.ts";
import { page } from "./paging.ts";
import { tagRecord } from "./tags.ts";
import { publishVersion } from "./versions.ts";

/** CreateStateMachine, UpdateStateMachine and what else concerns machines themselves. */
export const machineOperations: Operations<"states"> = {
  CreateStateMachine(input, call) {
    const name = requireName(input.name);
    refuseEncryption(input.encryptionConfiguration);
    const definition = requireValid(input.definition, input.type);
    const roleArn = requireRole(input.roleArn);
    const { machines } = call.store(statesStore);
    const arn = machineArn(call, name);
    const wanted = {
      definition,
      roleArn,
      type: input.type ?? "STANDARD",
      loggingConfiguration: loggingOf(input.loggingConfiguration),
      tracingConfiguration: tracingOf(input.tracingConfiguration),
    };
    const existing = machines[arn];
    if (existing) return again(existing, wanted);
    checkRole(call, { arn, ...wanted });
    const machine: StateMachine = {
      arn,
      name,
      ...wanted,
      createdAt: call.cloud.clock.now(),
      tags: tagRecord(input.tags ?? []),
      versions: [],
      nextVersion: 1,
      aliases: {},
    };
    machines[arn] = machine;
    const version = input.publish ? publishVersion(call, machine, input.versionDescription) : undefined;
    return {
      stateMachineArn: arn,
      creationDate: machine.createdAt,
      ...(version && { stateMachineVersionArn: version.arn }),
    };
  },

  UpdateStateMachine(input, call) {
    const machine = findMachine(call, input.stateMachineArn);
    refuseEncryption(input.encryptionConfiguration);
    const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
    if (
      definition === undefined &&
      roleArn === undefined &&
      loggingConfiguration === undefined &&
      tracingConfiguration === undefined
    ) {
      throw new AwsError(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified",
      );
    }
    const now = call.cloud.clock.now();
    const wanted = {
      ...(definition !== undefined && { definition: requireValid(definition, machine.type) }),
      ...(roleArn !== undefined && { roleArn: requireRole(roleArn) }),
      ...(loggingConfiguration && { loggingConfiguration: loggingOf(loggingConfiguration) }),
      ...(tracingConfiguration && { tracingConfiguration: tracingOf(tracingConfiguration) }),
    };
    checkRole(call, { ...machine, ...wanted });
    Object.assign(machine, wanted);
    machine.revisionId = randomUUID();
    const version = input.publish ? publishVersion(call, machine, input.versionDescription) : undefined;
    return {
      updateDate: now,
      revisionId: machine.revisionId,
      ...(version && { stateMachineVersionArn: version.arn }),
    };
  },

  DescribeStateMachine(input, call) {
    const { machine, version } = resolveMachine(call, input.stateMachineArn);
    const described = describeRevision(version ?? machine);
    return {
      stateMachineArn: input.stateMachineArn!,
      name: machine.name,
      status: "ACTIVE",
      type: machine.type,
      creationDate: version?.createdAt ?? machine.createdAt,
      ...described,
      ...(version && { description: version.description }),
    };
  },

  DeleteStateMachine(input, call) {
    const { name } = parseArn(input.stateMachineArn, "stateMachine");
    // Deleting a machine that is not there succeeds, as on AWS. Its executions stop, there at their next state.
    const store = call.store(statesStore);
    const arn = machineArn(call, name);
    delete store.machines[arn];
    for (const execution of Object.values(store.executions)) {
      if (execution.machineArn !== arn) continue;
      signalsOf(call.cloud).runs.get(execution.arn)?.cancel("execution-stopped");
      forgetExecution(store, execution);
    }
    return {};
  },

  ListStateMachines(input, call) {
    const machines = Object.values(call.store(statesStore).machines).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    const { items, nextToken } = page("ListStateMachines", machines, input, ({ arn }) => arn);
    return {
      stateMachines: items.map((machine) => ({
        stateMachineArn: machine.arn,
        name: machine.name,
        type: machine.type,
        creationDate: machine.createdAt,
      })),
      nextToken,
    };
  },

  DescribeStateMachineForExecution(input, call) {
    const execution = findExecution(call, input.executionArn);
    const mapRun = execution.mapRunArn && call.store(statesStore).mapRuns[execution.mapRunArn];
    return {
      stateMachineArn: execution.machineArn,
      name: execution.machineName,
      definition: unpacked(call, execution).definition,
      roleArn: execution.roleArn,
      updateDate: execution.startDate,
      loggingConfiguration: execution.loggingConfiguration,
      tracingConfiguration: execution.tracingConfiguration,
      ...(mapRun && { mapRunArn: mapRun.arn, label: mapRun.label }),
      ...(execution.revisionId && { revisionId: execution.revisionId }),
    };
  },
};

/** CreateStateMachine is idempotent: the same again is answered with the machine, anything else is a conflict. */
function again(existing: StateMachine, wanted: Partial<StateMachine>) {
  const same = (
    ["definition", "roleArn", "type", "loggingConfiguration", "tracingConfiguration"] as const
  ).every((field) => JSON.stringify(existing[field]) === JSON.stringify(wanted[field]));
  if (same) return { stateMachineArn: existing.arn, creationDate: existing.createdAt };
  throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${existing.arn}'`);
}

function requireRole(roleArn: string | undefined): string {
  if (/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn ?? "")) return roleArn!;
  throw new AwsError("InvalidArn", `Invalid Role Arn: '${roleArn}'`);
}

function refuseEncryption(encryption: { type?: string } | undefined): void {
  if (encryption?.type === undefined || encryption.type === "AWS_OWNED_KEY") return;
  throw new AwsError(
    "InvalidEncryptionConfiguration",
    "The local account does not know customer managed keys for state machines yet.",
  );
}

const tracingOf = (tracing: TracingConfiguration | undefined): TracingConfiguration => ({
  enabled: tracing?.enabled ?? false,
});

function loggingOf(logging: LoggingConfiguration | undefined): LoggingConfiguration {
  const { level = "OFF", includeExecutionData = false, destinations } = logging ?? {};
  if (level !== "OFF" && destinations?.length !== 1) {
    throw new AwsError(
      "InvalidLoggingConfiguration",
      `Invalid Logging Configuration: Must specify exactly one Log Destination.`,
    );
  }
  for (const destination of destinations ?? []) {
    const arn = destination.cloudWatchLogsLogGroup?.logGroupArn ?? "";
    if (!/^arn:aws[\w-]*:logs:[\w-]+:\d{12}:log-group:[^:]+:\*$/.test(arn)) {
      throw new AwsError(
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Log Destination Arn must be a valid CloudWatch Log Group Arn ending with ':*'.",
      );
    }
  }
  return { level, includeExecutionData, ...(destinations && { destinations }) };
}
