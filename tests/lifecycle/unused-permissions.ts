const TRACING = "Lambda sends traces to X-Ray with the function's role; the local account traces nothing.";
const READS = "CloudFormation's handler on AWS reads what it made; the local account's knows.";
const GUARD = "CloudFormation's handler on AWS looks for what would hold a deletion up.";

const OWN_KEY = "Only where the participant chose a KMS key of their own: log-bucket's tests have it.";
const ACLS = "Only where a bucket has ACLs: log-delivery's tests have it.";

const BUCKETS_WITH_ACLS = { "s3:GetBucketAcl": ACLS };

const FAILED_DELIVERY = "Only after CloudTrail could not deliver: the trail's tests have it.";
const HALF_DONE_TRAIL = "Only where the participant's own trail is wrong: the trail's tests have it.";
const OTHER_TRAIL = "Only where a trail was there before, or is left: the trail's tests have it.";
const CHANGED_TRAIL = "Only where a trail that was there before was changed: the trail's tests have it.";

const OTHER_RECORDER = "Only where the account had a recorder before the lab: the sweeper's tests have it.";
const OTHER_DETECTOR = "Only where a detector was there before the lab: the detectors' tests have it.";

const CUT_OFF =
  "Only where no Services server is online: the session's own tests have what is looked at then.";
const OLD_PREFERENCES = "Only where the Region had preferences before: existing-preferences.test.ts has it.";
const OPEN_SESSION = "Only where somebody left a session open: existing-preferences.test.ts has it.";

const IN_OTHER_ACCOUNTS = "Only where other accounts are reset: the tests in fleet/ have it.";

const traced = { "xray:PutTelemetryRecords": TRACING, "xray:PutTraceSegments": TRACING };

/**
 * Permissions that no run of these tests uses, by the role's part and the action, each with its reason. For
 * CloudFormation's they are the permissions that the resource types' own schemas list for create and delete.
 */
