/**
 * AWS Config: nothing yet.
 */
import { defineService } from "../../service.ts";

export const config = defineService({
  name: "config",
  sdk: () => import("@aws-sdk/client-config-service"),
  operations: {},
});
