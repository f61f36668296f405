import type { Subnet } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { contains, formatCidr, overlaps, parseCidr } from "./cidr.ts";
import { freeAddresses } from "./compute/addresses.ts";
import { describe, withTagsIfAny } from "./describe.ts";
import { dependencyViolation, invalidCombination, invalidValue, required, supports } from "./errors.ts";
import { ec2Arn, newId } from "./ids.ts";
import { find } from "./kinds.ts";
import { forget } from "./settle.ts";
import { type Ec2Store, ec2, type SubnetRecord, type VpcRecord } from "./store.ts";
import { setTags, tagsFor } from "./tags.ts";
import { addSubnet } from "./vpc-parts.ts";
import { type Zone, zonesOf } from "./zones.ts";

export const subnetOperations: Operations<"ec2"> = {
  CreateSubnet(input, call) {
    supports(input, "VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId", "TagSpecifications");
    const store = ec2(call);
    const vpc = find(store, "vpcs", input.VpcId, "VpcId");
    const CidrBlock = subnetCidr(store, vpc, required(input.CidrBlock, "CidrBlock"));
    const zone = chooseZone(call.region, input.AvailabilityZone, input.AvailabilityZoneId);
    const tags = tagsFor(input.TagSpecifications, "subnet");
    const SubnetId = newId("subnet");
    const subnet: SubnetRecord = {
      SubnetId,
      SubnetArn: ec2Arn(call, "subnet", SubnetId),
      OwnerId: call.accountId,
      VpcId: vpc.VpcId,
      CidrBlock,
      AvailabilityZone: zone.name,
      AvailabilityZoneId: zone.id,
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
    };
    addSubnet(store, subnet);
    setTags(store, SubnetId, tags);
    return { Subnet: shape(store, subnet) };
  },

  DescribeSubnets(input, call) {
    supports(input, "SubnetIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "subnets", input, {
      ids: input.SubnetIds,
      idsParameter: "subnetIds",
      shape: (subnet) => shape(store, subnet),
      filters: {
        "availability-zone": (subnet) => subnet.AvailabilityZone,
        availabilityZone: (subnet) => subnet.AvailabilityZone,
        "availability-zone-id": (subnet) => subnet.AvailabilityZoneId,
        availabilityZoneId: (subnet) => subnet.AvailabilityZoneId,
        "available-ip-address-count": (subnet) => subnet.AvailableIpAddressCount,
        cidr: (subnet) => subnet.CidrBlock,
        "cidr-block": (subnet) => subnet.CidrBlock,
        cidrBlock: (subnet) => subnet.CidrBlock,
        "default-for-az": (subnet) => subnet.DefaultForAz,
        defaultForAz: (subnet) => subnet.DefaultForAz,
        "map-public-ip-on-launch": (subnet) => subnet.MapPublicIpOnLaunch,
        "owner-id": (subnet) => subnet.OwnerId,
        state: (subnet) => subnet.State,
        "subnet-arn": (subnet) => subnet.SubnetArn,
        "subnet-id": (subnet) => subnet.SubnetId,
        "vpc-id": (subnet) => subnet.VpcId,
      },
    });
    return { Subnets: items, NextToken };
  },

  ModifySubnetAttribute(input, call) {
    supports(input, "SubnetId", "MapPublicIpOnLaunch");
    const subnet = find(ec2(call), "subnets", input.SubnetId, "SubnetId");
    if (!input.MapPublicIpOnLaunch) throw invalidCombination("No attributes specified.");
    subnet.MapPublicIpOnLaunch = input.MapPublicIpOnLaunch.Value ?? false;
    return {};
  },

  DeleteSubnet(input, call) {
    supports(input, "SubnetId");
    const store = ec2(call);
    const { SubnetId } = find(store, "subnets", input.SubnetId, "SubnetId");
    // Instances, load balancers, NAT gateways and endpoints all hold a subnet by their interfaces.
    if (Object.values(store.networkInterfaces).some((each) => each.SubnetId === SubnetId)) {
      throw dependencyViolation(`The subnet '${SubnetId}' has dependencies and cannot be deleted.`);
    }
    for (const table of Object.values(store.routeTables)) {
      table.associations = table.associations.filter((association) => association.subnetId !== SubnetId);
    }
    for (const acl of Object.values(store.networkAcls)) {
      acl.associations = acl.associations.filter((association) => association.subnetId !== SubnetId);
    }
    forget(store, "subnets", SubnetId);
    return {};
  },
};

function subnetCidr(store: Ec2Store, vpc: VpcRecord, text: string): string {
  const block = parseCidr(text);
  if (!block) {
    throw invalidValue(`Value (${text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`);
  }
  if (block.prefix < 16 || block.prefix > 28 || !contains(parseCidr(vpc.CidrBlock)!, block)) {
    throw new AwsError("InvalidSubnet.Range", `The CIDR '${text}' is invalid.`);
  }
  for (const other of Object.values(store.subnets)) {
    if (other.VpcId === vpc.VpcId && overlaps(parseCidr(other.CidrBlock)!, block)) {
      throw new AwsError("InvalidSubnet.Conflict", `The CIDR '${text}' conflicts with another subnet`);
    }
  }
  return formatCidr(block);
}

/** The zone asked for, by name or id; AWS chooses where neither is given. */
function chooseZone(region: string, name: string | undefined, id: string | undefined): Zone {
  if (name && id) {
    throw invalidCombination("Only one of availabilityZone and availabilityZoneId can be specified");
  }
  const zones = zonesOf(region);
  if (!name && !id) return zones[0]!;
  const zone = zones.find((each) => each.name === name || each.id === id);
  if (zone) return zone;
  const [parameter, names] = name
    ? ["availabilityZone", zones.map((each) => each.name)]
    : ["availabilityZoneId", zones.map((each) => each.id)];
  throw invalidValue(
    `Value (${name ?? id}) for parameter ${parameter} is invalid. Subnets can currently only be created in the following availability zones: ${names.join(", ")}.`,
  );
}

function shape(store: Ec2Store, subnet: SubnetRecord): Subnet {
  return {
    ...subnet,
    State: "available",
    AvailableIpAddressCount: freeAddresses(store, subnet),
    AssignIpv6AddressOnCreation: false,
    MapCustomerOwnedIpOnLaunch: false,
    Ipv6CidrBlockAssociationSet: [],
    EnableDns64: false,
    Ipv6Native: false,
    PrivateDnsNameOptionsOnLaunch: {
      HostnameType: "ip-name",
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    BlockPublicAccessStates: { InternetGatewayBlockMode: "off" },
    ...withTagsIfAny(store, subnet.SubnetId),
  };
}
