import type { LoggingConfiguration } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { AwsError } from "../../errors.ts";
import { allTags, bool, droppedTags, readProperties, type Tag, tags } from "../../resource-properties.ts";
import type { Resource, ResourceProvider, ResourceRequest } from "../cloudformation/provider.ts";
import { bytesOfAnswer } from "../s3/body.ts";
import { generatedName } from "./generated-name.ts";
import { signalsOf } from "./signals.ts";
import { statesStore } from "./store.ts";
import { alias, version } from "./version-providers.ts";

const machineProperties = z.strictObject({
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionS3Location: z
    .strictObject({ Bucket: z.string(), Key: z.string(), Version: z.string().optional() })
    .optional(),
  DefinitionString: z.string().optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  LoggingConfiguration: z
    .strictObject({
      Destinations: z
        .array(
          z.strictObject({
            CloudWatchLogsLogGroup: z.strictObject({ LogGroupArn: z.string() }).optional(),
          }),
        )
        .optional(),
      IncludeExecutionData: bool.optional(),
      Level: z.enum(["ALL", "ERROR", "FATAL", "OFF"]).optional(),
    })
    .optional(),
  RoleArn: z.string(),
  StateMachineName: z.string().optional(),
  StateMachineType: z.enum(["STANDARD", "EXPRESS"]).optional(),
  Tags: tags.optional(),
  TracingConfiguration: z.strictObject({ Enabled: bool.optional() }).optional(),
});
type MachineProperties = z.infer<typeof machineProperties>;

async function definitionOf({ call }: ResourceRequest, properties: MachineProperties): Promise<string> {
  const { DefinitionString, Definition, DefinitionS3Location, DefinitionSubstitutions } = properties;
  let definition = DefinitionString ?? (Definition && JSON.stringify(Definition));
  if (definition === undefined && DefinitionS3Location) {
    const { Bucket, Key, Version } = DefinitionS3Location;
    const object = await call.invoke("s3", "GetObject", { Bucket, Key, VersionId: Version });
    definition = Buffer.from(bytesOfAnswer(object.Body)).toString();
  }
  if (definition === undefined) {
    throw new AwsError(
      "InvalidRequest",
      "Definition, DefinitionString or DefinitionS3Location must be specified",
    );
  }
  return Object.entries(DefinitionSubstitutions).reduce(
    (whole, [name, value]) => whole.replaceAll(`\${${name}}`, value),
    definition,
  );
}

/** What creating and updating a machine share. A template that says nothing of logs and traces wants none. */
async function configurationOf(request: ResourceRequest, properties: MachineProperties) {
  const { LoggingConfiguration: logging, TracingConfiguration: tracing } = properties;
  const loggingConfiguration: LoggingConfiguration = {
    level: logging?.Level ?? "OFF",
    includeExecutionData: logging?.IncludeExecutionData ?? false,
    destinations: logging?.Destinations?.map(({ CloudWatchLogsLogGroup: group }) => ({
      cloudWatchLogsLogGroup: { logGroupArn: group?.LogGroupArn },
    })),
  };
  return {
    definition: await definitionOf(request, properties),
    roleArn: properties.RoleArn,
    loggingConfiguration,
    tracingConfiguration: { enabled: tracing?.Enabled ?? false },
  };
}

/** Step Functions writes a tag's members small. */
const lowerCased = (all: readonly Tag[]) => all.map(({ Key, Value }) => ({ key: Key, value: Value }));

/** A machine that was never updated has the revision INITIAL. */
const machineResource = (arn: string, revisionId = "INITIAL"): Resource => ({
  physicalId: arn,
  attributes: { Arn: arn, Name: arn.split(":").at(-1)!, StateMachineRevisionId: revisionId },
});

const stateMachine: ResourceProvider = {
  createOnlyProperties: ["StateMachineName", "StateMachineType"],

  async create(request) {
    const properties = readProperties(machineProperties, request);
    const { stateMachineArn } = await request.call.invoke("states", "CreateStateMachine", {
      ...(await configurationOf(request, properties)),
      name: properties.StateMachineName ?? generatedName(request),
      type: properties.StateMachineType,
      tags: lowerCased(allTags(properties.Tags, request.tags)),
    });
    return machineResource(stateMachineArn!);
  },

  async update(request, old) {
    const { call, physicalId: arn } = request;
    const before = readProperties(machineProperties, request, old);
    const after = readProperties(machineProperties, request);
    const { revisionId } = await call.invoke("states", "UpdateStateMachine", {
      ...(await configurationOf(request, after)),
      stateMachineArn: arn,
    });
    const wanted = allTags(after.Tags, request.tags);
    const tagKeys = droppedTags(before.Tags, wanted);
    if (tagKeys.length > 0) await call.invoke("states", "UntagResource", { resourceArn: arn, tagKeys });
    await call.invoke("states", "TagResource", { resourceArn: arn, tags: lowerCased(wanted) });
    return machineResource(arn, revisionId);
  },

  async delete({ call, physicalId }) {
    await call.invoke("states", "DeleteStateMachine", { stateMachineArn: physicalId });
    const { machines } = call.store(statesStore);
    while (machines[physicalId]) await signalsOf(call.cloud).next(physicalId, call.cloud.stopping);
  },
};

/** An activity's name is required, so there is none to generate. */
const activityProperties = z.strictObject({ Name: z.string(), Tags: tags.optional() });

const activity: ResourceProvider = {
  async create(request) {
    const { Name, Tags } = readProperties(activityProperties, request);
    const { activityArn } = await request.call.invoke("states", "CreateActivity", {
      name: Name,
      tags: lowerCased(allTags(Tags, request.tags)),
    });
    return { physicalId: activityArn!, attributes: { Arn: activityArn!, Name } };
  },

  async delete({ call, physicalId }) {
    await call.invoke("states", "DeleteActivity", { activityArn: physicalId });
  },
};

/** The CloudFormation resource types of Step Functions. `Ref` is the ARN of each. */
export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::StepFunctions::StateMachine": stateMachine,
  "AWS::StepFunctions::Activity": activity,
  "AWS::StepFunctions::StateMachineVersion": version,
  "AWS::StepFunctions::StateMachineAlias": alias,
};
