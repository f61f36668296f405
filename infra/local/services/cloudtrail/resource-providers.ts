import * as z from "zod";
import { allTags, bool, droppedTags, readProperties, tags } from "../../resource-properties.ts";
import type { Call } from "../../service.ts";
import type { ResourceProvider, ResourceRequest } from "../cloudformation/provider.ts";
import { trailArn, trailsStore } from "./trails/store.ts";

const strings = z.array(z.string());
const trailProperties = z.strictObject({
  TrailName: z.string().optional(),
  S3BucketName: z.string(),
  S3KeyPrefix: z.string().optional(),
  IsLogging: bool,
  IsMultiRegionTrail: bool.optional(),
  IncludeGlobalServiceEvents: bool.optional(),
  EnableLogFileValidation: bool.optional(),
  IsOrganizationTrail: bool.optional(),
  KMSKeyId: z.string().optional(),
  SnsTopicName: z.string().optional(),
  CloudWatchLogsLogGroupArn: z.string().optional(),
  CloudWatchLogsRoleArn: z.string().optional(),
  EventSelectors: z
    .array(
      z.strictObject({
        ReadWriteType: z.enum(["All", "ReadOnly", "WriteOnly"]).optional(),
        IncludeManagementEvents: bool.optional(),
        DataResources: z.array(z.strictObject({ Type: z.string(), Values: strings.optional() })).optional(),
        ExcludeManagementEventSources: strings.optional(),
      }),
    )
    .optional(),
  AdvancedEventSelectors: z
    .array(
      z.strictObject({
        Name: z.string().optional(),
        FieldSelectors: z.array(
          z.strictObject({
            Field: z.string(),
            Equals: strings.optional(),
            NotEquals: strings.optional(),
            StartsWith: strings.optional(),
            NotStartsWith: strings.optional(),
            EndsWith: strings.optional(),
            NotEndsWith: strings.optional(),
          }),
        ),
      }),
    )
    .optional(),
  Tags: tags.optional(),
});

type TrailProperties = z.infer<typeof trailProperties>;

/** `AWS::CloudTrail::Trail` */
const trail: ResourceProvider = {
  createOnlyProperties: ["TrailName"],
  named: {
    property: "TrailName",
    find: (call, name) =>
      Object.hasOwn(call.store(trailsStore).trails, name) ? resource(call, name) : undefined,
  },

  async create(request) {
    const { call } = request;
    const properties = readProperties(trailProperties, request);
    const Name = properties.TrailName ?? request.generateName(128);
    const TagsList = allTags(properties.Tags, request.tags).filter(({ Key }) => !Key.startsWith("aws:"));
    await call.invoke("cloudtrail", "CreateTrail", { Name, TagsList, ...settings(properties) });
    await putSelectors(call, Name, properties);
    if (properties.IsLogging) await call.invoke("cloudtrail", "StartLogging", { Name });
    return resource(call, Name);
  },

  async update(request, old) {
    const { call, physicalId: Name } = request;
    const before = readProperties(trailProperties, request, old);
    const after = readProperties(trailProperties, request);
    await call.invoke("cloudtrail", "UpdateTrail", {
      Name,
      ...settings(after),
      // What the template says no longer is as AWS has it at first.
      S3KeyPrefix: after.S3KeyPrefix ?? "",
      IsMultiRegionTrail: after.IsMultiRegionTrail ?? false,
      IncludeGlobalServiceEvents: after.IncludeGlobalServiceEvents ?? true,
      EnableLogFileValidation: after.EnableLogFileValidation ?? false,
    });
    if (JSON.stringify(selectors(before)) !== JSON.stringify(selectors(after)))
      await putSelectors(call, Name, after);
    await call.invoke("cloudtrail", after.IsLogging ? "StartLogging" : "StopLogging", { Name });
    await tagAgain(request, Name, before, after);
    return resource(call, Name);
  },

  async delete({ call, physicalId: Name }) {
    if (Object.hasOwn(call.store(trailsStore).trails, Name))
      await call.invoke("cloudtrail", "DeleteTrail", { Name });
  },
};

function settings(properties: TrailProperties) {
  const {
    TrailName: _,
    IsLogging: __,
    EventSelectors,
    AdvancedEventSelectors,
    Tags,
    KMSKeyId,
    ...rest
  } = properties;
  return { ...rest, KmsKeyId: KMSKeyId };
}

const selectors = ({ EventSelectors, AdvancedEventSelectors }: TrailProperties) => ({
  EventSelectors,
  AdvancedEventSelectors,
});

/** Without any, a trail has the selector that a new one has. */
async function putSelectors(call: Call, TrailName: string, properties: TrailProperties): Promise<void> {
  const { EventSelectors, AdvancedEventSelectors } = selectors(properties);
  if (AdvancedEventSelectors) {
    await call.invoke("cloudtrail", "PutEventSelectors", { TrailName, AdvancedEventSelectors });
    return;
  }
  await call.invoke("cloudtrail", "PutEventSelectors", {
    TrailName,
    EventSelectors: EventSelectors ?? [{ ReadWriteType: "All", IncludeManagementEvents: true }],
  });
}

async function tagAgain(
  { call, tags: stackTags }: ResourceRequest,
  name: string,
  before: TrailProperties,
  after: TrailProperties,
): Promise<void> {
  const ResourceId = trailArn(call, name);
  const wanted = allTags(after.Tags, stackTags).filter(({ Key }) => !Key.startsWith("aws:"));
  const dropped = droppedTags(before.Tags, wanted);
  if (dropped.length > 0)
    await call.invoke("cloudtrail", "RemoveTags", {
      ResourceId,
      TagsList: dropped.map((Key) => ({ Key })),
    });
  if (wanted.length > 0) await call.invoke("cloudtrail", "AddTags", { ResourceId, TagsList: wanted });
}

function resource(call: Call, name: string) {
  return { physicalId: name, attributes: { Arn: trailArn(call, name) } };
}

export const resourceProviders: Record<string, ResourceProvider> = { "AWS::CloudTrail::Trail": trail };
