import { randomUUID } from "node:crypto";
import type { LoggingConfiguration, TracingConfiguration } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { type Checks, validateMembers } from "../../../validation.ts";
import { machineArn, parseArn } from "../arns.ts";
import { labelledDefinition } from "../asl/map-label.ts";
import { requireValid } from "../asl/validation/definition.ts";
import { MACHINE_TYPES } from "../asl/validation/validation.ts";
import { deleteMachine } from "../delete-machine.ts";
import { QUOTAS } from "../quotas.ts";
import { signalsOf } from "../signals.ts";
import { type StateMachine, statesStore } from "../store.ts";
import { refuseEncryption } from "./encryption.ts";
import { INCLUDED_DATA } from "./executions.ts";
import { findExecution, unpacked } from "./find-execution.ts";
import {
  describeRevision,
  findMachine,
  missingMachine,
  refuseDeleting,
  resolveMachine,
  splitLabel,
} from "./find-machine.ts";
import { checkRole } from "./machine-role.ts";
import { requireName } from "./names.ts";
import { page } from "./paging.ts";
import { tagRecord } from "./tags.ts";
import { publishVersion, VERSION_DESCRIPTION } from "./versions.ts";

/** CreateStateMachine, UpdateStateMachine and what else concerns machines themselves. */
export const machineOperations: Operations<"states"> = {
  async CreateStateMachine(input, call) {
    validateMembers("ValidationException", {
      type: [input.type, { enum: MACHINE_TYPES }],
      ...loggingChecks(input.loggingConfiguration),
    });
    const name = requireName(input.name);
    refuseLoneDescription(input);
    refuseEncryption(input.encryptionConfiguration);
    const definition = await requireValid(input.definition, input.type, signalsOf(call.cloud).validation);
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
    if (Object.keys(machines).length >= QUOTAS.machines) {
      throw new AwsError(
        "StateMachineLimitExceeded",
        "The maximum number of state machines has been reached.",
      );
    }
    checkRole(call, { arn, ...wanted });
    const machine: StateMachine = {
      arn,
      name,
      ...wanted,
      createdAt: call.cloud.clock.now(),
      tags: tagRecord(call, input.tags ?? []),
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

  async UpdateStateMachine(input, call) {
    validateMembers("ValidationException", loggingChecks(input.loggingConfiguration));
    const { type } = findLasting(call, input.stateMachineArn);
    refuseLoneDescription(input);
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
    if (definition !== undefined) await requireValid(definition, type, signalsOf(call.cloud).validation);
    // Validating takes turns: meanwhile the machine may have been deleted.
    const machine = findLasting(call, input.stateMachineArn);
    const now = call.cloud.clock.now();
    const wanted = {
      ...(definition !== undefined && { definition }),
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
    validateMembers("ValidationException", { includedData: [input.includedData, INCLUDED_DATA] });
    const { arn, label } = splitLabel(input.stateMachineArn);
    const { machine, version } = resolveMachine(call, arn);
    const { definition } = version ?? machine;
    const own = label === undefined ? definition : labelledDefinition(definition, label);
    if (own === undefined) throw missingMachine(input.stateMachineArn!);
    const described = describeRevision({ ...(version ?? machine), definition: own }, input.includedData);
    return {
      stateMachineArn: input.stateMachineArn!,
      name: machine.name,
      status: machine.deleting ? "DELETING" : "ACTIVE",
      type: machine.type,
      creationDate: version?.createdAt ?? machine.createdAt,
      ...described,
      ...(label !== undefined && { label }),
      ...(version && { description: version.description }),
    };
  },

  DeleteStateMachine(input, call) {
    const { rest } = parseArn(input.stateMachineArn, "stateMachine");
    // Unsure: AWS's words.
    if (rest.length > 0) throw new AwsError("InvalidArn", `Invalid Arn: '${input.stateMachineArn}'`);
    deleteMachine(call, input.stateMachineArn!);
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
    validateMembers("ValidationException", { includedData: [input.includedData, INCLUDED_DATA] });
    const execution = findExecution(call, input.executionArn);
    const mapRun = execution.mapRunArn && call.store(statesStore).mapRuns[execution.mapRunArn];
    return {
      stateMachineArn: execution.machineArn,
      name: execution.machineName,
      updateDate: execution.startDate,
      ...describeRevision(unpacked(call, execution), input.includedData),
      ...(mapRun && { mapRunArn: mapRun.arn, label: mapRun.label }),
    };
  },
};

/** A machine that is not being deleted. */
function findLasting(call: Call, arn: string | undefined): StateMachine {
  const machine = findMachine(call, arn);
  refuseDeleting(machine);
  return machine;
}

/** CreateStateMachine is idempotent: the same again is answered with the machine, anything else is a conflict. */
function again(existing: StateMachine, wanted: Partial<StateMachine>) {
  refuseDeleting(existing);
  const same = (
    ["definition", "roleArn", "type", "loggingConfiguration", "tracingConfiguration"] as const
  ).every((field) => JSON.stringify(existing[field]) === JSON.stringify(wanted[field]));
  if (same) return { stateMachineArn: existing.arn, creationDate: existing.createdAt };
  throw new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${existing.arn}'`);
}

/** @throws AwsError ValidationException for a version's description where none is published. Unsure: AWS's words. */
function refuseLoneDescription({
  publish,
  versionDescription,
}: {
  publish?: boolean;
  versionDescription?: string;
}) {
  validateMembers("ValidationException", { versionDescription: [versionDescription, VERSION_DESCRIPTION] });
  if (publish || versionDescription === undefined) return;
  throw new AwsError("ValidationException", "Version description can only be set when publish is true");
}

function requireRole(roleArn: string | undefined): string {
  if (/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn ?? "")) return roleArn!;
  throw new AwsError("InvalidArn", `Invalid Role Arn: '${roleArn}'`);
}

const tracingOf = (tracing: TracingConfiguration | undefined): TracingConfiguration => ({
  enabled: tracing?.enabled ?? false,
});

const LOG_LEVELS = ["ALL", "ERROR", "FATAL", "OFF"];

const loggingChecks = (logging: LoggingConfiguration | undefined): Checks => ({
  "loggingConfiguration.level": [logging?.level, { enum: LOG_LEVELS }],
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