export const UNUSED: Record<string, Record<string, string>> = {
  buildfunction: {
    ...traced,
    "cloudformation:DescribeStackEvents": "Only when a stack fails: failures.test.ts has it.",
    "ec2:DescribeVpcs": "Only where the stack does not have the lab's logical ids: laws.test.ts has it.",
  },
  verifyfunction: {
    ...traced,
    ...BUCKETS_WITH_ACLS,
    "kms:DescribeKey": OWN_KEY,
    "s3:GetBucketPolicy": FAILED_DELIVERY,
    "ec2:DescribeVpcEndpoints": CUT_OFF,
  },
  solvefunction: {
    ...traced,
    ...BUCKETS_WITH_ACLS,
    "cloudtrail:GetEventSelectors": HALF_DONE_TRAIL,
    "cloudtrail:GetTrailStatus": HALF_DONE_TRAIL,
    "cloudtrail:PutEventSelectors": HALF_DONE_TRAIL,
    "cloudtrail:UpdateTrail": HALF_DONE_TRAIL,
    "guardduty:UpdateDetector": OTHER_DETECTOR,
    "kms:DescribeKey": OWN_KEY,
    "ec2:DescribeVpcEndpoints": CUT_OFF,
    "ssm:ResumeSession": "Only where the connection to a session is lost: the channel's tests have it.",
    "ssm:UpdateDocument": OLD_PREFERENCES,
    "ssm:UpdateDocumentDefaultVersion": OLD_PREFERENCES,
    "ssmmessages:OpenDataChannel":
      "AWS asks for it of whoever opens a channel; the local account asks for the token alone.",
  },
  cleanupfunction: {
    ...traced,
    "cloudtrail:PutEventSelectors": CHANGED_TRAIL,
    "cloudtrail:StartLogging": CHANGED_TRAIL,
    "cloudtrail:UpdateTrail": CHANGED_TRAIL,
    "cloudformation:DescribeStackEvents": "Only when a stack refuses to go: failures.test.ts has it.",
    "config:DeleteConfigRule": "The lab makes no rule: the sweeper's tests have those of participants.",
    "config:PutConfigurationRecorder": OTHER_RECORDER,
    "config:PutDeliveryChannel": OTHER_RECORDER,
    "config:StartConfigurationRecorder": OTHER_RECORDER,
    "guardduty:ArchiveFindings": OTHER_DETECTOR,
    "guardduty:GetFindings": OTHER_DETECTOR,
    "guardduty:ListFindings": OTHER_DETECTOR,
    "guardduty:UpdateDetector": OTHER_DETECTOR,
    "logs:DeleteLogStream":
      "Only where a log group of the guide's name was there before the lab: foreign-singletons.test.ts has it.",
    "s3:AbortMultipartUpload": "Only where an upload was never finished: the sweeper's tests have it.",
    "ssm:CreateDocument": "Only where preferences of before the lab were deleted.",
    "ssm:TerminateSession": OPEN_SESSION,
    "ssm:UpdateDocument": "Only where a version of before the lab was deleted.",
    "ssm:UpdateDocumentDefaultVersion": OLD_PREFERENCES,
  },
  inventoryfunction: {
    ...traced,
    "cloudtrail:GetEventSelectors": OTHER_TRAIL,
    "cloudtrail:GetTrailStatus": OTHER_TRAIL,
    "guardduty:GetDetector": OTHER_DETECTOR,
    "ssm:GetDocument": OLD_PREFERENCES,
    "ssm:ListDocumentVersions": OLD_PREFERENCES,
  },
  fleetfunction: {
    ...traced,
    "logs:CreateLogStream": IN_OTHER_ACCOUNTS,
    "logs:PutLogEvents": IN_OTHER_ACCOUNTS,
    "organizations:DescribeOrganization": IN_OTHER_ACCOUNTS,
    "organizations:ListAccounts": IN_OTHER_ACCOUNTS,
    "organizations:ListAccountsForParent": IN_OTHER_ACCOUNTS,
    "organizations:ListOrganizationalUnitsForParent": IN_OTHER_ACCOUNTS,
    "sts:AssumeRole": IN_OTHER_ACCOUNTS,
  },
  LabStackRole: {
    "ec2:DescribeInstanceAttribute": READS,
    "ec2:DescribeInstanceStatus": READS,
    "ec2:DescribeInternetGateways": READS,
    "ec2:DescribeNetworkAcls": READS,
    "ec2:DescribeNetworkInterfaces": READS,
    "ec2:DescribeRouteTables": READS,
    "ec2:DescribeSecurityGroupRules": READS,
    "ec2:DescribeSecurityGroups": READS,
    "ec2:DescribeSubnets": READS,
    "ec2:DescribeVolumes": READS,
    "ec2:DescribeVpcAttribute": READS,
    "ec2:DescribeVpcs": READS,
    "ec2:DisassociateAddress": "An address that is still associated is let go before it is released.",
    "elasticloadbalancing:DescribeListeners": READS,
    "elasticloadbalancing:DescribeTags": READS,
    "elasticloadbalancing:DescribeTargetHealth": READS,
    "elasticloadbalancing:ModifyLoadBalancerAttributes": "Part of a load balancer's creation on AWS.",
    "elasticloadbalancing:ModifyTargetGroupAttributes": "Part of a target group's creation on AWS.",
    "iam:CreateServiceLinkedRole": "The first load balancer of an account makes its service-linked role.",
    "iam:GetInstanceProfile": READS,
    "iam:GetRolePolicy": READS,
    "iam:ListAttachedRolePolicies": GUARD,
    "iam:ListRolePolicies": GUARD,
    "iam:TagRole": "CreateRole with the stack's tags asks for it on AWS.",
    "ssm:GetParameters":
      "Unsure which of the two CloudFormation resolves image parameters with; its guide names this one.",
  },
};
