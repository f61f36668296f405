import { AwsError } from "../../errors.ts";

/** ECR's form for a member that breaks its rules, as observed. */
export function invalidParameter(member: string, constraint: string): AwsError {
  return new AwsError(
    "InvalidParameterException",
    `Invalid parameter at '${member}' failed to satisfy constraint: '${constraint}'`,
  );
}

const inRegistry = (name: string, registryId: string) =>
  `the repository with name '${name}' in the registry with id '${registryId}'`;

export function repositoryNotFound(name: string, registryId: string): AwsError {
  return new AwsError(
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  );
}

export function repositoryExists(name: string, registryId: string): AwsError {
  return new AwsError(
    "RepositoryAlreadyExistsException",
    `The repository with name '${name}' already exists in the registry with id '${registryId}'`,
  );
}

export function noRepositoryPolicy(name: string, registryId: string): AwsError {
  return new AwsError(
    "RepositoryPolicyNotFoundException",
    `Repository policy does not exist for ${inRegistry(name, registryId)}`,
  );
}

export function noLifecyclePolicy(name: string, registryId: string): AwsError {
  return new AwsError(
    "LifecyclePolicyNotFoundException",
    `Lifecycle policy does not exist for ${inRegistry(name, registryId)}`,
  );
}

export function imageNotFound(image: string, name: string, registryId: string): AwsError {
  return new AwsError(
    "ImageNotFoundException",
    `The image with imageId ${image} does not exist within ${inRegistry(name, registryId)}`,
  );
}

/** A parameter or feature that AWS has and the local account has not: said aloud, never ignored. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `The local account does not know ${what} of ECR yet.`, 501);
}
