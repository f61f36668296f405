/**
 * AWS CloudTrail: Event history of every management event, and trails that deliver log files.
 *
 * Known gaps
 * - Data events, insights, CloudTrail Lake, organization trails, and a trail's KMS key, SNS topic and CloudWatch Logs
 *   group: each is refused.
 * - Digest files: a trail may ask for log file validation, and none are written.
 * - Records have no `tlsDetails`, because nothing travels by TLS, and those of other accounts' calls are not passed on
 *   to the owner of the resource. What is refused before it is authenticated, or is malformed, is not recorded.
 * - `resources` are those that the request and the answer name; AWS knows some more. Unsure for network ACLs, the rules
 *   of security groups and associations, of whose events no sample was seen.
 * - `additionalEventData` of S3's records says how requests were signed, not how large they were.
 * - What an instance's agent reports to Systems Manager and Session Manager is no event, nor is the use of a key that
 *   S3 or CloudWatch Logs encrypts with.
 *
 * Deliberate differences
 * - Event history keeps the last 10,000 reads and the last 10,000 other events of a Region, for up to 90 days.
 * - Calls of STS are in us-east-1 whichever of its endpoints was asked; AWS's regional ones record in their Region.
 * - A session token that STS issues is not in its record.
 */
import type { Cloud } from "../../cloud.ts";
import { defineService } from "../../service.ts";
import { resumeSealing } from "./events/event-log.ts";
import { recordCall } from "./events/record.ts";
import { lookupOperations } from "./lookup.ts";
import { cloudTrailPermissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";
import { deliverLate, keepDelivering } from "./trails/delivery.ts";
import { trailsSeenIn } from "./trails/find.ts";
import { trailOperations } from "./trails/operations.ts";
import { selectorOperations } from "./trails/selectors.ts";
import { trailsStore } from "./trails/store.ts";
import { tagOperations } from "./trails/tags.ts";

export const cloudtrail = defineService({
  name: "cloudtrail",
  sdk: () => import("@aws-sdk/client-cloudtrail"),
  operations: { ...trailOperations, ...selectorOperations, ...tagOperations, ...lookupOperations },
  permissions: cloudTrailPermissions,
  resourceProviders,
  // A member account may look at its organisation's trails, whose ARNs are the management account's.
  resourcePolicy: (arn, call) =>
    trailsSeenIn(call.cloud, call).some(({ trail }) => trail.arn === arn)
      ? { accountId: call.accountId }
      : undefined,
  watch: recordCall,
  resume,
});

function resume(cloud: Cloud): void {
  resumeSealing(cloud);
  for (const { place, state } of cloud.stores(trailsStore)) {
    for (const trail of Object.values(state.trails))
      if (trail.logging && !trail.organization) keepDelivering(cloud, place, trail);
    for (const late of state.late) deliverLate(cloud, place, late);
  }
}
