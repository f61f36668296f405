import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { CreateKeyPairCommand } from "@aws-sdk/client-ec2";
import { beforeAll, describe, expect, test } from "vitest";
import { readManifest } from "../../../infra/manifest.ts";
import { useTestAccount } from "../../helpers/local-account.ts";
import { builtDist } from "../../lifecycle/built-dist.ts";
import { clientsOf } from "../../tasks/fixtures/built-lab.ts";

interface Resource {
  Type: string;
  Properties: Record<string, unknown> & { Tags?: { Key: string; Value: string }[] };
}

let text: string;
let resources: Record<string, Resource>;
let template: {
  Parameters: Record<string, Record<string, unknown>>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, unknown>;
};
beforeAll(async () => {
  const dist = await builtDist();
  text = readFileSync(join(dist, (await readManifest(dist)).templates.fnd203.file), "utf8");
  template = JSON.parse(text);
  resources = template.Resources;
});

const ofType = (type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, one]) => one.Type === type);
const nameOf = (one: Resource) => one.Properties.Tags?.find((tag) => tag.Key === "Name")?.Value;

test("it can be created from its body, with no bootstrap and no custom resource", () => {
  expect(Buffer.byteLength(text)).toBeLessThan(51_200);
  expect(text).not.toMatch(
    /BootstrapVersion|Custom::|AWS::CloudFormation::CustomResource|AWS::Lambda|CDKMetadata/,
  );
  expect(Object.keys(template.Parameters).toSorted()).toEqual([
    "AvailabilityZone1",
    "AvailabilityZone2",
    "LatestLinuxAmiId",
    "PassedKeyName",
    "S3PrefixListId",
  ]);
});

test("VPCs have the guide's names and blocks", () => {
  const vpcs = ofType("AWS::EC2::VPC").map(([id, one]) => [id, nameOf(one), one.Properties.CidrBlock]);
  expect(vpcs).toEqual([
    ["WebAppVPC", "Web Application VPC", "10.0.0.0/16"],
    ["ServicesVPC", "Services VPC", "10.1.0.0/16"],
    ["PoCVPC", "Proof of Concept VPC", "10.250.0.0/16"],
  ]);
});

test("subnets have the guide's names and blocks, and only public ones give out public addresses", () => {
  const subnets = ofType("AWS::EC2::Subnet").map(([, { Properties, ...one }]) => [
    nameOf({ Properties, ...one }),
    Properties.CidrBlock,
    (Properties.AvailabilityZone as { Ref: string }).Ref,
    Properties.MapPublicIpOnLaunch,
  ]);
  const zones = ["AvailabilityZone1", "AvailabilityZone2"];
  const pair = (name: string, first: string, second: string, isPublic: boolean) =>
    [first, second].map((block, zone) => [`${name} in AZ${zone + 1}`, block, zones[zone], isPublic]);
  expect(subnets.toSorted()).toEqual(
    [
      ...pair("Web App Public Subnet", "10.0.0.0/24", "10.0.128.0/24", true),
      ...pair("Web App Web Subnet", "10.0.1.0/24", "10.0.129.0/24", false),
      ...pair("Web App DB Subnet", "10.0.2.0/24", "10.0.130.0/24", false),
      ...pair("Services Subnet", "10.1.0.0/24", "10.1.128.0/24", false),
      ...pair("Proof of Concept Public Subnet", "10.250.0.0/24", "10.250.128.0/24", true),
      ...pair("Proof of Concept Private Subnet", "10.250.1.0/24", "10.250.129.0/24", false),
      // Ours: the guide's network ACL on the public subnets would cut the NAT gateway's traffic.
      ["Web App NAT Subnet in AZ1", "10.0.3.0/24", "AvailabilityZone1", false],
    ].toSorted(),
  );
});

test("security groups have the guide's names, to the letter", () => {
  expect(ofType("AWS::EC2::SecurityGroup").map(([id, one]) => [id, one.Properties.GroupName])).toEqual([
    ["WebAppLoadBalancerSecurityGroup", "WebApp Application Load Balancer Security Group"],
    ["WebAppWebServerSecurityGroup", "WebApp Web Server Security Group"],
    ["WebAppDbServerSecurityGroup", "WebApp Database Server Security Group"],
    ["ServicesServerSecurityGroup", "Services Server Security Group"],
    ["PoCServerSecurityGroup", "PoC Web Server Security Group"],
    ["ServicesEndpointSecurityGroup", "Endpoint Security Group for the Services VPC"],
  ]);
});

