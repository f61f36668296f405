import { UpdateTerminationProtectionCommand } from "@aws-sdk/client-cloudformation";
import {
  AttachNetworkInterfaceCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ReplaceNetworkAclAssociationCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { GetParametersCommand } from "@aws-sdk/client-ssm";
import type { Clients } from "../../tasks/runtime/clients.ts";
import type { LabResources } from "../../workflows/contract.ts";

const RoleName = "SharedServerConnectivityRole";

/**
 * Does to a built lab everything by which participants make a stack refuse to go, each in a function of its own.
 * What each leaves must be gone after a clean-up, but for the instance profile of the participant's own.
 */
export const MESSES: Record<string, (clients: Clients, lab: LabResources) => Promise<unknown>> = {
  "a network ACL without rules that guards a subnet": async ({ ec2 }, lab) => {
    const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: lab["vpc.poc"] }));
    const { NetworkAcls = [] } = await ec2.send(
      new DescribeNetworkAclsCommand({
        Filters: [{ Name: "association.subnet-id", Values: [lab["subnet.pocPrivate1"]!] }],
      }),
    );
    const { NetworkAclAssociationId } = NetworkAcls[0]!.Associations!.find(
      (one) => one.SubnetId === lab["subnet.pocPrivate1"],
    )!;
    await ec2.send(
      new ReplaceNetworkAclAssociationCommand({
        AssociationId: NetworkAclAssociationId,
        NetworkAclId: NetworkAcl!.NetworkAclId,
      }),
    );
  },
  "an extra security group, on a server of the lab": async ({ ec2 }, lab) => {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        VpcId: lab["vpc.webApp"],
        GroupName: "my own",
        Description: "mine",
      }),
    );
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [lab["instance.web1"]!] }),
    );
    const { NetworkInterfaceId } = Reservations[0]!.Instances![0]!.NetworkInterfaces![0]!;
    await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [GroupId!] }));
  },
  "a rule that names a group which CloudFormation deletes first": ({ ec2 }, lab) =>
    ec2.send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId: lab["group.webAppWeb"],
        IpPermissions: [
          {
            IpProtocol: "tcp",
            FromPort: 3306,
            ToPort: 3306,
            UserIdGroupPairs: [{ GroupId: lab["group.webAppDb"] }],
          },
        ],
      }),
    ),
  "an instance, protected from termination": async ({ ec2, ssm }, lab) => {
    const image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
    const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [image] }));
    await ec2.send(
      new RunInstancesCommand({
        ImageId: Parameters[0]!.Value,
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
        SubnetId: lab["subnet.services1"],
        DisableApiTermination: true,
      }),
    );
  },
  "a server of the lab protected from termination": ({ ec2 }, lab) =>
    ec2.send(
      new ModifyInstanceAttributeCommand({
        InstanceId: lab["instance.db1"],
        DisableApiTermination: { Value: true },
      }),
    ),
  "an interface endpoint": ({ ec2 }, lab) =>
    ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: lab["vpc.webApp"],
        VpcEndpointType: "Interface",
        ServiceName: "com.amazonaws.us-east-1.ssm",
        SubnetIds: [lab["subnet.webAppWeb1"]!],
      }),
    ),
  "a network interface": ({ ec2 }, lab) =>
    ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: lab["subnet.services2"] })),
  "a second network interface of a server": async ({ ec2 }, lab) => {
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: lab["subnet.services1"] }),
    );
    await ec2.send(
      new AttachNetworkInterfaceCommand({
        InstanceId: lab["instance.services1"],
        NetworkInterfaceId: NetworkInterface!.NetworkInterfaceId,
        DeviceIndex: 1,
      }),
    );
  },
  "a rule that lets another group of the VPC in": ({ ec2 }, lab) =>
    ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: lab["group.loadBalancer"],
        IpPermissions: [
          {
            IpProtocol: "tcp",
            FromPort: 443,
            ToPort: 443,
            UserIdGroupPairs: [{ GroupId: lab["group.webAppDb"] }],
          },
        ],
      }),
    ),
  "an inline policy": ({ iam }) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "mine",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource: "*" }],
        }),
      }),
    ),
  "a managed policy": ({ iam }) =>
    iam.send(
      new AttachRolePolicyCommand({
        RoleName,
        PolicyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
      }),
    ),
  "an instance profile of one's own": async ({ iam }) => {
    const InstanceProfileName = "MyProfile";
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  },
  "termination protection of the stack": ({ cloudFormation }, lab) =>
    cloudFormation.send(
      new UpdateTerminationProtectionCommand({
        StackName: lab["stack.id"],
        EnableTerminationProtection: true,
      }),
    ),
  "deletion protection of the load balancer": async ({ elb }, lab) => {
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand());
    const { LoadBalancerArn } = LoadBalancers.find((one) => one.VpcId === lab["vpc.webApp"])!;
    await elb.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn,
        Attributes: [{ Key: "deletion_protection.enabled", Value: "true" }],
      }),
    );
  },
  "a server that is gone already": ({ ec2 }, lab) =>
    ec2.send(new TerminateInstancesCommand({ InstanceIds: [lab["instance.poc2"]!] })),
};

/** What a participant leaves who began the steps and got them wrong: the solvers put it right. */
export async function halfDo({ ec2 }: Clients, lab: LabResources): Promise<void> {
  const { NetworkAcl } = await ec2.send(
    new CreateNetworkAclCommand({
      VpcId: lab["vpc.webApp"],
      TagSpecifications: [
        { ResourceType: "network-acl", Tags: [{ Key: "Name", Value: "LoadBalancerIsolation" }] },
      ],
    }),
  );
  const entry = (RuleNumber: number, RuleAction: "allow" | "deny", CidrBlock: string) =>
    ec2.send(
      new CreateNetworkAclEntryCommand({
        NetworkAclId: NetworkAcl!.NetworkAclId,
        Egress: true,
        Protocol: "-1",
        RuleNumber,
        RuleAction,
        CidrBlock,
      }),
    );
  await entry(10, "allow", "10.0.2.0/24");
  await entry(50, "allow", "10.0.2.0/24");
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      VpcId: lab["vpc.services"],
      GroupName: "another way",
      Description: "mine",
    }),
  );
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ InstanceIds: [lab["instance.services2"]!] }),
  );
  const { NetworkInterfaceId } = Reservations[0]!.Instances![0]!.NetworkInterfaces![0]!;
  await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups: [GroupId!] }));
}
