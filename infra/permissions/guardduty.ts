import { ANY, type AreaGrants } from "./context.ts";

/** Findings, statistics and accounts have no resource-level permissions; a detector's own settings have. */
const LOOK = [
  "guardduty:GetAdministratorAccount",
  "guardduty:GetFindings",
  "guardduty:ListDetectors",
  "guardduty:ListFindings",
];

/** What verifies the steps; the event history tells whether samples have been asked for that are not there yet. */
const OBSERVE = [...LOOK, "cloudtrail:LookupEvents", "guardduty:GetFindingsStatistics"];

export const guardDuty: AreaGrants = ({ arn, globalArn }) => {
  const detector = arn("guardduty", "detector/*");
  return {
    verify: [
      { actions: OBSERVE, resources: ANY },
      { actions: ["guardduty:GetDetector"], resources: [detector] },
    ],
    solve: [
      { actions: [...OBSERVE, "guardduty:CreateDetector", "guardduty:CreateSampleFindings"], resources: ANY },
      { actions: ["guardduty:GetDetector", "guardduty:UpdateDetector"], resources: [detector] },
      {
        // The first detector of an account makes GuardDuty's role, with the permission of whoever makes it.
        actions: ["iam:CreateServiceLinkedRole"],
        resources: [
          globalArn("iam", "role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"),
        ],
        conditions: { StringEquals: { "iam:AWSServiceName": "guardduty.amazonaws.com" } },
      },
    ],
    cleanup: [
      { actions: [...LOOK, "guardduty:ArchiveFindings"], resources: ANY },
      {
        actions: ["guardduty:DeleteDetector", "guardduty:GetDetector", "guardduty:UpdateDetector"],
        resources: [detector],
      },
    ],
    inventory: [
      { actions: ["guardduty:ListDetectors"], resources: ANY },
      { actions: ["guardduty:GetDetector"], resources: [detector] },
    ],
  };
};
