import { passRolePermission } from "../../policy/pass-role.ts";
import type { Call, Permission } from "../../service.ts";
import { configStore, customerRecorder } from "./store.ts";

/** The members of Config's inputs by which resources are named. */
interface Names {
  ConfigurationRecorder?: { name?: string; roleARN?: string };
  ConfigurationRecorderName?: string;
  ConfigurationRecorderNames?: string[];
  ConfigRule?: { ConfigRuleName?: string };
  ConfigRuleName?: string;
  ConfigRuleNames?: string[];
  ResourceArn?: string;
}

/**
 * Service Authorization Reference, "AWS Config": recorders, rules and tags have resource-level permissions; channels
 * and what is recorded have none.
 */
export function configPermissions(operation: string, input: object, call: Call): Permission[] {
  const names = input as Names;
  const permissions: Permission[] = [
    { action: `config:${operation}`, resources: [resourceOf(operation, names, call)] },
  ];
  const role = operation === "PutConfigurationRecorder" ? names.ConfigurationRecorder?.roleARN : undefined;
  if (role) permissions.push(passRolePermission(role, "config.amazonaws.com"));
  return permissions;
}

function resourceOf(operation: string, names: Names, call: Call): string {
  const { recorders, rules } = call.store(configStore);
  if (names.ResourceArn !== undefined) return names.ResourceArn;
  const prefix = `arn:aws:config:${call.region}:${call.accountId}`;
  if (/^(Put|Start|Stop|Delete)ConfigurationRecorder$/.test(operation)) {
    const name = names.ConfigurationRecorderName ?? names.ConfigurationRecorder?.name ?? "default";
    // Of one that is to be made, the id is not known yet.
    return recorders[name]?.arn ?? `${prefix}:configuration-recorder/${name}/*`;
  }
  if (/^DescribeConfigurationRecorder(s|Status)$/.test(operation)) {
    const [name] = names.ConfigurationRecorderNames ?? [];
    const recorder = name === undefined ? customerRecorder(call.store(configStore)) : recorders[name];
    return recorder?.arn ?? `${prefix}:configuration-recorder/*`;
  }
  if (/^(Put|Delete)ConfigRule$/.test(operation)) {
    const name = names.ConfigRuleName ?? names.ConfigRule?.ConfigRuleName ?? "";
    return rules[name]?.ConfigRuleArn ?? `${prefix}:config-rule/*`;
  }
  return "*";
}
