/**
 * AWS Key Management Service: keys, their aliases, policies and tags.
 *
 * Known gaps: every cryptographic operation (nothing here is encrypted), grants, key material of one's own, keys that
 * are asymmetric, of several Regions, or in a key store of one's own; rotation on demand and its history.
 *
 * Deliberate differences: a key that waits to be deleted goes after its days whatever the account's pace; the date of
 * a rotation is told, and nothing rotates.
 */
import { defineService } from "../../service.ts";
import { aliasOperations } from "./aliases.ts";
import { keyOperations } from "./key-operations.ts";
import { keyPolicyOf } from "./key-policies.ts";
import { kmsPermissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";

export const kms = defineService({
  name: "kms",
  sdk: () => import("@aws-sdk/client-kms"),
  operations: { ...keyOperations, ...aliasOperations },
  permissions: kmsPermissions,
  resourcePolicy: keyPolicyOf,
  resourceProviders,
});
