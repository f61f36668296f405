import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { aliasArn, customerKeys, kmsStore, SERVICE_KEYS } from "./keys.ts";
import { page, requireKey, requireOwnKey } from "./lookup.ts";

/** API reference, CreateAlias. The names that begin with `alias/aws/` are AWS's own. */
function checkAliasName(name: string): void {
  validateMembers("ValidationException", {
    aliasName: [name, { min: 1, max: 256, pattern: "[a-zA-Z0-9:/_-]+" }],
  });
  if (!name.startsWith("alias/") || name === "alias/")
    throw new AwsError("ValidationException", "Invalid identifier");
  // Unsure: KMS's model has InvalidAliasNameException too, which no page says when it is used.
  if (name.startsWith("alias/aws/")) throw new AwsError("NotAuthorizedException", "");
}

/** Aliases in an order that does not change: AWS's own, then the account's. */
function everyAlias(call: Call) {
  const { keys } = call.store(kmsStore);
  const { aliases } = customerKeys(call.cloud, call);
  return [
    ...Object.keys(SERVICE_KEYS).map((name) => ({
      name,
      // An account lists these before there is any key.
      target: keys[name]?.id,
      created: keys[name]?.created,
      updated: keys[name]?.created,
    })),
    ...Object.entries(aliases)
      .map(([name, alias]) => ({ name, ...alias }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  ];
}

export const aliasOperations = {
  ListAliases: (input, call) => {
    const only = input.KeyId === undefined ? undefined : requireKey(call, input.KeyId).id;
    const aliases = everyAlias(call).filter(({ target }) => only === undefined || target === only);
    const { items, paging } = page(aliases, input, 50);
    return {
      Aliases: items.map(({ name, target, created, updated }) => ({
        AliasName: name,
        AliasArn: aliasArn(call, name),
        TargetKeyId: target,
        CreationDate: created,
        LastUpdatedDate: updated,
      })),
      ...paging,
    };
  },

  CreateAlias: ({ AliasName = "", TargetKeyId = "" }, call) => {
    checkAliasName(AliasName);
    if (TargetKeyId.includes("alias/"))
      throw new AwsError("ValidationException", "Aliases must refer to keys. Not aliases");
    const key = requireOwnKey(call, TargetKeyId);
    const { aliases } = customerKeys(call.cloud, call);
    if (aliases[AliasName])
      throw new AwsError(
        "AlreadyExistsException",
        `An alias with the name ${aliasArn(call, AliasName)} already exists`,
      );
    const now = call.cloud.clock.now();
    aliases[AliasName] = { target: key.id, created: now, updated: now };
    return {};
  },

  UpdateAlias: ({ AliasName = "", TargetKeyId = "" }, call) => {
    checkAliasName(AliasName);
    const key = requireOwnKey(call, TargetKeyId);
    const alias = existing(call, AliasName);
    alias.target = key.id;
    alias.updated = call.cloud.clock.now();
    return {};
  },

  DeleteAlias: ({ AliasName = "" }, call) => {
    checkAliasName(AliasName);
    existing(call, AliasName);
    delete customerKeys(call.cloud, call).aliases[AliasName];
    return {};
  },
} satisfies Operations<"kms">;

function existing(call: Call, name: string) {
  const alias = customerKeys(call.cloud, call).aliases[name];
  if (!alias) throw new AwsError("NotFoundException", `Alias ${aliasArn(call, name)} is not found.`);
  return alias;
}
