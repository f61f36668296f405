/**
 * AWS Systems Manager: Parameter Store, with the public parameters that name Amazon Linux's images.
 *
 * Known gaps: everything but parameters (managed nodes, Session Manager, documents, Run Command …); parameter
 * policies and sharing; customer-managed keys; public parameters other than Amazon Linux's images.
 *
 * Deliberate differences: public images have one version, another id than on AWS, and stay as they are; the
 * ciphertext of a secure string is a digest.
 */
import { defineService } from "../../service.ts";
import { listingOperations } from "./listings.ts";
import { parameterOperations } from "./parameters.ts";
import { ssmPermissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";
import { tagOperations } from "./tags.ts";

export const ssm = defineService({
  name: "ssm",
  sdk: () => import("@aws-sdk/client-ssm"),
  operations: { ...parameterOperations, ...listingOperations, ...tagOperations },
  permissions: ssmPermissions,
  resourceProviders,
});
