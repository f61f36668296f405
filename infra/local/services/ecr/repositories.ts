import type {
  EncryptionConfiguration,
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
  Repository as RepositoryOutput,
} from "@aws-sdk/client-ecr";
import type { Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import type { Operations } from "../../service.ts";
import { invalidParameter, notImplemented, repositoryExists } from "./errors.ts";
import {
  checkRepositoryName,
  ecrStore,
  openRepository,
  type Repository,
  registryOf,
  repositoryArn,
  repositoryUri,
} from "./store.ts";
import { mergeTags } from "./tags.ts";

const MUTABILITIES: readonly ImageTagMutability[] = [
  "MUTABLE",
  "IMMUTABLE",
  "IMMUTABLE_WITH_EXCLUSION",
  "MUTABLE_WITH_EXCLUSION",
];

export const repositoryOperations = {
  CreateRepository(input, call) {
    const { repositoryName: name = "" } = input;
    checkRepositoryName(name);
    const registryId = registryOf(call, input.registryId);
    if (registryId !== call.accountId) throw notImplemented("repositories in another account's registry");
    const { repositories } = call.store(ecrStore);
    if (Object.hasOwn(repositories, name)) throw repositoryExists(name, registryId);
    const repository: Repository = {
      name,
      created: call.cloud.clock.now(),
      ...tagMutability(input),
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryption: encryptionOf(input.encryptionConfiguration),
      tags: mergeTags([], input.tags),
    };
    repositories[name] = repository;
    return { repository: describe(repository, call) };
  },

  DescribeRepositories(input, call) {
    const { repositoryNames: names, nextToken, maxResults } = input;
    const registryId = registryOf(call, input.registryId);
    if (names) {
      if (nextToken !== undefined || maxResults !== undefined)
        throw invalidParameter(
          nextToken === undefined ? "maxResults" : "nextToken",
          "cannot be used when you specify repositories with repositoryNames",
        );
      const found = names.map((repositoryName) => openRepository(call, { repositoryName, registryId }));
      return { repositories: found.map((one) => describe(one, call)) };
    }
    const all = registryId === call.accountId ? Object.values(call.store(ecrStore).repositories) : [];
    const { items, next } = pageOf(all, pageSize(maxResults), nextToken, () =>
      invalidParameter("nextToken", "Invalid token"),
    );
    return { repositories: items.map((one) => describe(one, call)), nextToken: next };
  },

  // Whether by force or not: there are no images that could stand in the way.
  DeleteRepository(input, call) {
    const repository = openRepository(call, input);
    delete call.store(ecrStore).repositories[repository.name];
    return { repository: describe(repository, call) };
  },

  PutImageTagMutability(input, call) {
    const repository = openRepository(call, input);
    const { tagMutability: mutability, exclusionFilters } = tagMutability(input);
    repository.tagMutability = mutability;
    repository.exclusionFilters = exclusionFilters;
    return {
      registryId: call.accountId,
      repositoryName: repository.name,
      imageTagMutability: mutability,
      imageTagMutabilityExclusionFilters: exclusionFilters,
    };
  },

  PutImageScanningConfiguration(input, call) {
    const repository = openRepository(call, input);
    repository.scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
    return {
      registryId: call.accountId,
      repositoryName: repository.name,
      imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    };
  },
} satisfies Operations<"ecr">;

/** @throws AwsError `InvalidParameterException` */
export function pageSize(maxResults: number | undefined): number {
  if (maxResults !== undefined && (maxResults < 1 || maxResults > 1000))
    throw invalidParameter("maxResults", "must have value between 1 and 1000");
  return maxResults ?? 100;
}

function tagMutability(input: {
  imageTagMutability?: ImageTagMutability;
  imageTagMutabilityExclusionFilters?: ImageTagMutabilityExclusionFilter[];
}): Pick<Repository, "tagMutability" | "exclusionFilters"> {
  const { imageTagMutability: wanted = "MUTABLE", imageTagMutabilityExclusionFilters: filters } = input;
  if (!MUTABILITIES.includes(wanted))
    throw invalidParameter("imageTagMutability", `must satisfy enum value set: [${MUTABILITIES.join(", ")}]`);
  if (wanted.endsWith("_WITH_EXCLUSION") !== (filters !== undefined && filters.length > 0))
    throw invalidParameter(
      "imageTagMutabilityExclusionFilters",
      "Exclusion filters are given with IMMUTABLE_WITH_EXCLUSION and MUTABLE_WITH_EXCLUSION, and with these only",
    );
  for (const { filter = "", filterType } of filters ?? []) {
    if (filterType !== "WILDCARD" || !/^[0-9a-zA-Z._*-]{1,128}$/.test(filter))
      throw invalidParameter(
        "imageTagMutabilityExclusionFilters",
        "must satisfy regular expression '^[0-9a-zA-Z._*-]{1,128}$'",
      );
  }
  return { tagMutability: wanted, exclusionFilters: filters };
}

function encryptionOf(wanted: EncryptionConfiguration | undefined): EncryptionConfiguration {
  const { encryptionType: type = "AES256", kmsKey } = wanted ?? {};
  if (type === "AES256") {
    if (kmsKey !== undefined) throw invalidParameter("encryptionConfiguration", "AES256 takes no kmsKey");
    return { encryptionType: type };
  }
  if (type !== "KMS" && type !== "KMS_DSSE")
    throw invalidParameter("encryptionType", "must satisfy enum value set: [AES256, KMS, KMS_DSSE]");
  // Without a key ECR takes its own, alias/aws/ecr, which the local account's KMS does not have.
  if (kmsKey === undefined) throw new AwsError("KmsException", "The local account has no key alias/aws/ecr.");
  return { encryptionType: type, kmsKey };
}

function describe(repository: Repository, place: Place): RepositoryOutput {
  return {
    repositoryArn: repositoryArn(place, repository.name),
    registryId: place.accountId,
    repositoryName: repository.name,
    repositoryUri: repositoryUri(place, repository.name),
    createdAt: repository.created,
    imageTagMutability: repository.tagMutability,
    imageTagMutabilityExclusionFilters: repository.exclusionFilters,
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: repository.encryption,
  };
}
