/**
 * Amazon GuardDuty: nothing yet.
 */
import { defineService } from "../../service.ts";

export const guardduty = defineService({
  name: "guardduty",
  sdk: () => import("@aws-sdk/client-guardduty"),
  operations: {},
});
