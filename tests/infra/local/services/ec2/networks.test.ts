// One file, however long: it is one test for each rule that all kinds of a network's resources have in common, or one of them has.
import {
  AllocateAddressCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteTagsCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInternetGatewaysCommand,
  DescribeManagedPrefixListsCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  GetManagedPrefixListEntriesCommand,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  RejectVpcPeeringConnectionCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { cliAvailable } from "../../../../helpers/local-account.ts";
import { createSubnet, createVpc, expectError, freshAccounts } from "./network-fixture.ts";

const { client, account } = freshAccounts();

test("a new account has a default VPC with a public subnet in every zone", async () => {
  const ec2 = client("eu-west-1");
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  expect(Vpcs).toMatchObject([{ CidrBlock: "172.31.0.0/16", IsDefault: true, State: "available" }]);
  const VpcId = Vpcs![0]!.VpcId!;
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
  const { AvailabilityZones } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
  expect(Subnets?.map((subnet) => subnet.AvailabilityZone)).toEqual(
    AvailabilityZones?.map((zone) => zone.ZoneName),
  );
  expect(Subnets?.[1]).toMatchObject({
    AvailabilityZone: "eu-west-1b",
    AvailableIpAddressCount: 4091,
    CidrBlock: "172.31.16.0/20",
    DefaultForAz: true,
    MapPublicIpOnLaunch: true,
  });
  const { InternetGateways } = await ec2.send(new DescribeInternetGatewaysCommand({}));
  expect(InternetGateways?.[0]?.Attachments).toEqual([{ VpcId, State: "available" }]);
  const { RouteTables } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: "association.main", Values: ["true"] }] }),
  );
  expect(RouteTables?.[0]?.Routes).toMatchObject([
    { DestinationCidrBlock: "172.31.0.0/16", GatewayId: "local", State: "active" },
    { DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGateways![0]!.InternetGatewayId },
  ]);
});

test("five VPCs and five addresses a Region, the default VPC among them", async () => {
  const ec2 = client();
  for (let number = 1; number <= 4; number++) await createVpc(ec2);
  await expectError(createVpc(ec2), "VpcLimitExceeded", "The maximum number of VPCs has been reached.");
  for (let number = 1; number <= 5; number++) await ec2.send(new AllocateAddressCommand({}));
  await expectError(
    ec2.send(new AllocateAddressCommand({})),
    "AddressLimitExceeded",
    "The maximum number of addresses has been reached.",
  );
});

test("blocks are checked, and rewritten in their canonical form", async () => {
  const ec2 = client();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.4.1.2/16" }));
  expect(Vpc).toMatchObject({ CidrBlock: "10.4.0.0/16", State: "pending", IsDefault: false });
  const VpcId = Vpc!.VpcId!;
  await expectError(createVpc(ec2, "10.0.0.0/8"), "InvalidVpc.Range", "The CIDR '10.0.0.0/8' is invalid.");
  await expectError(createVpc(ec2, "here"), "InvalidParameterValue");
  await expectError(
    createSubnet(ec2, VpcId, "10.5.0.0/24"),
    "InvalidSubnet.Range",
    "The CIDR '10.5.0.0/24' is invalid.",
  );
  await createSubnet(ec2, VpcId, "10.4.0.0/24");
  await expectError(
    createSubnet(ec2, VpcId, "10.4.0.128/25"),
    "InvalidSubnet.Conflict",
    "The CIDR '10.4.0.128/25' conflicts with another subnet",
  );
  await expectError(
    ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.4.9.0/24", AvailabilityZone: "us-east-1z" })),
    "InvalidParameterValue",
  );
});

test("attributes of VPCs and subnets", async () => {
  const ec2 = client();
  const VpcId = await createVpc(ec2);
  const attribute = async () => {
    const answer = await ec2.send(
      new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" }),
    );
    return answer.EnableDnsHostnames?.Value;
  };
  expect(await attribute()).toBe(false);
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  expect(await attribute()).toBe(true);
  const SubnetId = await createSubnet(ec2, VpcId);
  await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
  expect(Subnets).toMatchObject([{ MapPublicIpOnLaunch: true, AvailableIpAddressCount: 251 }]);
});

test("wrong ids are told apart: missing, malformed, unknown", async () => {
  const ec2 = client();
  const describe = (id: string) => ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }));
  await expectError(
    describe("vpc-0123456789abcdef0"),
    "InvalidVpcID.NotFound",
    "The vpc ID 'vpc-0123456789abcdef0' does not exist",
  );
  await expectError(describe("igw-0123"), "InvalidVpcID.Malformed");
  await expectError(
    ec2.send(new DescribeSubnetsCommand({ SubnetIds: ["nowhere"] })),
    "InvalidSubnetID.NotFound",
    "The subnet ID 'nowhere' does not exist",
  );
  await expectError(
    ec2.send(new CreateVpcCommand({})),
    "MissingParameter",
    "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.",
  );
});

