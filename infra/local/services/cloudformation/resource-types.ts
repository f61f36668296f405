import type { Cloud } from "../../cloud.ts";
import { services } from "../index.ts";
import { validationError } from "./errors.ts";
import type { ResourceProvider } from "./provider.ts";

/** Types beyond the services' own, as a registry of private extensions holds them; bound to the process. */
const privateTypes = new WeakMap<Cloud, Record<string, ResourceProvider>>();

/** Adds private resource types to a cloud. Not kept in its state: register them again after a restart. */
export function registerResourceTypes(cloud: Cloud, types: Record<string, ResourceProvider>): void {
  privateTypes.set(cloud, { ...privateTypes.get(cloud), ...types });
}

/** The provider of a type. The services are looked through on each call, because they import one another. */
export function findProvider(cloud: Cloud, type: string): ResourceProvider | undefined {
  const own = privateTypes.get(cloud);
  if (own && Object.hasOwn(own, type)) return own[type];
  for (const { resourceProviders } of services) {
    if (resourceProviders && Object.hasOwn(resourceProviders, type)) return resourceProviders[type];
  }
  return undefined;
}

/** @throws AwsError `ValidationError` "Template format error: Unrecognized resource types: [X]" */
export function checkTypes(cloud: Cloud, types: readonly string[]): void {
  const unknown = [...new Set(types.filter((type) => !findProvider(cloud, type)))];
  if (unknown.length > 0) {
    throw validationError(`Template format error: Unrecognized resource types: [${unknown.join(", ")}]`);
  }
}
