import { READ_ONLY_ACTIONS } from "./read-only-access.ts";

/** A policy that AWS manages. Documents as AWS publishes them (AWS Managed Policy Reference Guide). */
export interface ManagedPolicy {
  arn: string;
  name: string;
  path: string;
  id: string;
  description: string;
  created: Date;
  updated: Date;
  version: string;
  document: string;
}

interface Outline {
  path?: string;
  id: string;
  description: string;
  created: string;
  updated: string;
  version: string;
  statements: object[];
}

const allow = (actions: string[], resource: string | string[] = "*") => ({
  Effect: "Allow",
  Action: actions,
  Resource: resource,
});

const OUTLINES: Record<string, Outline> = {
  AWSCloudFormationReadOnlyAccess: {
    id: "ANPAJWVBEE4I2POWLODLW",
    description: "Provides access to AWS CloudFormation via the AWS Management Console.",
    created: "2015-02-06T18:39:49Z",
    updated: "2026-02-12T18:02:00Z",
    version: "v7",
    statements: [
      allow([
        "cloudformation:Describe*",
        "cloudformation:BatchDescribe*",
        "cloudformation:EstimateTemplateCost",
        "cloudformation:Get*",
        "cloudformation:List*",
        "cloudformation:ValidateTemplate",
        "cloudformation:Detect*",
      ]),
    ],
  },
  AdministratorAccess: {
    id: "ANPAIWMBCKSKIEE64ZLYK",
    description: "Provides full access to AWS services and resources.",
    created: "2015-02-06T18:39:46Z",
    updated: "2015-02-06T18:39:46Z",
    version: "v1",
    statements: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  },
  AWSLambdaBasicExecutionRole: {
    path: "/service-role/",
    id: "ANPAJNCQGXC42545SKXIK",
    description: "Provides write permissions to CloudWatch Logs.",
    created: "2015-04-09T15:03:43Z",
    updated: "2015-04-09T15:03:43Z",
    version: "v1",
    statements: [allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])],
  },
  AWSXRayDaemonWriteAccess: {
    id: "ANPAIOE47HSUE5AVBNEDM",
    description:
      "Allow the AWS X-Ray Daemon to relay raw trace segments data to the service's API and retrieve sampling data (rules, targets, etc.) to be used by the X-Ray SDK.",
    created: "2018-08-28T23:00:33Z",
    updated: "2024-02-13T22:29:34Z",
    version: "v2",
    statements: [
      {
        Sid: "AWSXRayDaemonWriteAccess",
        ...allow([
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          "xray:GetSamplingStatisticSummaries",
        ]),
      },
    ],
  },
  AmazonSSMManagedInstanceCore: {
    id: "ANPAJDXT4RQYZKEIMFY7I",
    description: "The policy for Amazon EC2 Role to enable AWS Systems Manager service core functionality.",
    created: "2019-03-15T17:22:12Z",
    updated: "2019-05-23T16:54:21Z",
    version: "v2",
    statements: [
      allow([
        "ssm:DescribeAssociation",
        "ssm:GetDeployablePatchSnapshotForInstance",
        "ssm:GetDocument",
        "ssm:DescribeDocument",
        "ssm:GetManifest",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:ListAssociations",
        "ssm:ListInstanceAssociations",
        "ssm:PutInventory",
        "ssm:PutComplianceItems",
        "ssm:PutConfigurePackageResult",
        "ssm:UpdateAssociationStatus",
        "ssm:UpdateInstanceAssociationStatus",
        "ssm:UpdateInstanceInformation",
      ]),
      allow([
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]),
      allow([
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
      ]),
    ],
  },
  ReadOnlyAccess: {
    id: "ANPAILL3HVNFSB6DCOWYQ",
    description: "Provides read-only access to AWS services and resources.",
    created: "2015-02-06T18:39:48Z",
    updated: "2026-04-03T15:27:12Z",
    version: "v182",
    statements: [{ Sid: "ReadOnlyActionsGroup1", ...allow([...READ_ONLY_ACTIONS]) }],
  },
};

function publish(name: string, outline: Outline): ManagedPolicy {
  const { path = "/", statements, created, updated, ...rest } = outline;
  return {
    ...rest,
    name,
    path,
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    created: new Date(created),
    updated: new Date(updated),
    document: JSON.stringify({ Version: "2012-10-17", Statement: statements }, undefined, 2),
  };
}

/** The AWS-managed policies that the local account knows: those that labs and their stacks attach. */
export const managedPolicies: readonly ManagedPolicy[] = Object.entries(OUTLINES).map(([name, outline]) =>
  publish(name, outline),
);

const byArn = new Map(managedPolicies.map((policy) => [policy.arn, policy]));

export const ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess";

export function findManagedPolicy(arn: string): ManagedPolicy | undefined {
  return byArn.get(arn);
}

export function managedPolicyDocument(arn: string): string | undefined {
  return byArn.get(arn)?.document;
}