test("a dry run tells an authorised caller so, and does nothing", async () => {
  const ec2 = client();
  const call = ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", DryRun: true }));
  await expect(call).rejects.toMatchObject({
    name: "DryRunOperation",
    message: "Request would have succeeded, but DryRun flag is set.",
    $metadata: { httpStatusCode: 412 },
  });
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
});

test("a parameter that is not implemented is refused by name", async () => {
  const call = client().send(
    new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", AmazonProvidedIpv6CidrBlock: true }),
  );
  await expect(call).rejects.toThrow(/AmazonProvidedIpv6CidrBlock/);
});

test("filters match any of their values, with wildcards, and all of the filters", async () => {
  const ec2 = client();
  const named = async (Name: string) => {
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({
        CidrBlock: "10.0.0.0/16",
        TagSpecifications: [{ ResourceType: "vpc", Tags: [{ Key: "Name", Value: Name }] }],
      }),
    );
    return Vpc!.VpcId!;
  };
  const [web, services, star] = [await named("Web VPC"), await named("Services VPC"), await named("*")];
  const found = async (...Filters: { Name: string; Values: string[] }[]) => {
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters }));
    return Vpcs?.map((vpc) => vpc.VpcId);
  };
  expect(await found({ Name: "tag:Name", Values: ["* VPC"] })).toEqual([web, services]);
  expect(await found({ Name: "tag:Name", Values: ["?eb VPC", "\\*"] })).toEqual([web, star]);
  expect(await found({ Name: "tag:Name", Values: ["web vpc"] })).toEqual([]);
  expect(await found({ Name: "tag:name", Values: ["Web VPC"] })).toEqual([]);
  expect(await found({ Name: "tag-key", Values: ["Name"] }, { Name: "vpc-id", Values: [services] })).toEqual([
    services,
  ]);
  expect(await found({ Name: "is-default", Values: ["false"] })).toHaveLength(3);
  await expectError(
    found({ Name: "colour", Values: ["red"] }),
    "InvalidParameterValue",
    "The filter 'colour' is invalid",
  );
});

test("pages follow one another, and a token that is none is refused", async () => {
  const ec2 = client();
  const pages: number[] = [];
  let NextToken: string | undefined;
  do {
    // us-east-1 has six zones, and its default VPC a subnet in each.
    const page = await ec2.send(new DescribeSubnetsCommand({ MaxResults: 5, NextToken }));
    pages.push(page.Subnets!.length);
    NextToken = page.NextToken;
  } while (NextToken);
  expect(pages).toEqual([5, 1]);
  await expectError(ec2.send(new DescribeSubnetsCommand({ NextToken: "garbage" })), "InvalidPaginationToken");
  await expectError(ec2.send(new DescribeSubnetsCommand({ MaxResults: 4 })), "InvalidParameterValue");
  await expectError(
    ec2.send(new DescribeVpcsCommand({ MaxResults: 5, VpcIds: [await createVpc(ec2)] })),
    "InvalidParameterCombination",
  );
});

test("tags are set, described, and deleted by key or by key and value", async () => {
  const ec2 = client();
  const [VpcId, other] = [await createVpc(ec2), await createVpc(ec2)];
  const Resources = [VpcId, other];
  const tags = async (resource: string) => {
    const Filters = [{ Name: "resource-id", Values: [resource] }];
    const { Tags } = await ec2.send(new DescribeTagsCommand({ Filters }));
    return Tags?.map((tag) => `${tag.ResourceType} ${tag.Key}=${tag.Value}`);
  };
  await ec2.send(
    new CreateTagsCommand({
      Resources,
      Tags: [
        { Key: "Name", Value: "One" },
        { Key: "Lab", Value: "FND203" },
      ],
    }),
  );
  await ec2.send(new CreateTagsCommand({ Resources: [VpcId], Tags: [{ Key: "Name", Value: "Two" }] }));
  expect(await tags(VpcId)).toEqual(["vpc Name=Two", "vpc Lab=FND203"]);
  await ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: "Name", Value: "One" }] }));
  expect(await tags(VpcId)).toEqual(["vpc Name=Two", "vpc Lab=FND203"]);
  expect(await tags(other)).toEqual(["vpc Lab=FND203"]);
  await ec2.send(new DeleteTagsCommand({ Resources }));
  expect(await tags(VpcId)).toEqual([]);

  const create = (Resources: string[], Key: string) =>
    ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key, Value: "" }] }));
  await expectError(create([VpcId], "aws:mine"), "InvalidParameterValue");
  await expectError(create([VpcId, "vpc-0123456789abcdef0"], "Name"), "InvalidVpcID.NotFound");
  expect(await tags(VpcId)).toEqual([]);
  await expectError(create(["thing"], "Name"), "InvalidID", "The ID 'thing' is not valid");
  await expectError(
    ec2.send(
      new CreateInternetGatewayCommand({
        TagSpecifications: [{ ResourceType: "vpc", Tags: [{ Key: "Name", Value: "X" }] }],
      }),
    ),
    "InvalidParameterValue",
    "'vpc' is not a valid taggable resource type for this operation.",
  );
});

