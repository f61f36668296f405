/**
 * AWS CloudTrail: nothing yet.
 */
import { defineService } from "../../service.ts";

export const cloudtrail = defineService({
  name: "cloudtrail",
  sdk: () => import("@aws-sdk/client-cloudtrail"),
  operations: {},
});
