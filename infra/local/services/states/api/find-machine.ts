import type { IncludedData } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { parseArn } from "../arns.ts";
import { variableReferences } from "../asl/variable-references.ts";
import {
  type Execution,
  type MachineAlias,
  type MachineVersion,
  type StateMachine,
  statesStore,
} from "../store.ts";

export const missingMachine = (arn: string): AwsError =>
  new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);

/** @throws AwsError InvalidArn, StateMachineDoesNotExist; also where the ARN is a version's or an alias's. */
export function findMachine(call: Call, arn: string | undefined): StateMachine {
  const parsed = parseArn(arn, "stateMachine");
  refuseLabel(parsed.name);
  const machine = parsed.rest.length === 0 ? call.store(statesStore).machines[arn!] : undefined;
  if (!machine) throw missingMachine(arn!);
  return machine;
}

/** A machine by its own ARN or by that of a version of it. @throws as `findMachine` */
export function findVersion(
  call: Call,
  arn: string | undefined,
): { machine: StateMachine; version: MachineVersion | undefined } {
  const [number] = parseArn(arn, "stateMachine").rest;
  if (number === undefined || !/^\d+$/.test(number))
    return { machine: findMachine(call, arn), version: undefined };
  const machine = findMachine(call, arn!.slice(0, -(number.length + 1)));
  const version = machine.versions.find((one) => one.number === Number(number));
  if (!version) throw missingMachine(arn!);
  return { machine, version };
}

/** @throws AwsError StateMachineDeleting. Unsure: AWS's words. */
export function refuseDeleting({ arn, deleting }: StateMachine): void {
  if (deleting) throw new AwsError("StateMachineDeleting", `State Machine is being deleted: '${arn}'`);
}

/** An ARN with a label is a distributed Map's, which only describing takes. Unsure: AWS's words. */
function refuseLabel(name: string): void {
  if (!name.includes("/")) return;
  throw new AwsError(
    "ValidationException",
    "This operation does not support labelled state machine ARNs",
    400,
    {
      reason: "API_DOES_NOT_SUPPORT_LABELED_ARNS",
    },
  );
}

/** A labelled ARN, `MACHINE/LABEL`, taken apart; without a label as it is. */
export function splitLabel(arn: string | undefined): { arn: string | undefined; label?: string } {
  const { name } = parseArn(arn, "stateMachine");
  const [, label] = name.split("/");
  return label === undefined ? { arn } : { arn: arn!.replace(`/${label}`, ""), label };
}

export interface ResolvedMachine {
  machine: StateMachine;
  version?: MachineVersion;
  alias?: MachineAlias;
}

/**
 * A machine by its own ARN or by that of a version or alias of it. An alias with two versions is resolved by
 * their weights, anew each time.
 */
export function resolveMachine(call: Call, arn: string | undefined): ResolvedMachine {
  const { name, rest } = parseArn(arn, "stateMachine");
  refuseLabel(name);
  const [qualifier] = rest;
  const own = qualifier === undefined ? arn! : arn!.slice(0, -(rest.join(":").length + 1));
  const machine = call.store(statesStore).machines[own];
  if (!machine) throw missingMachine(arn!);
  if (qualifier === undefined) return { machine };
  const alias = machine.aliases[qualifier];
  const number = alias ? drawVersion(alias) : Number(qualifier);
  const version = machine.versions.find((v) => v.number === number);
  if (!version) throw missingMachine(arn!);
  return { machine, version, alias };
}

function drawVersion({ routes }: MachineAlias): number {
  let draw = Math.random() * 100;
  for (const route of routes) {
    draw -= route.weight;
    if (draw < 0) return route.version;
  }
  return routes[0]!.version;
}

/**
 * What describing answers alike of a machine, of a version and of what an execution began with. Without the definition
 * where METADATA_ONLY is asked for. Unsure: that AWS then leaves out what states refer to, and leaves it out if it is
 * nothing.
 */
export function describeRevision(
  revision: StateMachine | MachineVersion | Execution,
  includedData: IncludedData = "ALL_DATA",
) {
  const references = includedData === "ALL_DATA" ? variableReferences(revision.definition) : {};
  return {
    definition: includedData === "ALL_DATA" ? revision.definition : "{}",
    roleArn: revision.roleArn,
    loggingConfiguration: revision.loggingConfiguration,
    tracingConfiguration: revision.tracingConfiguration,
    ...(revision.revisionId && { revisionId: revision.revisionId }),
    encryptionConfiguration: { type: "AWS_OWNED_KEY" as const },
    ...(Object.keys(references).length > 0 && { variableReferences: references }),
  };
}
