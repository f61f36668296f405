import * as z from "zod";
import { bool, readProperties, unlessGone } from "../../../resource-properties.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";

const permissionProperties = z.strictObject({
  Action: z.string(),
  EventSourceToken: z.string().optional(),
  FunctionName: z.string(),
  FunctionUrlAuthType: z.enum(["AWS_IAM", "NONE"]).optional(),
  InvokedViaFunctionUrl: bool.optional(),
  Principal: z.string(),
  PrincipalOrgID: z.string().optional(),
  SourceAccount: z.coerce.string().optional(),
  SourceArn: z.string().optional(),
});

/** `AWS::Lambda::Permission`: one statement; each change is a new one. */
export const permissionProvider: ResourceProvider = {
  async create(request) {
    const properties = readProperties(permissionProperties, request);
    const id = request.generateName(100);
    await request.call.invoke("lambda", "AddPermission", { ...properties, StatementId: id });
    return { physicalId: id, attributes: { Id: id } };
  },

  delete(request) {
    const { FunctionName } = readProperties(permissionProperties, request);
    return unlessGone(
      request.call.invoke("lambda", "RemovePermission", { FunctionName, StatementId: request.physicalId }),
      "ResourceNotFoundException",
    );
  },
};