test("routes are unique by destination, and their targets must be reachable", async () => {
  const ec2 = client();
  const [VpcId, other] = [await createVpc(ec2), await createVpc(ec2, "10.1.0.0/16")];
  const RouteTableId = (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
  const { VpcPeeringConnection } = await ec2.send(
    new CreateVpcPeeringConnectionCommand({ VpcId, PeerVpcId: other }),
  );
  const VpcPeeringConnectionId = VpcPeeringConnection!.VpcPeeringConnectionId!;
  const route = (DestinationCidrBlock: string, target: object) =>
    ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, ...target }));
  await route("10.1.0.0/16", { VpcPeeringConnectionId });
  await expectError(
    route("10.1.0.0/16", { VpcPeeringConnectionId }),
    "RouteAlreadyExists",
    "The route identified by 10.1.0.0/16 already exists.",
  );
  await expectError(route("0.0.0.0/0", { GatewayId: "igw-0123456789abcdef0" }), "InvalidGatewayID.NotFound");
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway!.InternetGatewayId!;
  await expectError(
    route("0.0.0.0/0", { GatewayId }),
    "InvalidParameterValue",
    `route table ${RouteTableId} and network gateway ${GatewayId} belong to different networks`,
  );
  await expectError(route("10.0.0.0/24", { VpcPeeringConnectionId }), "InvalidParameterValue");
  await ec2.send(new RejectVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  expect(RouteTables?.[0]?.Routes?.[1]).toMatchObject({ VpcPeeringConnectionId, State: "blackhole" });
});

test("peering VPCs whose blocks overlap fails", async () => {
  const ec2 = client();
  const [VpcId, PeerVpcId] = [await createVpc(ec2), await createVpc(ec2)];
  const { VpcPeeringConnection } = await ec2.send(
    new CreateVpcPeeringConnectionCommand({ VpcId, PeerVpcId }),
  );
  expect(VpcPeeringConnection?.Status?.Code).toBe("initiating-request");
  const { VpcPeeringConnections } = await ec2.send(
    new DescribeVpcPeeringConnectionsCommand({ Filters: [{ Name: "status-code", Values: ["failed"] }] }),
  );
  expect(VpcPeeringConnections).toHaveLength(1);
});

test("a gateway endpoint routes its service's prefix list", async () => {
  const ec2 = client("us-east-2");
  const VpcId = await createVpc(ec2);
  const { PrefixLists } = await ec2.send(
    new DescribeManagedPrefixListsCommand({
      Filters: [{ Name: "prefix-list-name", Values: ["com.amazonaws.us-east-2.s3"] }],
    }),
  );
  expect(PrefixLists).toMatchObject([{ PrefixListId: "pl-7ba54012", OwnerId: "AWS" }]);
  const entries = await ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId: "pl-7ba54012" }));
  expect(entries.Entries?.length).toBeGreaterThan(0);
  const RouteTableId = (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
  const create = (ServiceName: string) =>
    ec2.send(new CreateVpcEndpointCommand({ VpcId, ServiceName, RouteTableIds: [RouteTableId] }));
  const { VpcEndpoint } = await create("com.amazonaws.us-east-2.s3");
  expect(VpcEndpoint).toMatchObject({ VpcEndpointType: "Gateway", State: "available" });
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
  expect(RouteTables?.[0]?.Routes?.[1]).toMatchObject({
    DestinationPrefixListId: "pl-7ba54012",
    GatewayId: VpcEndpoint?.VpcEndpointId,
    State: "active",
  });
  await expectError(create("com.amazonaws.us-east-2.s3"), "RouteAlreadyExists");
  await expectError(create("com.amazonaws.us-east-1.s3"), "InvalidServiceName");
});

test.skipIf(!cliAvailable)("the AWS CLI reads what it is answered", async () => {
  const args = ["ec2", "describe-vpcs", "--query", "Vpcs[].[CidrBlock,IsDefault,State]", "--output", "text"];
  const { stdout, stderr } = await account().cli(args);
  expect({ stdout, stderr }).toEqual({ stdout: "172.31.0.0/16\tTrue\tavailable\n", stderr: "" });
  const missing = await account().cli(["ec2", "delete-vpc", "--vpc-id", "vpc-0123456789abcdef0"]);
  expect(missing.stderr).toContain("InvalidVpcID.NotFound");
});
