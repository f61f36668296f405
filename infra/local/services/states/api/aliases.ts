import type { RoutingConfigurationListItem } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { parseArn } from "../arns.ts";
import type { MachineAlias, StateMachine } from "../store.ts";
import { findMachine } from "./find-machine.ts";
import { requireName } from "./names.ts";
import { page } from "./paging.ts";
import { versionArn } from "./versions.ts";

const aliasArn = (machine: StateMachine, name: string): string => `${machine.arn}:${name}`;

export const aliasOperations: Operations<"states"> = {
  CreateStateMachineAlias(input, call) {
    const name = requireName(input.name);
    const first = input.routingConfiguration?.[0]?.stateMachineVersionArn;
    const machine = findMachine(call, first?.replace(/:\d+$/, ""));
    const routes = routesOf(machine, input.routingConfiguration ?? []);
    if (machine.aliases[name]) {
      throw new AwsError("ConflictException", `Alias already exists: '${aliasArn(machine, name)}'`, 409);
    }
    const now = call.cloud.clock.now();
    machine.aliases[name] = { name, description: input.description, routes, createdAt: now, updatedAt: now };
    return { stateMachineAliasArn: aliasArn(machine, name), creationDate: now };
  },

  UpdateStateMachineAlias(input, call) {
    const { machine, alias } = findAlias(call, input.stateMachineAliasArn);
    if (input.routingConfiguration) alias.routes = routesOf(machine, input.routingConfiguration);
    if (input.description !== undefined) alias.description = input.description;
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

  ListStateMachineAliases(input, call) {
    const machine = findMachine(call, input.stateMachineArn);
    const { items, nextToken } = page(
      "ListStateMachineAliases",
      Object.values(machine.aliases),
      input,
      ({ name }) => name,
    );
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

function findAlias(call: Call, arn: string | undefined): { machine: StateMachine; alias: MachineAlias } {
  const [name = ""] = parseArn(arn, "stateMachine").rest;
  const machine = findMachine(call, arn!.slice(0, -(name.length + 1)));
  const alias = machine.aliases[name];
  if (!alias)
    throw new AwsError("ResourceNotFound", `Request references a resource that does not exist: '${arn}'`);
  return { machine, alias };
}

/** One version at 100 per cent, or two of the same machine whose weights add up to that. */
function routesOf(machine: StateMachine, items: RoutingConfigurationListItem[]): MachineAlias["routes"] {
  const routes = items.map(({ stateMachineVersionArn = "", weight = 0 }) => {
    const version = Number(/:(\d+)$/.exec(stateMachineVersionArn)?.[1]);
    if (!machine.versions.some((v) => versionArn(machine, v.number) === stateMachineVersionArn)) {
      throw new AwsError(
        "ResourceNotFound",
        `Request references a resource that does not exist: '${stateMachineVersionArn}'`,
      );
    }
    return { version, weight };
  });
  const total = routes.reduce((sum, { weight }) => sum + weight, 0);
  if (routes.length < 1 || routes.length > 2 || total !== 100) {
    throw new AwsError("ValidationException", "Sum of routing configuration weights must equal 100.");
  }
  return routes;
}
