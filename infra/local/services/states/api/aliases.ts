import type { RoutingConfigurationListItem } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { parseArn } from "../arns.ts";
import { QUOTAS, quotaExceeded } from "../quotas.ts";
import type { MachineAlias, StateMachine } from "../store.ts";
import { findMachine, findVersion, refuseDeleting } from "./find-machine.ts";
import { page } from "./paging.ts";
import { versionArn } from "./versions.ts";

const aliasArn = (machine: StateMachine, name: string): string => `${machine.arn}:${name}`;

/** A number alone would be a version. Source: API Reference, "CreateStateMachineAlias". */
const NAME = { min: 1, max: 80, pattern: "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$" };
const DESCRIPTION = { max: 256 };

export const aliasOperations: Operations<"states"> = {
  CreateStateMachineAlias(input, call) {
    const name = input.name!;
    const { description } = input;
    validateMembers("ValidationException", {
      name: [name, NAME],
      description: [description, DESCRIPTION],
      ...routingChecks(input.routingConfiguration),
    });
    requireOneOrTwo(input.routingConfiguration);
    const first = input.routingConfiguration?.[0]?.stateMachineVersionArn;
    const machine = findMachine(call, first?.replace(/:\d+$/, ""));
    refuseDeleting(machine);
    const routes = routesOf(machine, input.routingConfiguration ?? []);
    const existing = machine.aliases[name];
    if (existing) {
      const same = JSON.stringify([existing.description, existing.routes]);
      if (same === JSON.stringify([description, routes])) {
        return { stateMachineAliasArn: aliasArn(machine, name), creationDate: existing.createdAt };
      }
      // Unsure: AWS's words.
      throw new AwsError("ConflictException", `Alias already exists: '${aliasArn(machine, name)}'`, 409);
    }
    if (Object.keys(machine.aliases).length >= QUOTAS.aliases) throw quotaExceeded("aliases");
    const now = call.cloud.clock.now();
    machine.aliases[name] = { name, description, routes, createdAt: now, updatedAt: now };
    return { stateMachineAliasArn: aliasArn(machine, name), creationDate: now };
  },

  UpdateStateMachineAlias(input, call) {
    const { description, routingConfiguration } = input;
    validateMembers("ValidationException", {
      description: [description, DESCRIPTION],
      ...routingChecks(routingConfiguration),
    });
    const { machine, alias } = findAlias(call, input.stateMachineAliasArn);
    refuseDeleting(machine);
    if (description === undefined && routingConfiguration === undefined) {
      throw new AwsError(
        "ValidationException",
        "Either the description or the routingConfiguration must be specified",
        400,
        { reason: "MISSING_REQUIRED_PARAMETER" },
      );
    }
    if (routingConfiguration) alias.routes = routesOf(machine, routingConfiguration);
    if (description !== undefined) alias.description = description;
    alias.updatedAt = call.cloud.clock.now();
    return { updateDate: alias.updatedAt };
  },

  DescribeStateMachineAlias(input, call) {
    const { machine, alias } = findAlias(call, input.stateMachineAliasArn);
    return {
      stateMachineAliasArn: aliasArn(machine, alias.name),
      name: alias.name,
      description: alias.description,
      routingConfiguration: alias.routes.map(({ version, weight }) => ({
        stateMachineVersionArn: versionArn(machine, version),
        weight,
      })),
      creationDate: alias.createdAt,
      updateDate: alias.updatedAt,
    };
  },

  /** A version's ARN asks for the aliases that lead to it. */
  ListStateMachineAliases(input, call) {
    const { machine, version } = findVersion(call, input.stateMachineArn);
    refuseDeleting(machine);
    const aliases = Object.values(machine.aliases).filter(
      ({ routes }) => version === undefined || routes.some((route) => route.version === version.number),
    );
    const { items, nextToken } = page("ListStateMachineAliases", aliases, input, ({ name }) => name);
    return {
      stateMachineAliases: items.map((alias) => ({
        stateMachineAliasArn: aliasArn(machine, alias.name),
        creationDate: alias.createdAt,
      })),
      nextToken,
    };
  },

  DeleteStateMachineAlias(input, call) {
    const { machine, alias } = findAlias(call, input.stateMachineAliasArn);
    delete machine.aliases[alias.name];
    return {};
  },
};

const missing = (arn: string): AwsError =>
  new AwsError("ResourceNotFound", `Request references a resource that does not exist: '${arn}'`);

function findAlias(call: Call, arn: string | undefined): { machine: StateMachine; alias: MachineAlias } {
  const [name = ""] = parseArn(arn, "stateMachine").rest;
  const machine = findMachine(call, arn!.slice(0, -(name.length + 1)));
  const alias = machine.aliases[name];
  if (!alias) throw missing(arn!);
  return { machine, alias };
}

/** AWS names each member of a list by its place in it, from 1. */
const routingChecks = (items: RoutingConfigurationListItem[] = []) =>
  Object.fromEntries(
    items.map(({ weight }, i): [string, [number | undefined, { atLeast: number; atMost: number }]] => [
      `routingConfiguration.${i + 1}.member.weight`,
      [weight, { atLeast: 0, atMost: 100 }],
    ]),
  );

function requireOneOrTwo(items: RoutingConfigurationListItem[] = []): void {
  if (items.length >= 1 && items.length <= 2) return;
  throw new AwsError(
    "ValidationException",
    `1 validation error detected: Value at 'routingConfiguration' failed to satisfy constraint: Member must have length ${items.length < 1 ? "greater than or equal to 1" : "less than or equal to 2"}`,
  );
}

/** One version at 100 per cent, or two different ones of the same machine whose weights add up to that. */
function routesOf(machine: StateMachine, items: RoutingConfigurationListItem[]): MachineAlias["routes"] {
  requireOneOrTwo(items);
  const routes = items.map(({ stateMachineVersionArn = "", weight = 0 }) => {
    const version = machine.versions.find(
      ({ number }) => versionArn(machine, number) === stateMachineVersionArn,
    );
    if (!version) throw missing(stateMachineVersionArn);
    return { version: version.number, weight };
  });
  if (new Set(routes.map(({ version }) => version)).size < routes.length) {
    // Unsure: AWS's words.
    throw invalidRouting("The state machine versions of a routing configuration must be different.");
  }
  if (routes.reduce((sum, { weight }) => sum + weight, 0) !== 100) {
    throw invalidRouting("Sum of routing configuration weights must equal 100.");
  }
  return routes;
}

const invalidRouting = (message: string): AwsError =>
  new AwsError("ValidationException", message, 400, { reason: "INVALID_ROUTING_CONFIGURATION" });
