import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { parseArn } from "../arns.ts";
import { QUOTAS, quotaExceeded } from "../quotas.ts";
import type { MachineVersion, StateMachine } from "../store.ts";
import { findMachine, refuseDeleting } from "./find-machine.ts";
import { page } from "./paging.ts";

/** What AWS takes for a version's description. */
export const VERSION_DESCRIPTION = { max: 256 };

/** Publishes the machine as it is; where nothing changed since the latest version, that one is answered. */
export function publishVersion(call: Call, machine: StateMachine, description: string | undefined) {
  const latest = machine.versions.at(-1);
  const unchanged = latest !== undefined && latest.revisionId === machine.revisionId;
  if (!unchanged && machine.versions.length >= QUOTAS.versions) throw quotaExceeded("versions");
  const version: MachineVersion = unchanged
    ? latest
    : {
        number: machine.nextVersion++,
        description,
        definition: machine.definition,
        roleArn: machine.roleArn,
        loggingConfiguration: machine.loggingConfiguration,
        tracingConfiguration: machine.tracingConfiguration,
        revisionId: machine.revisionId,
        createdAt: call.cloud.clock.now(),
      };
  if (!unchanged) machine.versions.push(version);
  return { arn: versionArn(machine, version.number), version };
}

export const versionArn = (machine: StateMachine, number: number): string => `${machine.arn}:${number}`;

export const versionOperations: Operations<"states"> = {
  PublishStateMachineVersion(input, call) {
    validateMembers("ValidationException", { description: [input.description, VERSION_DESCRIPTION] });
    const machine = findMachine(call, input.stateMachineArn);
    refuseDeleting(machine);
    // A machine that was never updated has the revision INITIAL.
    if (input.revisionId !== undefined && input.revisionId !== (machine.revisionId ?? "INITIAL")) {
      throw new AwsError(
        "ConflictException",
        `Failed to publish the State Machine version for revision ${input.revisionId}. The current State Machine revision is ${machine.revisionId ?? "INITIAL"}.`,
        409,
      );
    }
    const { arn, version } = publishVersion(call, machine, input.description);
    return { stateMachineVersionArn: arn, creationDate: version.createdAt };
  },

  ListStateMachineVersions(input, call) {
    const machine = findMachine(call, input.stateMachineArn);
    const { items, nextToken } = page(
      "ListStateMachineVersions",
      machine.versions.toReversed(),
      input,
      ({ number }) => number,
    );
    return {
      stateMachineVersions: items.map((version) => ({
        stateMachineVersionArn: versionArn(machine, version.number),
        creationDate: version.createdAt,
      })),
      nextToken,
    };
  },

  DeleteStateMachineVersion(input, call) {
    const { rest } = parseArn(input.stateMachineVersionArn, "stateMachine");
    const number = Number(rest[0]);
    if (!Number.isInteger(number)) {
      throw new AwsError("ValidationException", `Invalid version ARN: '${input.stateMachineVersionArn}'`);
    }
    const machine = findMachine(call, input.stateMachineVersionArn!.replace(/:\d+$/, ""));
    const users = Object.values(machine.aliases).filter((a) => a.routes.some((r) => r.version === number));
    if (users.length > 0) {
      throw new AwsError(
        "ConflictException",
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${users.map(({ name }) => name).join(", ")}]`,
        409,
      );
    }
    machine.versions = machine.versions.filter((version) => version.number !== number);
    return {};
  },
};
