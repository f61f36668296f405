import * as z from "zod";
import { allTags, droppedTags, readProperties, unlessGone } from "../../resource-properties.ts";
import type { ResourceProvider } from "../cloudformation/provider.ts";
import { ssmStore } from "./store.ts";

const parameterProperties = z.strictObject({
  Name: z.string().optional(),
  // The type's reference: "CloudFormation doesn't support creating a SecureString parameter type."
  Type: z.enum(["String", "StringList"]),
  Value: z.coerce.string(),
  Description: z.string().optional(),
  AllowedPattern: z.string().optional(),
  DataType: z.string().optional(),
  Tier: z.enum(["Standard", "Advanced", "Intelligent-Tiering"]).optional(),
  Policies: z.string().optional(),
  /** Unlike most types' an object of keys and values. */
  Tags: z
    .record(z.string(), z.coerce.string())
    .default({})
    .transform((all) => Object.entries(all).map(([Key, Value]) => ({ Key, Value }))),
});

/** `AWS::SSM::Parameter` */
const parameter: ResourceProvider = {
  createOnlyProperties: ["Name", "Type"],
  named: {
    property: "Name",
    find(call, name) {
      const latest = call.store(ssmStore).parameters[name]?.versions.at(-1);
      return latest && resource(name, { Type: latest.type, Value: latest.value });
    },
  },

  async create(request) {
    const { call } = request;
    const { Tags, ...properties } = readProperties(parameterProperties, request);
    const Name = properties.Name ?? request.generateName(1011);
    await call.invoke("ssm", "PutParameter", {
      ...properties,
      Name,
      Tags: allTags(Tags, request.tags),
    });
    return resource(Name, properties);
  },

  async update(request, old) {
    const { call, physicalId: Name } = request;
    const before = readProperties(parameterProperties, request, old);
    const { Tags: own, ...after } = readProperties(parameterProperties, request);
    await call.invoke("ssm", "PutParameter", { ...after, Name, Overwrite: true });
    const Tags = allTags(own, request.tags);
    const TagKeys = droppedTags(before.Tags, Tags);
    const target = { ResourceType: "Parameter", ResourceId: Name } as const;
    if (TagKeys.length > 0) await call.invoke("ssm", "RemoveTagsFromResource", { ...target, TagKeys });
    if (Tags.length > 0) await call.invoke("ssm", "AddTagsToResource", { ...target, Tags });
    return resource(Name, after);
  },

  delete: ({ call, physicalId }) =>
    unlessGone(call.invoke("ssm", "DeleteParameter", { Name: physicalId }), "ParameterNotFound"),
};

function resource(name: string, { Type, Value }: { Type: string; Value: string }) {
  return { physicalId: name, attributes: { Type, Value } };
}

export const resourceProviders: Record<string, ResourceProvider> = { "AWS::SSM::Parameter": parameter };
