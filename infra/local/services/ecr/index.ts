/**
 * Amazon Elastic Container Registry: nothing yet.
 */
import { defineService } from "../../service.ts";

export const ecr = defineService({
  name: "ecr",
  sdk: () => import("@aws-sdk/client-ecr"),
  operations: {},
});
