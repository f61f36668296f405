import * as z from "zod";
import { allTags, droppedTags, integer, type Tag } from "../../../resource-properties.ts";
import type { ExistingResource, Resource } from "../../cloudformation/provider.ts";

/** Attributes of load balancers and target groups: their values are texts, whatever a template writes. */
export const attributes = z.array(z.strictObject({ Key: z.string(), Value: z.coerce.string() }));

/** Actions of listeners and rules. Those that the account's load balancers do not have are refused by the call itself. */
export const actions = z.array(
  z.strictObject({
    Type: z.enum(["forward", "redirect", "fixed-response", "authenticate-oidc", "authenticate-cognito"]),
    Order: integer.optional(),
    TargetGroupArn: z.string().optional(),
    ForwardConfig: z
      .strictObject({
        TargetGroups: z
          .array(z.strictObject({ TargetGroupArn: z.string(), Weight: integer.optional() }))
          .optional(),
      })
      .optional(),
    RedirectConfig: z
      .strictObject({
        Protocol: z.string().optional(),
        Port: z.coerce.string().optional(),
        Host: z.string().optional(),
        Path: z.string().optional(),
        Query: z.string().optional(),
        StatusCode: z.enum(["HTTP_301", "HTTP_302"]),
      })
      .optional(),
    FixedResponseConfig: z
      .strictObject({
        StatusCode: z.coerce.string(),
        ContentType: z.string().optional(),
        MessageBody: z.string().optional(),
      })
      .optional(),
  }),
);

/** A resource whose `Ref` and one attribute are its ARN. */
export const byArn = (attribute: string, arn: string): Resource => ({
  physicalId: arn,
  attributes: { [attribute]: arn },
});

/** Brings a resource's tags to what the template and the stack now say. */
export async function retag(
  request: ExistingResource,
  now: Tag[] | undefined,
  old: Tag[] | undefined,
): Promise<void> {
  const { call, physicalId } = request;
  const ResourceArns = [physicalId];
  const Tags = allTags(now, request.tags);
  const TagKeys = droppedTags(old, Tags);
  if (TagKeys.length > 0) await call.invoke("elasticloadbalancing", "RemoveTags", { ResourceArns, TagKeys });
  if (Tags.length > 0) await call.invoke("elasticloadbalancing", "AddTags", { ResourceArns, Tags });
}
