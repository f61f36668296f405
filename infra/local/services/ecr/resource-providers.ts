import * as z from "zod";
import {
  allTags,
  bool,
  droppedTags,
  policyDocument,
  readProperties,
  tags,
  unlessGone,
} from "../../resource-properties.ts";
import type { Call } from "../../service.ts";
import type { ResourceProvider } from "../cloudformation/provider.ts";
import { findRepository, repositoryArn, repositoryUri } from "./store.ts";

const repositoryProperties = z.strictObject({
  EmptyOnDelete: bool.optional(),
  EncryptionConfiguration: z
    .strictObject({ EncryptionType: z.enum(["AES256", "KMS", "KMS_DSSE"]), KmsKey: z.string().optional() })
    .optional(),
  ImageScanningConfiguration: z.strictObject({ ScanOnPush: bool.optional() }).optional(),
  ImageTagMutability: z
    .enum(["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"])
    .optional(),
  ImageTagMutabilityExclusionFilters: z
    .array(
      z.strictObject({
        ImageTagMutabilityExclusionFilterType: z.literal("WILDCARD"),
        ImageTagMutabilityExclusionFilterValue: z.string(),
      }),
    )
    .optional(),
  LifecyclePolicy: z
    .strictObject({ LifecyclePolicyText: z.string().optional(), RegistryId: z.string().optional() })
    .optional(),
  RepositoryName: z.string().optional(),
  RepositoryPolicyText: policyDocument.optional(),
  Tags: tags.optional(),
});
type RepositoryProperties = z.infer<typeof repositoryProperties>;

/** `AWS::ECR::Repository` */
const repository: ResourceProvider = {
  createOnlyProperties: ["RepositoryName", "EncryptionConfiguration"],
  named: {
    property: "RepositoryName",
    find: (call, name) => (findRepository(call, name) ? resource(call, name) : undefined),
  },

  async create(request) {
    const { call } = request;
    const properties = readProperties(repositoryProperties, request);
    const repositoryName = properties.RepositoryName ?? request.generateName(256).toLowerCase();
    const encryption = properties.EncryptionConfiguration;
    await call.invoke("ecr", "CreateRepository", {
      repositoryName,
      ...mutability(properties),
      imageScanningConfiguration: { scanOnPush: properties.ImageScanningConfiguration?.ScanOnPush },
      encryptionConfiguration: encryption && {
        encryptionType: encryption.EncryptionType,
        kmsKey: encryption.KmsKey,
      },
      tags: allTags(properties.Tags, request.tags),
    });
    return resource(call, repositoryName);
  },

  // Not before the repository's name is recorded: where a policy is refused, it must go with the stack.
  stabilise: (request) =>
    putPolicies(request.call, request.physicalId, readProperties(repositoryProperties, request), {}),

  async update(request, old) {
    const { call, physicalId: repositoryName } = request;
    const before = readProperties(repositoryProperties, request, old);
    const after = readProperties(repositoryProperties, request);
    await call.invoke("ecr", "PutImageTagMutability", { repositoryName, ...mutability(after) });
    await call.invoke("ecr", "PutImageScanningConfiguration", {
      repositoryName,
      imageScanningConfiguration: { scanOnPush: after.ImageScanningConfiguration?.ScanOnPush ?? false },
    });
    await putPolicies(call, repositoryName, after, before);
    const resourceArn = repositoryArn(call, repositoryName);
    const wanted = allTags(after.Tags, request.tags);
    const tagKeys = droppedTags(before.Tags, wanted);
    if (tagKeys.length > 0) await call.invoke("ecr", "UntagResource", { resourceArn, tagKeys });
    if (wanted.length > 0) await call.invoke("ecr", "TagResource", { resourceArn, tags: wanted });
    return resource(call, repositoryName);
  },

  delete: (request) =>
    unlessGone(
      request.call.invoke("ecr", "DeleteRepository", {
        repositoryName: request.physicalId,
        force: readProperties(repositoryProperties, request).EmptyOnDelete,
      }),
      "RepositoryNotFoundException",
    ),
};

function mutability(properties: RepositoryProperties) {
  return {
    imageTagMutability: properties.ImageTagMutability ?? "MUTABLE",
    imageTagMutabilityExclusionFilters: properties.ImageTagMutabilityExclusionFilters?.map((one) => ({
      filterType: one.ImageTagMutabilityExclusionFilterType,
      filter: one.ImageTagMutabilityExclusionFilterValue,
    })),
  };
}

/** Brings both policies to what the template says; `before` is what it said until now. */
async function putPolicies(
  call: Call,
  repositoryName: string,
  after: RepositoryProperties,
  before: Partial<RepositoryProperties>,
): Promise<void> {
  const { RepositoryPolicyText: policyText } = after;
  if (policyText !== undefined)
    await call.invoke("ecr", "SetRepositoryPolicy", { repositoryName, policyText });
  else if (before.RepositoryPolicyText !== undefined)
    await unlessGone(
      call.invoke("ecr", "DeleteRepositoryPolicy", { repositoryName }),
      "RepositoryPolicyNotFoundException",
    );
  const lifecyclePolicyText = after.LifecyclePolicy?.LifecyclePolicyText;
  if (lifecyclePolicyText !== undefined)
    await call.invoke("ecr", "PutLifecyclePolicy", { repositoryName, lifecyclePolicyText });
  else if (before.LifecyclePolicy?.LifecyclePolicyText !== undefined)
    await unlessGone(
      call.invoke("ecr", "DeleteLifecyclePolicy", { repositoryName }),
      "LifecyclePolicyNotFoundException",
    );
}

function resource(call: Call, name: string) {
  return {
    physicalId: name,
    attributes: { Arn: repositoryArn(call, name), RepositoryUri: repositoryUri(call, name) },
  };
}

export const resourceProviders: Record<string, ResourceProvider> = { "AWS::ECR::Repository": repository };
