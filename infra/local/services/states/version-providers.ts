import * as z from "zod";
import { AwsError } from "../../errors.ts";
import { readProperties, unlessGone } from "../../resource-properties.ts";
import type { Resource, ResourceProvider } from "../cloudformation/provider.ts";
import { generatedName } from "./generated-name.ts";

const versionProperties = z.strictObject({
  Description: z.string().optional(),
  StateMachineArn: z.string(),
  StateMachineRevisionId: z.string().optional(),
});

export const version: ResourceProvider = {
  async create(request) {
    const { Description, StateMachineArn, StateMachineRevisionId } = readProperties(
      versionProperties,
      request,
    );
    const { stateMachineVersionArn } = await request.call.invoke("states", "PublishStateMachineVersion", {
      stateMachineArn: StateMachineArn,
      revisionId: StateMachineRevisionId,
      description: Description,
    });
    return { physicalId: stateMachineVersionArn!, attributes: { Arn: stateMachineVersionArn! } };
  },

  delete: ({ call, physicalId }) =>
    unlessGone(
      call.invoke("states", "DeleteStateMachineVersion", { stateMachineVersionArn: physicalId }),
      "StateMachineDoesNotExist",
    ),
};

const route = z.strictObject({ StateMachineVersionArn: z.string(), Weight: z.coerce.number() });

/** CANARY and LINEAR shift the traffic by alarms, which the local account has none of. */
const deployment = z.strictObject({
  Alarms: z.array(z.string()).optional(),
  Interval: z.coerce.number().optional(),
  Percentage: z.coerce.number().optional(),
  StateMachineVersionArn: z.string(),
  Type: z.enum(["ALL_AT_ONCE", "CANARY", "LINEAR"]),
});

const aliasProperties = z.strictObject({
  DeploymentPreference: deployment.optional(),
  Description: z.string().optional(),
  Name: z.string().optional(),
  RoutingConfiguration: z.array(route).optional(),
});

/** Where an alias leads: by its own routes, or all at once to the version of its deployment. */
function routesOf({ DeploymentPreference, RoutingConfiguration }: z.infer<typeof aliasProperties>) {
  if ((DeploymentPreference === undefined) === (RoutingConfiguration === undefined)) {
    throw new AwsError(
      "InvalidRequest",
      "Exactly one of DeploymentPreference and RoutingConfiguration must be specified",
    );
  }
  if (DeploymentPreference && DeploymentPreference.Type !== "ALL_AT_ONCE") {
    throw new AwsError(
      "InvalidRequest",
      `The local account does not know the deployment type ${DeploymentPreference.Type} yet.`,
    );
  }
  const single = DeploymentPreference && { ...DeploymentPreference, Weight: 100 };
  return (RoutingConfiguration ?? [single!]).map(({ StateMachineVersionArn, Weight }) => ({
    stateMachineVersionArn: StateMachineVersionArn,
    weight: Weight,
  }));
}

const aliasResource = (arn: string): Resource => ({ physicalId: arn, attributes: { Arn: arn } });

export const alias: ResourceProvider = {
  createOnlyProperties: ["Name"],

  async create(request) {
    const properties = readProperties(aliasProperties, request);
    const { stateMachineAliasArn } = await request.call.invoke("states", "CreateStateMachineAlias", {
      name: properties.Name ?? generatedName(request),
      description: properties.Description,
      routingConfiguration: routesOf(properties),
    });
    return aliasResource(stateMachineAliasArn!);
  },

  async update(request) {
    const properties = readProperties(aliasProperties, request);
    await request.call.invoke("states", "UpdateStateMachineAlias", {
      stateMachineAliasArn: request.physicalId,
      description: properties.Description ?? "",
      routingConfiguration: routesOf(properties),
    });
    return aliasResource(request.physicalId);
  },

  delete: ({ call, physicalId }) =>
    unlessGone(
      call.invoke("states", "DeleteStateMachineAlias", { stateMachineAliasArn: physicalId }),
      "ResourceNotFound",
      "StateMachineDoesNotExist",
    ),
};
