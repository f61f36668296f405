import { ec2Arn, newId } from "./ids.ts";
import type { Ec2Store, VpcRecord } from "./store.ts";
import { addDefaultParts, addSubnet, mainRouteTable } from "./vpc-parts.ts";
import { zonesOf } from "./zones.ts";

/**
 * What a new account finds in each Region: a DHCP option set and a default VPC (172.31.0.0/16) with an Internet
 * gateway, a route to it, and a public /20 subnet in every zone. Source: "Default VPCs" of the VPC user guide.
 */
export function createDefaultNetwork(store: Ec2Store): void {
  const { accountId, region } = store.place;
  const DhcpOptionsId = newId("dopt");
  store.dhcpOptions[DhcpOptionsId] = {
    DhcpOptionsId,
    OwnerId: accountId,
    DhcpConfigurations: [
      { Key: "domain-name", Values: [{ Value: internalDomain(region) }] },
      { Key: "domain-name-servers", Values: [{ Value: "AmazonProvidedDNS" }] },
    ],
  };
  const vpc: VpcRecord = {
    VpcId: newId("vpc"),
    OwnerId: accountId,
    CidrBlock: "172.31.0.0/16",
    CidrBlockAssociationSet: [
      {
        AssociationId: newId("vpc-cidr-assoc"),
        CidrBlock: "172.31.0.0/16",
        CidrBlockState: { State: "associated" },
      },
    ],
    DhcpOptionsId,
    InstanceTenancy: "default",
    IsDefault: true,
    enableDnsSupport: true,
    enableDnsHostnames: true,
  };
  store.vpcs[vpc.VpcId] = vpc;
  addDefaultParts(store, vpc);
  const InternetGatewayId = newId("igw");
  store.internetGateways[InternetGatewayId] = {
    InternetGatewayId,
    OwnerId: accountId,
    Attachments: [{ VpcId: vpc.VpcId, State: "attached" }],
  };
  mainRouteTable(store, vpc.VpcId).routes.push({
    DestinationCidrBlock: "0.0.0.0/0",
    GatewayId: InternetGatewayId,
    Origin: "CreateRoute",
  });
  for (const [index, zone] of zonesOf(region).entries()) {
    const SubnetId = newId("subnet");
    addSubnet(store, {
      SubnetId,
      SubnetArn: ec2Arn(store.place, "subnet", SubnetId),
      OwnerId: accountId,
      VpcId: vpc.VpcId,
      CidrBlock: `172.31.${index * 16}.0/20`,
      AvailabilityZone: zone.name,
      AvailabilityZoneId: zone.id,
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
    });
  }
}

/** The domain of private host names: us-east-1's is older than the Regions' names. */
export function internalDomain(region: string): string {
  return region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
}
