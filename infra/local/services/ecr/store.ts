import type {
  EncryptionConfiguration,
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
} from "@aws-sdk/client-ecr";
import { defineStore, type Place } from "../../cloud.ts";
import type { Call } from "../../service.ts";
import { invalidParameter, repositoryNotFound } from "./errors.ts";

export interface Tag {
  Key: string;
  Value: string;
}

/** A repository of the account's registry. It holds no images: see the header of `index.ts`. */
export interface Repository {
  name: string;
  created: Date;
  tagMutability: ImageTagMutability;
  exclusionFilters?: ImageTagMutabilityExclusionFilter[];
  scanOnPush: boolean;
  encryption: EncryptionConfiguration;
  tags: Tag[];
  /** A policy document, as it was given. */
  policy?: string;
  lifecycle?: { text: string; evaluated: Date };
}

interface EcrState {
  /** By name. */
  repositories: Record<string, Repository>;
}

export const ecrStore = defineStore<EcrState>({
  name: "ecr",
  scope: "region",
  create: () => ({ repositories: {} }),
});

export function repositoryArn({ accountId, region }: Place, name: string): string {
  return `arn:aws:ecr:${region}:${accountId}:repository/${name}`;
}

/** The repository's address for Docker. Nothing listens there: it is a name of AWS's. */
export function repositoryUri({ accountId, region }: Place, name: string): string {
  return `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`;
}

export function findRepository(call: Pick<Call, "store">, name: string): Repository | undefined {
  const { repositories } = call.store(ecrStore);
  return Object.hasOwn(repositories, name) ? repositories[name] : undefined;
}

/**
 * The repository that an input names.
 * @throws AwsError `RepositoryNotFoundException`, `InvalidParameterException`
 */
export function openRepository(
  call: Call,
  input: { repositoryName?: string; registryId?: string },
): Repository {
  const { repositoryName: name = "" } = input;
  checkRepositoryName(name);
  const registryId = registryOf(call, input.registryId);
  // Another account's registry is there but has nothing that this account could know of.
  const repository = registryId === call.accountId ? findRepository(call, name) : undefined;
  if (!repository) throw repositoryNotFound(name, registryId);
  return repository;
}

/** The registry meant: an account's id, by default the caller's own. */
export function registryOf(call: Call, registryId: string | undefined): string {
  if (registryId !== undefined && !/^\d{12}$/.test(registryId))
    throw invalidParameter("registryId", "must satisfy regular expression '[0-9]{12}'");
  return registryId ?? call.accountId;
}

/** As ECR's model writes it, because the error message repeats it. */
const NAME = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*";
const VALID_NAME = new RegExp(`^${NAME}$`);

/** @throws AwsError `InvalidParameterException` */
export function checkRepositoryName(name: string): void {
  if (name.length < 2)
    throw invalidParameter("repositoryName", "must have length greater than or equal to 2");
  if (name.length > 256)
    throw invalidParameter("repositoryName", "must have length less than or equal to 256");
  if (!VALID_NAME.test(name))
    throw invalidParameter("repositoryName", `must satisfy regular expression '${NAME}'`);
}
