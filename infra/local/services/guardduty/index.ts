/**
 * Amazon GuardDuty: a detector with its protection plans, sample findings of every current type, and what lists,
 * counts, archives and filters them.
 *
 * Known gaps
 * - Nothing is watched: the only findings are samples. A repeated sample is updated at once, and no finding goes
 *   away after 90 days.
 * - An attribute of findings that criteria name is refused only by its beginning; one further in that GuardDuty does
 *   not know is found in no finding.
 * - Not implemented, each refused by name: members and invitations, an organisation's administration, IP sets, threat
 *   and trusted lists and entity sets, publishing destinations, malware scans and protection plans, coverage, usage
 *   statistics, investigations and custom detection rules. Findings go to no other service.
 *
 * Deliberate differences
 * - Titles and descriptions are Handrail's own words. Members of a finding that no published sample showed are filled
 *   in by the model, in the manner of those that did.
 * - Every protection plan is there in every Region.
 * - CreateDetector makes the one service-linked role; that for malware protection is left out.
 */
import { defineService } from "../../service.ts";
import { accountOperations } from "./accounts.ts";
import { detectorOperations } from "./detectors.ts";
import { filterOperations } from "./filters.ts";
import { findingOperations } from "./findings.ts";
import { guardDutyPermissions } from "./permissions.ts";
import { sampleFindingOperations } from "./sample-findings.ts";
import { statisticsOperations } from "./statistics.ts";
import { tagOperations } from "./tags.ts";

export const guardduty = defineService({
  name: "guardduty",
  sdk: () => import("@aws-sdk/client-guardduty"),
  operations: {
    ...detectorOperations,
    ...tagOperations,
    ...sampleFindingOperations,
    ...findingOperations,
    ...statisticsOperations,
    ...filterOperations,
    ...accountOperations,
  },
  permissions: guardDutyPermissions,
});
