import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { AwsError } from "../../errors.ts";
import type { ResourceProvider } from "../cloudformation/provider.ts";

/** `AWS::SSM::Parameter`, its template's properties. */
interface ParameterProperties {
  Name?: string;
  Type?: ParameterType;
  Value?: string;
  Description?: string;
  AllowedPattern?: string;
  DataType?: string;
  Tier?: ParameterTier;
  Policies?: string;
  Tags?: Record<string, string>;
}

const parameter: ResourceProvider = {
  async create(request) {
    const { call } = request;
    const properties: ParameterProperties = request.properties;
    const Name = properties.Name ?? request.generateName(1011);
    await call.invoke("ssm", "PutParameter", {
      Name,
      ...written(properties),
      Tags: tagsOf(properties, request.tags),
    });
    return resource(Name, properties);
  },

  async update(request, old) {
    const { call, physicalId: Name } = request;
    const before: ParameterProperties = old;
    const after: ParameterProperties = request.properties;
    if (before.Name !== after.Name || before.Type !== after.Type) return "replace";
    await call.invoke("ssm", "PutParameter", { Name, ...written(after), Overwrite: true });
    const Tags = tagsOf(after, request.tags);
    const kept = new Set(Tags.map(({ Key }) => Key));
    const TagKeys = Object.keys(before.Tags ?? {}).filter((key) => !kept.has(key));
    const target = { ResourceType: "Parameter", ResourceId: Name } as const;
    if (TagKeys.length > 0) await call.invoke("ssm", "RemoveTagsFromResource", { ...target, TagKeys });
    if (Tags.length > 0) await call.invoke("ssm", "AddTagsToResource", { ...target, Tags });
    return resource(Name, after);
  },

  async delete({ call, physicalId }) {
    try {
      await call.invoke("ssm", "DeleteParameter", { Name: physicalId });
    } catch (error) {
      if (!AwsError.is(error, "ParameterNotFound")) throw error;
    }
  },
};

function written(properties: ParameterProperties) {
  const { Type, Value, Description, AllowedPattern, DataType, Tier, Policies } = properties;
  // The type's reference: "CloudFormation doesn't support creating a SecureString parameter type."
  if (Type === "SecureString")
    throw new AwsError("ValidationException", "SecureString is not a valid type in AWS::SSM::Parameter.");
  return { Type, Value: String(Value ?? ""), Description, AllowedPattern, DataType, Tier, Policies };
}

function resource(name: string, { Type, Value }: ParameterProperties) {
  return { physicalId: name, attributes: { Type: Type ?? "", Value: String(Value ?? "") } };
}

/** The resource's own tags win over the stack's. */
function tagsOf({ Tags = {} }: ParameterProperties, stack: { Key: string; Value: string }[]) {
  const own = Object.entries(Tags).map(([Key, Value]) => ({ Key, Value: String(Value) }));
  return [...own, ...stack.filter(({ Key }) => !(Key in Tags))];
}

export const resourceProviders: Record<string, ResourceProvider> = { "AWS::SSM::Parameter": parameter };
