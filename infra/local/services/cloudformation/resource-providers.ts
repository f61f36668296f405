import { notImplemented } from "./errors.ts";
import type { ResourceProvider, ResourceRequest } from "./provider.ts";

/** A resource that is nothing but its place in a stack. */
function placeholder(physicalId: (request: ResourceRequest) => string): ResourceProvider {
  return {
    create: async (request) => ({ physicalId: physicalId(request), attributes: {} }),
    update: async (request) => ({ physicalId: request.physicalId, attributes: {} }),
    delete: async () => {},
  };
}

/**
 * A wait condition that waits for no signal is complete at once. One that does is refused: nothing in the local
 * account sends signals.
 */
const waitCondition: ResourceProvider = {
  createOnlyProperties: ["Count", "Handle", "Timeout"],
  create: async ({ properties, logicalId, stack }) => {
    if (properties.Count !== 0 && properties.Count !== "0" && properties.Handle !== undefined) {
      throw notImplemented(`signals to a wait condition (${logicalId})`);
    }
    return { physicalId: `${stack.id}/${logicalId}`, attributes: { Data: "{}" } };
  },
  delete: async () => {},
};

/** The resource types of CloudFormation's own, and the CDK's. */
export const resourceProviders: Record<string, ResourceProvider> = {
  // What analytics CDK apps carry along; on AWS, too, nothing is made for it.
  "AWS::CDK::Metadata": placeholder((request) => request.generateName(64)),
  "AWS::CloudFormation::WaitCondition": waitCondition,
  // On AWS the physical id is a presigned URL to signal to; without signals it is only ever a name.
  "AWS::CloudFormation::WaitConditionHandle": placeholder((request) => request.generateName(128)),
};
