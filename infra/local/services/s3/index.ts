/**
 * Amazon S3, general purpose buckets.
 *
 * Known gaps
 * - Not implemented, each refused by name: object lock, MFA delete, customer-provided keys (SSE-C), object ACLs other
 *   than the owner's, XXHash checksums, directory buckets, website, CORS, notification, replication, inventory and
 *   metrics settings.
 * - Server access logging is kept and reported; no logs are delivered.
 * - Lifecycle rules are kept and reported; nothing expires.
 * - ACLs are kept and reported; access is decided by policies alone.
 *
 * Deliberate differences
 * - Every Region's endpoint answers for every bucket. AWS redirects (PermanentRedirect), and clients follow.
 * - A deleted bucket's name is free at once; on AWS it can take hours.
 * - Everything is consistent at once, as on AWS for objects; AWS's bucket settings take some seconds.
 */
import { defineService } from "../../service.ts";
import { aclOperations } from "./acl.ts";
import { bucketOperations } from "./bucket-operations.ts";
import { bucketPolicyOf } from "./buckets.ts";
import { copyOperations } from "./copy.ts";
import { listingOperations } from "./listing.ts";
import { loggingOperations } from "./logging.ts";
import { multipartOperations } from "./multipart.ts";
import { multipartListingOperations } from "./multipart-listing.ts";
import { objectOperations } from "./object-operations.ts";
import { s3Permissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";
import { settingsOperations } from "./settings.ts";
import { unsetSettingsOperations } from "./unset-settings.ts";

export const s3 = defineService({
  name: "s3",
  sdk: () => import("@aws-sdk/client-s3"),
  operations: {
    ...bucketOperations,
    ...settingsOperations,
    ...unsetSettingsOperations,
    ...loggingOperations,
    ...aclOperations,
    ...objectOperations,
    ...copyOperations,
    ...listingOperations,
    ...multipartOperations,
    ...multipartListingOperations,
  },
  permissions: s3Permissions,
  resourcePolicy: bucketPolicyOf,
  resourceProviders,
});
