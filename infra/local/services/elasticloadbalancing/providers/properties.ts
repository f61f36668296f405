import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import * as z from "zod";
import { allTags, integer } from "../../../resource-properties.ts";
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

type Tags = { Key: string; Value: string }[] | undefined;

/** Brings a resource's tags to what the template and the stack now say. */
export async function retag(request: ExistingResource, now: Tags, old: Tags): Promise<void> {
  const { call, physicalId } = request;
  const wanted: Tag[] = allTags(now, request.tags);
  const gone = (old ?? []).map((tag) => tag.Key).filter((key) => !wanted.some((it) => it.Key === key));
  const ResourceArns = [physicalId];
  if (gone.length > 0)
    await call.invoke("elasticloadbalancing", "RemoveTags", { ResourceArns, TagKeys: gone });
  if (wanted.length > 0) await call.invoke("elasticloadbalancing", "AddTags", { ResourceArns, Tags: wanted });
}
