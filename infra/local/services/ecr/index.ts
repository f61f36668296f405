/**
 * Amazon Elastic Container Registry: repositories and their policies, as `cdk bootstrap` makes them.
 *
 * Known gaps: images. There is no registry behind a repository's address, so that nothing can be pushed: every
 * repository is empty, and GetAuthorizationToken and the layer operations are refused by name. Also registry
 * policies and settings, replication, pull-through caches, creation templates, scans, lifecycle previews; a KMS
 * key of the repository's own is kept and not looked at.
 *
 * Deliberate differences: a repository policy may lock its author out without `force`; both policies' texts are
 * answered as they were put, where ECR lays the first out anew.
 */
import { defineService } from "../../service.ts";
import { imageOperations } from "./images.ts";
import { ecrPermissions } from "./permissions.ts";
import { policyOperations } from "./policies.ts";
import { repositoryOperations } from "./repositories.ts";
import { repositoryPolicyOf } from "./repository-policy.ts";
import { resourceProviders } from "./resource-providers.ts";
import { tagOperations } from "./tags.ts";

export const ecr = defineService({
  name: "ecr",
  sdk: () => import("@aws-sdk/client-ecr"),
  operations: { ...repositoryOperations, ...policyOperations, ...imageOperations, ...tagOperations },
  permissions: ecrPermissions,
  resourcePolicy: repositoryPolicyOf,
  resourceProviders,
});
