import type { PermissionContext } from "../../permissions/context.ts";
import type { Grant } from "../../task-function.ts";

/**
 * What CloudFormation may do while it creates and deletes the lab's stack: the resource types of the template and
 * nothing else. The 2019 template needs no more than today's. Nothing here is for updates: a lab's stack has none.
 */
export function fnd203StackGrants({
  globalArn,
  awsOwnedArn,
}: Omit<PermissionContext, "labStackRoleArn">): Grant[] {
  return [
    {
      actions: ec2Actions(),
      // Most ids exist only once the call has been made, and Describe calls take no resource at all.
      resources: ["*"],
    },
    {
      actions: [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RegisterTargets",
      ],
      resources: ["*"],
    },
    {
      actions: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListRolePolicies",
        "iam:ListAttachedRolePolicies",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:PassRole",
      ],
      resources: [globalArn("iam", "role/SharedServerConnectivityRole")],
    },
    {
      actions: [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:GetInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
      ],
      // Named by CloudFormation in today's template, by itself in that of 2019.
      resources: [globalArn("iam", "instance-profile/*SharedServerConnectivityProfile*")],
    },
    {
      actions: ["ssm:GetParameters", "ssm:GetParameter"],
      resources: [awsOwnedArn("ssm", "parameter/aws/service/*")],
    },
    {
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [
        globalArn(
          "iam",
          "role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing",
        ),
      ],
      conditions: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
    },
  ];
}

/** Per resource type: its create, delete, and what CloudFormation reads in between. */
function ec2Actions(): string[] {
  const things = {
    Create: [
      "InternetGateway",
      "NatGateway",
      "Route",
      "RouteTable",
      "SecurityGroup",
      "Subnet",
      "Tags",
      "Vpc",
      "VpcEndpoint",
      "VpcPeeringConnection",
      "VpnGateway",
    ],
    Delete: [
      "InternetGateway",
      "NatGateway",
      "Route",
      "RouteTable",
      "SecurityGroup",
      "Subnet",
      "Vpc",
      "VpcEndpoints",
      "VpcPeeringConnection",
      "VpnGateway",
    ],
    Describe: [
      "Addresses",
      "AvailabilityZones",
      "Images",
      "InstanceAttribute",
      "InstanceStatus",
      "Instances",
      "InternetGateways",
      "KeyPairs",
      "NatGateways",
      "NetworkAcls",
      "NetworkInterfaces",
      "RouteTables",
      "SecurityGroupRules",
      "SecurityGroups",
      "Subnets",
      "Volumes",
      "VpcAttribute",
      "VpcEndpoints",
      "VpcPeeringConnections",
      "Vpcs",
      "VpnGateways",
    ],
  };
  return [
    ...Object.entries(things).flatMap(([verb, names]) => names.map((name) => `ec2:${verb}${name}`)),
    ...[
      "AcceptVpcPeeringConnection",
      "AllocateAddress",
      "AssociateRouteTable",
      "AttachInternetGateway",
      "AttachVpnGateway",
      "AuthorizeSecurityGroupEgress",
      "AuthorizeSecurityGroupIngress",
      "DetachInternetGateway",
      "DetachVpnGateway",
      "DisassociateAddress",
      "DisassociateRouteTable",
      "ModifySubnetAttribute",
      "ModifyVpcAttribute",
      "ReleaseAddress",
      "RevokeSecurityGroupEgress",
      "RunInstances",
      "TerminateInstances",
    ].map((name) => `ec2:${name}`),
  ];
}