test("the Services group is as wide as the guide finds it", () => {
  const { SecurityGroupIngress, SecurityGroupEgress } = resources.ServicesServerSecurityGroup!.Properties;
  const tcp = (port: number, peer: object) => ({ IpProtocol: "tcp", FromPort: port, ToPort: port, ...peer });
  expect(SecurityGroupIngress).toEqual([22, 3389].map((port) => tcp(port, { CidrIp: "192.168.0.0/16" })));
  expect(SecurityGroupEgress).toEqual([
    tcp(22, { CidrIp: "10.0.0.0/16" }),
    tcp(3389, { CidrIp: "10.0.0.0/16" }),
    tcp(443, { DestinationPrefixListId: { Ref: "S3PrefixListId" } }),
  ]);
});

test("servers have the guide's names, and are small, encrypted and on IMDSv2", () => {
  const servers = ofType("AWS::EC2::Instance");
  const both = (name: string) => [`${name} for AZ1`, `${name} for AZ2`];
  expect(servers.map(([, one]) => nameOf(one))).toEqual(
    ["Web Server", "Database Server", "Services Server", "PoC Web Server"].flatMap(both),
  );
  for (const [id, { Properties }] of servers) {
    expect(Properties, id).toMatchObject({
      InstanceType: "t3.micro",
      KeyName: { Ref: "PassedKeyName" },
      MetadataOptions: { HttpTokens: "required" },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: "gp3", DeleteOnTermination: true } }],
    });
    expect(JSON.stringify(Properties.UserData ?? ""), id).not.toMatch(/-xe|inspector|yum/);
  }
});

test("the Services VPC and both others route to each other", () => {
  const routes = ofType("AWS::EC2::Route").flatMap(([, { Properties }]) =>
    Properties.VpcPeeringConnectionId
      ? [[(Properties.RouteTableId as { Ref: string }).Ref, Properties.DestinationCidrBlock]]
      : [],
  );
  expect(routes.toSorted()).toEqual([
    ["PoCPrivateRouteTable", "10.1.0.0/16"],
    ["PoCPublicRouteTable", "10.1.0.0/16"],
    ["ServicesPrivateRouteTable", "10.0.0.0/16"],
    ["ServicesPrivateRouteTable", "10.250.0.0/16"],
    ["WebAppPrivateRouteTable", "10.1.0.0/16"],
    ["WebAppPublicRouteTable", "10.1.0.0/16"],
  ]);
});

test("the role keeps the name that the guide reads its credentials by, and nothing else has a fixed name", () => {
  expect(resources.SharedServerConnectivityRole!.Properties.RoleName).toBe("SharedServerConnectivityRole");
  expect(resources.SharedServerConnectivityPolicy!.Properties.PolicyName).toBe(
    "SharedServerConnectivityPolicy",
  );
  for (const [id, { Properties }] of Object.entries(resources)) {
    expect(Properties?.InstanceProfileName, id).toBeUndefined();
    expect(Properties?.Name, id).toBeUndefined();
  }
});

test("the outputs name the guide's three sites and every part of the lab", () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([
      "LoadBalancerFullDNS",
      "PoCWebServer1PublicDNS",
      "PoCWebServer2PublicDNS",
      "ServerRoleName",
      ...["WebAppVPC", "ServicesVPC", "PoCVPC"].flatMap((vpc) => [`${vpc}Id`, `${vpc}DefaultNetworkAcl`]),
      ...["Subnet", "SecurityGroup", "Instance"].flatMap((type) =>
        ofType(`AWS::EC2::${type}`).map(([id]) => `${id}Id`),
      ),
    ]),
  );
});

test("whatever can carry a tag says that it is the lab's", () => {
  for (const type of ["VPC", "Subnet", "SecurityGroup", "Instance", "NatGateway", "EIP"])
    for (const [id, one] of ofType(`AWS::EC2::${type}`))
      expect(one.Properties.Tags, id).toContainEqual({ Key: "Lab", Value: "FND203" });
});

describe("its parameters", () => {
  test("refuse both zones in one before anything is made", async () => {
    const account = await useTestAccount();
    const { cloudFormation, ec2 } = clientsOf(account);
    await ec2.send(new CreateKeyPairCommand({ KeyName: "FND203DemoKP" }));
    const parameters = {
      PassedKeyName: "FND203DemoKP",
      AvailabilityZone1: "us-east-1a",
      AvailabilityZone2: "us-east-1a",
      S3PrefixListId: "pl-63a5400a",
    };
    const request = new CreateStackCommand({
      StackName: "lab",
      TemplateBody: text,
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    });
    await expect(cloudFormation.send(request)).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining("AvailabilityZone1 and AvailabilityZone2 must differ"),
    });
  });
});
