import * as z from "zod";
import { readProperties, unlessGone } from "../../../resource-properties.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";

const versionProperties = z.strictObject({
  CodeSha256: z.string().optional(),
  Description: z.string().optional(),
  FunctionName: z.string(),
});

/** `AWS::Lambda::Version`: its Ref is the version's ARN; each change publishes a new one. */
export const versionProvider: ResourceProvider = {
  async create(request) {
    const properties = readProperties(versionProperties, request);
    const { FunctionArn = "", Version = "" } = await request.call.invoke(
      "lambda",
      "PublishVersion",
      properties,
    );
    return { physicalId: FunctionArn, attributes: { FunctionArn, Version } };
  },

  delete: ({ call, physicalId }) =>
    unlessGone(
      call.invoke("lambda", "DeleteFunction", { FunctionName: physicalId }),
      "ResourceNotFoundException",
    ),
};

const aliasProperties = z.strictObject({
  Description: z.string().optional(),
  FunctionName: z.string(),
  FunctionVersion: z.string(),
  Name: z.string(),
});

/** `AWS::Lambda::Alias`: its Ref is the alias's ARN. */
export const aliasProvider: ResourceProvider = {
  createOnlyProperties: ["FunctionName", "Name"],

  async create(request) {
    const properties = readProperties(aliasProperties, request);
    const { AliasArn = "" } = await request.call.invoke("lambda", "CreateAlias", properties);
    return { physicalId: AliasArn, attributes: { AliasArn } };
  },

  async update(request) {
    const properties = readProperties(aliasProperties, request);
    const { AliasArn = "" } = await request.call.invoke("lambda", "UpdateAlias", {
      ...properties,
      Description: properties.Description ?? "",
    });
    return { physicalId: AliasArn, attributes: { AliasArn } };
  },

  delete(request) {
    const { FunctionName, Name } = readProperties(aliasProperties, request);
    return unlessGone(
      request.call.invoke("lambda", "DeleteAlias", { FunctionName, Name }),
      "ResourceNotFoundException",
    );
  },
};
