/**
 * AWS Config: the recorder, the delivery channel, and what they record of EC2, IAM, S3, CloudFormation, Elastic Load
 * Balancing and Lambda.
 *
 * Known gaps
 * - Other resource types are accepted in a recording and nothing is recorded of them; IAM groups, which do not exist
 *   here, among them.
 * - Rules are kept, listed and deleted, those that AWS manages only; nothing is evaluated, and their identifiers are
 *   not looked up. No conformance packs, aggregators, remediations, advanced queries, stored queries or retention.
 * - Service-linked recorders are shown where there are some; they record nothing and cannot be made here.
 * - Snapshots are delivered on demand; those of `deliveryFrequency` are not. No topics, and no encryption keys.
 * - The statuses ResourceNotRecorded and ResourceDeletedNotRecorded do not occur.
 *
 * Deliberate differences
 * - A recorder's role must trust Config; what it may read is not weighed.
 * - Config's own reads are no events of the account's history, where on AWS they would be most of it.
 * - A change is recorded some seconds after a minute of AWS's time; AWS takes one to fifteen.
 */
import { defineService } from "../../service.ts";
import { markTouched } from "./capture-queue.ts";
import { channelOperations } from "./channels.ts";
import { configPermissions } from "./permissions.ts";
import { recorderOperations, resumeRecording } from "./recorders.ts";
import { resourceOperations } from "./resources.ts";
import { ruleOperations } from "./rules.ts";
import { tagOperations } from "./tags.ts";

export const config = defineService({
  name: "config",
  sdk: () => import("@aws-sdk/client-config-service"),
  operations: {
    ...recorderOperations,
    ...channelOperations,
    ...resourceOperations,
    ...ruleOperations,
    ...tagOperations,
  },
  permissions: configPermissions,
  resume: resumeRecording,
  watch: markTouched,
});
