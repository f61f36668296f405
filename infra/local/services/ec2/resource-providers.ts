import type { ResourceProvider } from "../cloudformation/provider.ts";
import { instanceProvider } from "./compute/instance-provider.ts";
import { vpcEndpoint, vpcPeeringConnection } from "./providers/connections.ts";
import { eip, internetGateway, natGateway, vpcGatewayAttachment, vpnGateway } from "./providers/gateways.ts";
import { networkAcl, networkAclEntry, subnetNetworkAclAssociation } from "./providers/network-acls.ts";
import {
  route,
  routeTable,
  subnetRouteTableAssociation,
  vpnGatewayRoutePropagation,
} from "./providers/routing.ts";
import { securityGroup, securityGroupEgress, securityGroupIngress } from "./providers/security-groups.ts";
import { subnet, vpc } from "./providers/vpc.ts";

/** How CloudFormation handles EC2's resource types. */
export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::EC2::EIP": eip,
  "AWS::EC2::Instance": instanceProvider,
  "AWS::EC2::InternetGateway": internetGateway,
  "AWS::EC2::NatGateway": natGateway,
  "AWS::EC2::NetworkAcl": networkAcl,
  "AWS::EC2::NetworkAclEntry": networkAclEntry,
  "AWS::EC2::Route": route,
  "AWS::EC2::RouteTable": routeTable,
  "AWS::EC2::SecurityGroup": securityGroup,
  "AWS::EC2::SecurityGroupEgress": securityGroupEgress,
  "AWS::EC2::SecurityGroupIngress": securityGroupIngress,
  "AWS::EC2::Subnet": subnet,
  "AWS::EC2::SubnetNetworkAclAssociation": subnetNetworkAclAssociation,
  "AWS::EC2::SubnetRouteTableAssociation": subnetRouteTableAssociation,
  "AWS::EC2::VPC": vpc,
  "AWS::EC2::VPCEndpoint": vpcEndpoint,
  "AWS::EC2::VPCGatewayAttachment": vpcGatewayAttachment,
  "AWS::EC2::VPCPeeringConnection": vpcPeeringConnection,
  "AWS::EC2::VPNGateway": vpnGateway,
  "AWS::EC2::VPNGatewayRoutePropagation": vpnGatewayRoutePropagation,
};
