import type { CfnTag, Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";

/** The logical ids are the 2019 template's where it gave one that the guide or a check relies on. */
export interface Network {
  vpcs: Record<VpcId, ec2.CfnVPC>;
  subnets: Record<SubnetId, ec2.CfnSubnet>;
  /** What a server needs before it can reach the Internet at its first boot, by VPC. */
  internetReady: { webApp: ec2.CfnRoute; poc: ec2.CfnRoute; webAppThroughNat: ec2.CfnRoute };
  routeTables: Record<RouteTableId, ec2.CfnRouteTable>;
}

type VpcId = keyof typeof VPCS;
export type SubnetId = keyof typeof SUBNETS;
type RouteTableId = keyof typeof ROUTE_TABLES;

const name = (value: string): CfnTag[] => [{ key: "Name", value }];

const VPCS = {
  WebAppVPC: { name: "Web Application VPC", cidr: "10.0.0.0/16" },
  ServicesVPC: { name: "Services VPC", cidr: "10.1.0.0/16" },
  PoCVPC: { name: "Proof of Concept VPC", cidr: "10.250.0.0/16" },
} as const;

const ROUTE_TABLES = {
  WebAppPublicRouteTable: { name: "Web App VPC Public", vpc: "WebAppVPC" },
  WebAppPrivateRouteTable: { name: "Web App VPC Private", vpc: "WebAppVPC" },
  ServicesPrivateRouteTable: { name: "Services VPC Private", vpc: "ServicesVPC" },
  PoCPublicRouteTable: { name: "PoC Public", vpc: "PoCVPC" },
  PoCPrivateRouteTable: { name: "PoC Private", vpc: "PoCVPC" },
} as const;

/**
 * The subnets of the guide. Only those of the two public kinds give out public addresses: in 2019 the web
 * subnets did as well, which behind a NAT gateway is useless and billed. The NAT gateway has a subnet of its
 * own, because the guide's network ACL on the public subnets would cut its traffic to the private ones.
 */
const SUBNETS = {
  WebAppPublicSubnetAZ1: subnet(
    "Web App Public Subnet in AZ1",
    "10.0.0.0/24",
    1,
    "WebAppPublicRouteTable",
    true,
  ),
  WebAppPublicSubnetAZ2: subnet(
    "Web App Public Subnet in AZ2",
    "10.0.128.0/24",
    2,
    "WebAppPublicRouteTable",
    true,
  ),
  WebAppWebSubnetAZ1: subnet("Web App Web Subnet in AZ1", "10.0.1.0/24", 1, "WebAppPrivateRouteTable"),
  WebAppWebSubnetAZ2: subnet("Web App Web Subnet in AZ2", "10.0.129.0/24", 2, "WebAppPrivateRouteTable"),
  WebAppDbSubnetAZ1: subnet("Web App DB Subnet in AZ1", "10.0.2.0/24", 1, "WebAppPrivateRouteTable"),
  WebAppDbSubnetAZ2: subnet("Web App DB Subnet in AZ2", "10.0.130.0/24", 2, "WebAppPrivateRouteTable"),
  WebAppNatSubnetAZ1: subnet("Web App NAT Subnet in AZ1", "10.0.3.0/24", 1, "WebAppPublicRouteTable"),
  ServicesSubnetAZ1: subnet("Services Subnet in AZ1", "10.1.0.0/24", 1, "ServicesPrivateRouteTable"),
  ServicesSubnetAZ2: subnet("Services Subnet in AZ2", "10.1.128.0/24", 2, "ServicesPrivateRouteTable"),
  PoCPublicSubnetAZ1: subnet(
    "Proof of Concept Public Subnet in AZ1",
    "10.250.0.0/24",
    1,
    "PoCPublicRouteTable",
    true,
  ),
  PoCPublicSubnetAZ2: subnet(
    "Proof of Concept Public Subnet in AZ2",
    "10.250.128.0/24",
    2,
    "PoCPublicRouteTable",
    true,
  ),
  PoCPrivateSubnetAZ1: subnet(
    "Proof of Concept Private Subnet in AZ1",
    "10.250.1.0/24",
    1,
    "PoCPrivateRouteTable",
  ),
  PoCPrivateSubnetAZ2: subnet(
    "Proof of Concept Private Subnet in AZ2",
    "10.250.129.0/24",
    2,
    "PoCPrivateRouteTable",
  ),
};

function subnet(title: string, cidr: string, zone: 1 | 2, routeTable: RouteTableId, mapPublicIp = false) {
  return { name: title, cidr, zone, routeTable, mapPublicIp };
}

/** Builds VPCs, subnets, routes, gateways and peerings. `zones` are the two Availability Zones' names. */
export function buildNetwork(stack: Stack, zones: [string, string]): Network {
  const vpcs = mapRecord(
    VPCS,
    (id, vpc) =>
      new ec2.CfnVPC(stack, id, {
        cidrBlock: vpc.cidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: name(vpc.name),
      }),
  );
  const routeTables = mapRecord(
    ROUTE_TABLES,
    (id, table) => new ec2.CfnRouteTable(stack, id, { vpcId: vpcs[table.vpc].ref, tags: name(table.name) }),
  );
  const subnets = mapRecord(SUBNETS, (id, one) => {
    const made = new ec2.CfnSubnet(stack, id, {
      vpcId: vpcs[ROUTE_TABLES[one.routeTable].vpc].ref,
      cidrBlock: one.cidr,
      availabilityZone: zones[one.zone - 1]!,
      mapPublicIpOnLaunch: one.mapPublicIp,
      tags: name(one.name),
    });
    new ec2.CfnSubnetRouteTableAssociation(stack, `${id}RouteTable`, {
      subnetId: made.ref,
      routeTableId: routeTables[one.routeTable].ref,
    });
    return made;
  });

  const webAppInternet = internetGateway(stack, "WebApp", vpcs.WebAppVPC);
  const pocInternet = internetGateway(stack, "PoC", vpcs.PoCVPC);
  const toInternet = (id: string, table: RouteTableId, gateway: InternetGateway) => {
    const route = new ec2.CfnRoute(stack, id, {
      routeTableId: routeTables[table].ref,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.gateway.ref,
    });
    // EC2 refuses a route to a gateway that is not attached yet.
    route.addResourceDependency(gateway.attachment);
    return route;
  };
  const webApp = toInternet("WebAppPublicInternetRoute", "WebAppPublicRouteTable", webAppInternet);
  const poc = toInternet("PoCPublicInternetRoute", "PoCPublicRouteTable", pocInternet);

  const natAddress = new ec2.CfnEIP(stack, "NatGatewayEIP", {
    domain: "vpc",
    tags: name("Web App NAT Gateway"),
  });
  // "If you define an Elastic IP address and associate it with a VPC that is defined in the same template, you
  // must declare a dependency on the VPC-gateway attachment" (CloudFormation, AWS::EC2::EIP).
  natAddress.addResourceDependency(webAppInternet.attachment);
  const nat = new ec2.CfnNatGateway(stack, "NatGateway", {
    allocationId: natAddress.attrAllocationId,
    subnetId: subnets.WebAppNatSubnetAZ1.ref,
    tags: name("Web App NAT Gateway"),
  });
  nat.addResourceDependency(webApp);
  const webAppThroughNat = new ec2.CfnRoute(stack, "WebAppPrivateInternetRoute", {
    routeTableId: routeTables.WebAppPrivateRouteTable.ref,
    destinationCidrBlock: "0.0.0.0/0",
    natGatewayId: nat.ref,
  });

  mockOnPremises(stack, vpcs.ServicesVPC, routeTables.ServicesPrivateRouteTable);
  peer(stack, "WebApp2ServicesPeer", vpcs, "WebAppVPC", routeTables);
  peer(stack, "PoC2ServicesPeer", vpcs, "PoCVPC", routeTables);
  return { vpcs, subnets, routeTables, internetReady: { webApp, poc, webAppThroughNat } };
}

interface InternetGateway {
  gateway: ec2.CfnInternetGateway;
  attachment: ec2.CfnVPCGatewayAttachment;
}

function internetGateway(stack: Stack, prefix: string, vpc: ec2.CfnVPC): InternetGateway {
  const gateway = new ec2.CfnInternetGateway(stack, `${prefix}InternetGateway`, {
    tags: name(`${prefix} Internet Gateway`),
  });
  const attachment = new ec2.CfnVPCGatewayAttachment(stack, `${prefix}InternetGatewayAttachment`, {
    vpcId: vpc.ref,
    internetGatewayId: gateway.ref,
  });
  return { gateway, attachment };
}

/** 192.168.0.0/16 stands for an office behind a VPN; with no connection the gateway is free of charge. */
function mockOnPremises(stack: Stack, vpc: ec2.CfnVPC, routeTable: ec2.CfnRouteTable): void {
  const gateway = new ec2.CfnVPNGateway(stack, "MockVPNGateway", {
    type: "ipsec.1",
    tags: name("Mock VPN Gateway"),
  });
  const attachment = new ec2.CfnVPCGatewayAttachment(stack, "MockVPNGatewayAttachment", {
    vpcId: vpc.ref,
    vpnGatewayId: gateway.ref,
  });
  const route = new ec2.CfnRoute(stack, "ServicesOnPremisesRoute", {
    routeTableId: routeTable.ref,
    destinationCidrBlock: "192.168.0.0/16",
    gatewayId: gateway.ref,
  });
  route.addResourceDependency(attachment);
}

/**
 * Peers the Services VPC with another and routes both ways. In 2019 the Services VPC had no route to the Proof
 * of Concept VPC, so that narrowing its group to the PoC group allowed a flow that never arrived.
 */
function peer(
  stack: Stack,
  id: string,
  vpcs: Network["vpcs"],
  other: "WebAppVPC" | "PoCVPC",
  routeTables: Network["routeTables"],
): void {
  const connection = new ec2.CfnVPCPeeringConnection(stack, id, {
    vpcId: vpcs.ServicesVPC.ref,
    peerVpcId: vpcs[other].ref,
    tags: name(`Services VPC and ${VPCS[other].name}`),
  });
  const route = (from: RouteTableId, to: VpcId) =>
    new ec2.CfnRoute(stack, `${from.replace("RouteTable", "")}To${to}`, {
      routeTableId: routeTables[from].ref,
      destinationCidrBlock: VPCS[to].cidr,
      vpcPeeringConnectionId: connection.ref,
    });
  route("ServicesPrivateRouteTable", other);
  for (const table of Object.keys(ROUTE_TABLES) as RouteTableId[])
    if (ROUTE_TABLES[table].vpc === other) route(table, "ServicesVPC");
}

function mapRecord<K extends string, A, B>(record: Record<K, A>, map: (key: K, value: A) => B): Record<K, B> {
  return Object.fromEntries(
    (Object.entries(record) as [K, A][]).map(([key, value]) => [key, map(key, value)]),
  ) as Record<K, B>;
}
