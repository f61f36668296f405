import * as z from "zod";
import { integer, readProperties } from "../../resource-properties.ts";
import { notImplemented } from "./errors.ts";
import type { ResourceProvider, ResourceRequest } from "./provider.ts";

/** A resource that is nothing but its place in a stack. */
function placeholder(
  schema: z.ZodType<object>,
  physicalId: (request: ResourceRequest) => string,
): ResourceProvider {
  return {
    async create(request) {
      readProperties(schema, request);
      return { physicalId: physicalId(request), attributes: {} };
    },
    update: async (request) => ({ physicalId: request.physicalId, attributes: {} }),
    delete: async () => {},
  };
}

const conditionProperties = z.strictObject({
  Count: integer.optional(),
  Handle: z.string().optional(),
  Timeout: integer.optional(),
});

/**
 * A wait condition that waits for no signal is complete at once. One that does is refused: nothing in the local
 * account sends signals.
 */
const waitCondition: ResourceProvider = {
  createOnlyProperties: ["Count", "Handle", "Timeout"],
  async create(request) {
    const { Count, Handle } = readProperties(conditionProperties, request);
    const { logicalId, stack } = request;
    if (Count !== 0 && Handle !== undefined)
      throw notImplemented(`signals to a wait condition (${logicalId})`);
    return { physicalId: `${stack.id}/${logicalId}`, attributes: { Data: "{}" } };
  },
  delete: async () => {},
};

/** The resource types of CloudFormation's own, and the CDK's. */
export const resourceProviders: Record<string, ResourceProvider> = {
  // What analytics CDK apps carry along; on AWS, too, nothing is made for it.
  "AWS::CDK::Metadata": placeholder(z.strictObject({ Analytics: z.string().optional() }), (request) =>
    request.generateName(64),
  ),
  "AWS::CloudFormation::WaitCondition": waitCondition,
  // On AWS the physical id is a presigned URL to signal to; without signals it is only ever a name.
  "AWS::CloudFormation::WaitConditionHandle": placeholder(z.strictObject({}), (request) =>
    request.generateName(128),
  ),
};
