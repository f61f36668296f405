import type { Grant } from "../task-function.ts";
import { ANY, type AreaGrants } from "./context.ts";

const FIND_STACKS = ["cloudformation:DescribeStackResources", "cloudformation:DescribeStacks"];

/** What finds a lab's resources by the parts that they play. */
const FIND_THE_LAB = [
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
];

/** What tells who can reach whom. */
const OBSERVE_THE_NETWORK = [
  ...FIND_THE_LAB,
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:GetManagedPrefixListEntries",
];

/** What the inventory lists, one line a kind; to list all stacks takes two permissions. */
const TAKE_INVENTORY = [
  "cloudformation:DescribeStacks",
  "cloudformation:ListStacks",
  "ec2:DescribeAddresses",
  "ec2:DescribeInstances",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeKeyPairs",
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVolumes",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:DescribeVpcs",
  "ec2:DescribeVpnGateways",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeTargetGroups",
  "iam:ListInstanceProfiles",
  "iam:ListRoles",
];

/** The lab's stack, its networks and servers, the ledger: what every step needs. */
export const stackAndNetwork: AreaGrants = (context) => {
  const { arn, awsOwnedArn, globalArn } = context;
  const ledgers = `${context.bucketArn}/ledgers/*`;
  const stacks = arn("cloudformation", "stack/*");
  const groups = [arn("ec2", "security-group/*"), arn("ec2", "security-group-rule/*")];
  const acls = [arn("ec2", "network-acl/*"), arn("ec2", "subnet/*")];
  const labRole = globalArn("iam", "role/SharedServerConnectivityRole");
  const labProfile = globalArn("iam", "instance-profile/SharedServerConnectivityProfile");
  const keyPair = arn("ec2", "key-pair/FND203DemoKP");
  const readLedger: Grant = { actions: ["s3:GetObject"], resources: [ledgers] };
  // Without it a ledger that is not there answers 403 and not 404.
  const tellTheAccount: Grant = { actions: ["iam:ListAccountAliases"], resources: ANY };
  const listLedgers: Grant = { actions: ["s3:ListBucket"], resources: [context.bucketArn] };
  const passLabRole: Grant = {
    actions: ["iam:PassRole"],
    resources: [context.labStackRoleArn],
    conditions: { StringEquals: { "iam:PassedToService": "cloudformation.amazonaws.com" } },
  };
  return {
    build: [
      {
        actions: [...FIND_STACKS, "cloudformation:DescribeStackEvents", "cloudformation:CreateStack"],
        resources: [stacks],
      },
      {
        actions: [
          ...FIND_THE_LAB,
          "cloudformation:GetTemplateSummary",
          "ec2:DescribeAvailabilityZones",
          "ec2:DescribeInstanceTypeOfferings",
          "ec2:DescribeKeyPairs",
          "ec2:DescribeManagedPrefixLists",
          "elasticloadbalancing:DescribeLoadBalancers",
          "elasticloadbalancing:DescribeTargetGroups",
        ],
        resources: ANY,
      },
      { actions: ["iam:GetRole"], resources: [labRole] },
      { actions: ["iam:GetInstanceProfile"], resources: [labProfile] },
      { actions: ["ssm:GetParameters"], resources: [awsOwnedArn("ssm", "parameter/aws/service/*")] },
      { actions: ["ec2:CreateKeyPair"], resources: [keyPair] },
      {
        // Unsure: whether tagging on creation is asked for the pair's name or its id to come.
        actions: ["ec2:CreateTags"],
        resources: [arn("ec2", "key-pair/*")],
        conditions: { StringEquals: { "ec2:CreateAction": "CreateKeyPair" } },
      },
      { actions: ["s3:GetObject"], resources: [`${context.bucketArn}/templates/*`] },
      // HeadBucket on the names that the participant is to give to buckets: is one taken?
      {
        actions: ["s3:ListBucket"],
        resources: ["demo", "ssmlogs"].map((of) => context.bucketArnOf(`fdn203-${of}-bucket-*`)),
      },
      tellTheAccount,
      readLedger,
      listLedgers,
      passLabRole,
    ],
    verify: [{ actions: [...OBSERVE_THE_NETWORK, ...FIND_STACKS], resources: ANY }, readLedger, listLedgers],
    solve: [
      { actions: [...OBSERVE_THE_NETWORK, ...FIND_STACKS], resources: ANY },
      readLedger,
      listLedgers,
      {
        actions: [
          "ec2:AuthorizeSecurityGroupEgress",
          "ec2:ModifyNetworkInterfaceAttribute",
          "ec2:RevokeSecurityGroupEgress",
          "ec2:RevokeSecurityGroupIngress",
        ],
        resources: [...groups, arn("ec2", "network-interface/*"), arn("ec2", "instance/*")],
      },
      {
        actions: [
          "ec2:CreateNetworkAcl",
          "ec2:CreateNetworkAclEntry",
          "ec2:DeleteNetworkAclEntry",
          "ec2:ReplaceNetworkAclAssociation",
          "ec2:ReplaceNetworkAclEntry",
        ],
        resources: [...acls, arn("ec2", "vpc/*")],
      },
      { actions: ["ec2:CreateTags"], resources: [arn("ec2", "network-acl/*")] },
    ],
    cleanup: [
      {
        actions: [
          ...TAKE_INVENTORY,
          "cloudformation:DescribeStackEvents",
          "cloudformation:DescribeStackResources",
          "ec2:DescribeInstanceAttribute",
          "elasticloadbalancing:DescribeLoadBalancerAttributes",
        ],
        resources: ANY,
      },
      {
        actions: [
          "cloudformation:DeleteStack",
          "cloudformation:GetTemplate",
          "cloudformation:UpdateTerminationProtection",
        ],
        resources: [stacks],
      },
      {
        actions: [
          "ec2:DeleteNetworkInterface",
          "ec2:DeleteSecurityGroup",
          "ec2:DeleteVpcEndpoints",
          "ec2:DetachNetworkInterface",
          "ec2:ModifyInstanceAttribute",
          "ec2:ModifyNetworkInterfaceAttribute",
          "ec2:RevokeSecurityGroupEgress",
          "ec2:RevokeSecurityGroupIngress",
          "ec2:TerminateInstances",
        ],
        resources: [
          ...groups,
          arn("ec2", "instance/*"),
          arn("ec2", "network-interface/*"),
          arn("ec2", "vpc-endpoint/*"),
        ],
      },
      { actions: ["ec2:DeleteNetworkAcl", "ec2:ReplaceNetworkAclAssociation"], resources: acls },
      { actions: ["ec2:DeleteKeyPair"], resources: [keyPair] },
      {
        actions: ["elasticloadbalancing:ModifyLoadBalancerAttributes"],
        resources: [arn("elasticloadbalancing", "loadbalancer/app/*")],
      },
      {
        actions: [
          "iam:DeleteRolePolicy",
          "iam:DetachRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListInstanceProfilesForRole",
          "iam:ListRolePolicies",
        ],
        resources: [labRole],
      },
      // The profiles are the participant's, of any name; only the lab's role is ever taken out of one.
      { actions: ["iam:RemoveRoleFromInstanceProfile"], resources: [globalArn("iam", "instance-profile/*")] },
      tellTheAccount,
      readLedger,
      listLedgers,
      passLabRole,
    ],
    inventory: [
      { actions: TAKE_INVENTORY, resources: ANY },
      { actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], resources: [ledgers] },
      listLedgers,
    ],
  };
};
