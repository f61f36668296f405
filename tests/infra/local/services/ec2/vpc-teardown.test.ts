import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AttachVpnGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateNetworkAclCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  CreateVpnGatewayCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteNetworkAclCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DeleteVpnGatewayCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpnGatewaysCommand,
  DetachInternetGatewayCommand,
  DetachVpnGatewayCommand,
  DisassociateAddressCommand,
  DisassociateRouteTableCommand,
  ModifyVpcAttributeCommand,
  ReleaseAddressCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { createSubnet, createVpc, expectError, freshAccounts } from "./network-fixture.ts";

const { client } = freshAccounts();

test("a VPC goes only once everything in it has gone, in an order that AWS allows", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const subnet = await createSubnet(ec2, VpcId);
  const gateway = (await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway!.InternetGatewayId!;
  const attachment = { InternetGatewayId: gateway, VpcId };
  await ec2.send(new AttachInternetGatewayCommand(attachment));
  const table = (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
  const { AssociationId } = await ec2.send(
    new AssociateRouteTableCommand({ RouteTableId: table, SubnetId: subnet }),
  );
  const address = await ec2.send(new AllocateAddressCommand({}));
  const { NatGateway } = await ec2.send(
    new CreateNatGatewayCommand({ SubnetId: subnet, AllocationId: address.AllocationId }),
  );
  expect(NatGateway).toMatchObject({ State: "pending", VpcId });
  const NatGatewayId = NatGateway!.NatGatewayId!;
  await ec2.send(
    new CreateRouteCommand({ RouteTableId: table, DestinationCidrBlock: "0.0.0.0/0", NatGatewayId }),
  );
  const acl = (await ec2.send(new CreateNetworkAclCommand({ VpcId }))).NetworkAcl!.NetworkAclId!;
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName: "Endpoints", Description: "Endpoints" }),
  );
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const endpoint = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.ssm",
      SubnetIds: [subnet],
      SecurityGroupIds: [GroupId!],
    }),
  );
  const VpcEndpointId = endpoint.VpcEndpoint!.VpcEndpointId!;

  const refusedVpc = () =>
    expectError(
      ec2.send(new DeleteVpcCommand({ VpcId })),
      "DependencyViolation",
      `The vpc '${VpcId}' has dependencies and cannot be deleted.`,
    );
  const refusedSubnet = () =>
    expectError(
      ec2.send(new DeleteSubnetCommand({ SubnetId: subnet })),
      "DependencyViolation",
      `The subnet '${subnet}' has dependencies and cannot be deleted.`,
    );
  await refusedVpc();
  await refusedSubnet();
  await expectError(
    ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
    "DependencyViolation",
    `resource ${GroupId} has a dependent object`,
  );
  await expectError(
    ec2.send(new DeleteRouteTableCommand({ RouteTableId: table })),
    "DependencyViolation",
    `The routeTable '${table}' has dependencies and cannot be deleted.`,
  );
  await expectError(
    ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: gateway })),
    "DependencyViolation",
    `The internetGateway '${gateway}' has dependencies and cannot be deleted.`,
  );
  await expectError(
    ec2.send(new DetachInternetGatewayCommand(attachment)),
    "DependencyViolation",
    `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
  );
  await expectError(
    ec2.send(new ReleaseAddressCommand({ AllocationId: address.AllocationId })),
    "InvalidIPAddress.InUse",
  );
  const { Addresses } = await ec2.send(new DescribeAddressesCommand({ PublicIps: [address.PublicIp!] }));
  await expectError(
    ec2.send(new DisassociateAddressCommand({ AssociationId: Addresses![0]!.AssociationId })),
    "AuthFailure",
  );

  const { Unsuccessful } = await ec2.send(
    new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId, "vpce-0123456789abcdef0"] }),
  );
  expect(Unsuccessful).toMatchObject([
    { ResourceId: "vpce-0123456789abcdef0", Error: { Code: "InvalidVpcEndpointId.NotFound" } },
  ]);
  await expectError(
    ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] })),
    "InvalidVpcEndpointId.NotFound",
  );
  await refusedSubnet();
  await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId] }));
  expect(NatGateways).toMatchObject([{ State: "deleted" }]);
  await ec2.send(new ReleaseAddressCommand({ AllocationId: address.AllocationId }));
  await ec2.send(new DisassociateRouteTableCommand({ AssociationId }));
  await ec2.send(new DeleteRouteTableCommand({ RouteTableId: table }));
  await ec2.send(new DeleteSubnetCommand({ SubnetId: subnet }));
  await refusedVpc();
  await ec2.send(new DetachInternetGatewayCommand(attachment));
  await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: gateway }));
  await refusedVpc();
  await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
  await refusedVpc();
  await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: acl }));
  await ec2.send(new DeleteVpcCommand({ VpcId }));

  // What AWS made with the VPC went with it.
  const Filters = [{ Name: "vpc-id", Values: [VpcId] }];
  expect((await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups).toEqual([]);
  expect((await ec2.send(new DescribeNetworkAclsCommand({ Filters }))).NetworkAcls).toEqual([]);
  expect((await ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables).toEqual([]);
});

test("a VPN gateway is detached before it goes, and its VPC waits for that", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const { VpnGateway } = await ec2.send(new CreateVpnGatewayCommand({ Type: "ipsec.1" }));
  expect(VpnGateway).toMatchObject({ AmazonSideAsn: 64512, State: "available", Type: "ipsec.1" });
  const VpnGatewayId = VpnGateway!.VpnGatewayId!;
  await ec2.send(new AttachVpnGatewayCommand({ VpnGatewayId, VpcId }));
  const described = await ec2.send(new DescribeVpnGatewaysCommand({ VpnGatewayIds: [VpnGatewayId] }));
  expect(described.VpnGateways?.[0]?.VpcAttachments).toEqual([{ VpcId, State: "attached" }]);
  await expectError(ec2.send(new DeleteVpnGatewayCommand({ VpnGatewayId })), "IncorrectState");
  await expectError(ec2.send(new DeleteVpcCommand({ VpcId })), "DependencyViolation");
  await ec2.send(new DetachVpnGatewayCommand({ VpnGatewayId, VpcId }));
  await ec2.send(new DeleteVpnGatewayCommand({ VpnGatewayId }));
  await ec2.send(new DeleteVpcCommand({ VpcId }));
});

test("a NAT gateway in a VPC without an Internet gateway comes up as failed", async () => {
  const ec2 = client();
  const SubnetId = await createSubnet(ec2, await createVpc(ec2));
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
  await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }));
  const { NatGateways } = await ec2.send(
    new DescribeNatGatewaysCommand({ Filter: [{ Name: "state", Values: ["failed"] }] }),
  );
  expect(NatGateways).toMatchObject([{ FailureCode: "Gateway.NotAttached", SubnetId }]);
  await ec2.send(new ReleaseAddressCommand({ AllocationId }));
});
