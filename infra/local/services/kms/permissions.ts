import type { Call, Permission } from "../../service.ts";
import { aliasArn, customerKeys, findKey, keyArn } from "./keys.ts";

interface Names {
  KeyId?: string;
  AliasName?: string;
  TargetKeyId?: string;
  Tags?: { TagKey?: string; TagValue?: string }[];
}

/** Service Authorization Reference, "AWS Key Management Service": the lists, and the making of a key, have no resource. */
export function kmsPermissions(operation: string, input: object, call: Call): Permission[] | undefined {
  const { KeyId, AliasName, TargetKeyId, Tags } = input as Names;
  const onKey = (name: string): Permission => ({
    action: `kms:${operation}`,
    resources: [arnOf(name, call)],
  });
  if (operation === "CreateKey")
    return [
      { action: "kms:CreateKey", resources: ["*"] },
      ...(Tags?.length ? [{ action: "kms:TagResource", resources: ["*"] }] : []),
    ];
  if (AliasName !== undefined) {
    // An alias takes two permissions: on its name, and on each key that it leaves or comes to.
    const before = customerKeys(call.cloud, call).aliases[AliasName]?.target;
    const keys = [...new Set([before, TargetKeyId].filter((name) => name !== undefined))];
    return [
      { action: `kms:${operation}`, resources: [aliasArn(call, AliasName)] },
      ...keys.map((name) => onKey(name)),
    ];
  }
  // ListAliases takes its own permission on `*`, whichever key it is asked about.
  if (KeyId === undefined || operation === "ListAliases") return undefined;
  return [onKey(KeyId)];
}

/** The key behind a name; one that does not exist, or lies elsewhere, is the handler's to miss. */
function arnOf(name: string, call: Call): string {
  const key = findKey(call.cloud, call, name);
  return !key && name.startsWith("arn:") ? name : keyArn(call, key?.id ?? name);
}
