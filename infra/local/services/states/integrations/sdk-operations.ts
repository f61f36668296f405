import { findService } from "../../index.ts";
import { hasSdkService, SDK_SERVICES } from "./sdk-services.ts";

/** An operation's name, and the schemas of what it takes and answers. */
export interface SdkOperation {
  name: string;
  input: unknown;
  output: unknown;
}

/** The exports of a service's SDK module. */
export type SdkModule = Record<string, unknown>;

/** How the SDK marks a schema as an operation's. */
const OPERATION = 9;

/**
 * The operation that an `aws-sdk:` resource's action names, spelled in camel case and no other way; undefined where the
 * service has none of that name.
 */
export function sdkOperation(module: SdkModule, action: string): SdkOperation | undefined {
  if (!/^[a-z]/.test(action)) return;
  const name = action[0]!.toUpperCase() + action.slice(1);
  const schema = module[`${name}$`];
  if (!Array.isArray(schema) || schema[0] !== OPERATION) return;
  return { name, input: schema[4], output: schema[5] };
}

/** A service's SDK module, by the service's name in `aws-sdk:` resources; undefined where the account lacks it. */
export async function sdkModule(serviceName: string): Promise<SdkModule | undefined> {
  if (!hasSdkService(serviceName)) return;
  const service = findService(SDK_SERVICES[serviceName]!.signingName);
  return service && ((await service.sdk()) as SdkModule);
}

/** The modules of all services that a definition's text has called, by their names in `aws-sdk:` resources. */
export async function sdkModulesIn(definition: string): Promise<Map<string, SdkModule>> {
  const called = definition.matchAll(/:states:[\w-]*:\d*:(?:aws-sdk:)?([a-z0-9]+):/g);
  const names = new Set([...called].map(([, name = ""]) => (name === "states" ? "sfn" : name)));
  const modules = new Map<string, SdkModule>();
  for (const name of names) {
    const module = await sdkModule(name);
    if (module) modules.set(name, module);
  }
  return modules;
}
