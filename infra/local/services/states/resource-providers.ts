import type { LoggingConfiguration } from "@aws-sdk/client-sfn";
import { AwsError } from "../../errors.ts";
import type { Resource, ResourceProvider, ResourceRequest } from "../cloudformation/provider.ts";

/** Step Functions' names are at most 80 characters long. */
const NAME_LENGTH = 80;

/** Properties whose meaning the local account would have to drop. */
function refuse(request: ResourceRequest, ...properties: string[]): void {
  for (const property of properties) {
    if (request.properties[property] === undefined) continue;
    throw new AwsError(
      "InvalidRequest",
      `The local account does not know the property ${property} of ${request.type} yet.`,
    );
  }
}

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** A machine that is not named: `LOGICALID-RANDOM`, unlike most types without the stack's name. */
const generatedName = (request: ResourceRequest): string =>
  request.generateName(NAME_LENGTH).replace(`${request.stack.name}-`, "");

async function definitionOf({ properties, call }: ResourceRequest): Promise<string> {
  const { DefinitionString, Definition, DefinitionS3Location, DefinitionSubstitutions } = properties;
  const location = DefinitionS3Location as { Bucket: string; Key: string; Version?: string } | undefined;
  let definition =
    text(DefinitionString) ?? (Definition === undefined ? undefined : JSON.stringify(Definition));
  if (definition === undefined && location) {
    const { Bucket, Key, Version } = location;
    const object = await call.invoke("s3", "GetObject", { Bucket, Key, VersionId: Version });
    definition = (await object.Body?.transformToString()) ?? "";
  }
  if (definition === undefined) {
    throw new AwsError(
      "InvalidRequest",
      "Definition, DefinitionString or DefinitionS3Location must be specified",
    );
  }
  const substitutions = (DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  return Object.entries(substitutions).reduce(
    (whole, [name, value]) => whole.replaceAll(`\${${name}}`, String(value)),
    definition,
  );
}

/** CloudFormation writes the configuration's members with capitals. */
function loggingOf(value: unknown): LoggingConfiguration | undefined {
  if (value === undefined) return;
  const { Level, IncludeExecutionData, Destinations } = value as {
    Level?: LoggingConfiguration["level"];
    IncludeExecutionData?: boolean | string;
    Destinations?: { CloudWatchLogsLogGroup?: { LogGroupArn?: string } }[];
  };
  return {
    level: Level,
    includeExecutionData: String(IncludeExecutionData ?? false) === "true",
    destinations: Destinations?.map(({ CloudWatchLogsLogGroup }) => ({
      cloudWatchLogsLogGroup: { logGroupArn: CloudWatchLogsLogGroup?.LogGroupArn },
    })),
  };
}

function tracingOf(value: unknown): { enabled: boolean } | undefined {
  const enabled = (value as { Enabled?: boolean | string } | undefined)?.Enabled;
  return value === undefined ? undefined : { enabled: String(enabled) === "true" };
}

/** The resource's own tags and, where those do not say otherwise, the stack's. */
function tagsOf({ properties, tags }: ResourceRequest): { key: string; value: string }[] {
  const own = (properties.Tags ?? []) as { Key: string; Value: string }[];
  const all = new Map([...tags, ...own].map(({ Key, Value }) => [Key, Value]));
  return [...all].map(([key, value]) => ({ key, value }));
}

function machineResource(arn: string): Resource {
  return {
    physicalId: arn,
    attributes: { Arn: arn, Name: arn.split(":").at(-1)!, StateMachineRevisionId: "INITIAL" },
  };
}

const stateMachine: ResourceProvider = {
  async create(request) {
    refuse(request, "EncryptionConfiguration");
    const { properties, call } = request;
    const { stateMachineArn } = await call.invoke("states", "CreateStateMachine", {
      name: text(properties.StateMachineName) ?? generatedName(request),
      definition: await definitionOf(request),
      roleArn: text(properties.RoleArn),
      type: properties.StateMachineType as "STANDARD" | "EXPRESS" | undefined,
      loggingConfiguration: loggingOf(properties.LoggingConfiguration),
      tracingConfiguration: tracingOf(properties.TracingConfiguration),
      tags: tagsOf(request),
    });
    return machineResource(stateMachineArn!);
  },

  async update(request, old) {
    refuse(request, "EncryptionConfiguration");
    const { properties, call, physicalId } = request;
    for (const replaced of ["StateMachineName", "StateMachineType"]) {
      if (properties[replaced] !== old[replaced]) return "replace";
    }
    await call.invoke("states", "UpdateStateMachine", {
      stateMachineArn: physicalId,
      definition: await definitionOf(request),
      roleArn: text(properties.RoleArn),
      loggingConfiguration: loggingOf(properties.LoggingConfiguration) ?? { level: "OFF" },
      tracingConfiguration: tracingOf(properties.TracingConfiguration) ?? { enabled: false },
    });
    await call.invoke("states", "TagResource", { resourceArn: physicalId, tags: tagsOf(request) });
    return machineResource(physicalId);
  },

  async delete({ call, physicalId }) {
    await call.invoke("states", "DeleteStateMachine", { stateMachineArn: physicalId });
  },
};

const activity: ResourceProvider = {
  async create(request) {
    refuse(request, "EncryptionConfiguration");
    // An activity's name is required, so there is none to generate.
    const { activityArn } = await request.call.invoke("states", "CreateActivity", {
      name: text(request.properties.Name),
      tags: tagsOf(request),
    });
    return {
      physicalId: activityArn!,
      attributes: { Arn: activityArn!, Name: activityArn!.split(":").at(-1)! },
    };
  },
  async delete({ call, physicalId }) {
    await call.invoke("states", "DeleteActivity", { activityArn: physicalId });
  },
};

const version: ResourceProvider = {
  async create({ properties, call }) {
    const { stateMachineVersionArn } = await call.invoke("states", "PublishStateMachineVersion", {
      stateMachineArn: text(properties.StateMachineArn),
      revisionId: text(properties.StateMachineRevisionId),
      description: text(properties.Description),
    });
    return { physicalId: stateMachineVersionArn!, attributes: { Arn: stateMachineVersionArn! } };
  },
  async delete({ call, physicalId }) {
    try {
      await call.invoke("states", "DeleteStateMachineVersion", { stateMachineVersionArn: physicalId });
    } catch (error) {
      if (!AwsError.is(error, "StateMachineDoesNotExist")) throw error;
    }
  },
};

/** The CloudFormation resource types of Step Functions. `Ref` is the ARN of each. */
export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::StepFunctions::StateMachine": stateMachine,
  "AWS::StepFunctions::Activity": activity,
  "AWS::StepFunctions::StateMachineVersion": version,
};
