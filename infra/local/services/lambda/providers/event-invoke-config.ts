import * as z from "zod";
import { integer, readProperties, unlessGone } from "../../../resource-properties.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";

const destination = z.strictObject({ Destination: z.string() }).optional();
const configProperties = z.strictObject({
  DestinationConfig: z.strictObject({ OnFailure: destination, OnSuccess: destination }).optional(),
  FunctionName: z.string(),
  MaximumEventAgeInSeconds: integer.optional(),
  MaximumRetryAttempts: integer.optional(),
  Qualifier: z.string(),
});

/** `AWS::Lambda::EventInvokeConfig` */
export const eventInvokeConfigProvider: ResourceProvider = {
  createOnlyProperties: ["FunctionName", "Qualifier"],

  async create(request) {
    const properties = readProperties(configProperties, request);
    await request.call.invoke("lambda", "PutFunctionEventInvokeConfig", properties);
    return { physicalId: `${properties.FunctionName}|${properties.Qualifier}`, attributes: {} };
  },

  async update(request) {
    await request.call.invoke(
      "lambda",
      "PutFunctionEventInvokeConfig",
      readProperties(configProperties, request),
    );
    return { physicalId: request.physicalId, attributes: {} };
  },

  delete(request) {
    const { FunctionName, Qualifier } = readProperties(configProperties, request);
    return unlessGone(
      request.call.invoke("lambda", "DeleteFunctionEventInvokeConfig", { FunctionName, Qualifier }),
      "ResourceNotFoundException",
    );
  },
};
