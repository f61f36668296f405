// One file, however long: its subject is one kind of resource, and its tests share how one is made and read.
import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DeleteVolumeCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DetachNetworkInterfaceCommand,
  EC2Client,
  GetConsoleOutputCommand,
  type Instance,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  waitUntilInstanceTerminated,
} from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { describe, expect, test } from "vitest";
import { publicImages } from "../../../../../../infra/local/images.ts";
import { useTestAccount } from "../../../../../helpers/local-account.ts";
import { stopClock } from "../../../../../helpers/stop-clock.ts";

const image = publicImages("us-east-1").find((it) => it.imdsSupport && it.architecture === "x86_64")!.id;
const oldImage = publicImages("us-east-1").find((it) => !it.imdsSupport && it.architecture === "x86_64")!.id;

async function start(options?: Parameters<typeof useTestAccount>[0]) {
  const account = await useTestAccount(options);
  const ec2 = account.client(EC2Client);
  const run = async (input: Partial<RunInstancesCommandInput> = {}): Promise<Instance> => {
    const launch = { ImageId: image, InstanceType: "t3.micro" as const, MinCount: 1, MaxCount: 1, ...input };
    return (await ec2.send(new RunInstancesCommand(launch))).Instances![0]!;
  };
  const look = async (id: string): Promise<Instance> => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations![0]!.Instances![0]!;
  };
  return { account, ec2, run, look };
}

describe("a launch", () => {
  test("takes an address of its subnet, a volume and the image's metadata options", async () => {
    const { ec2, run, look } = await start();
    const before = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "availability-zone", Values: ["us-east-1b"] }] }),
    );
    const subnet = before.Subnets![0]!;
    const launched = await run({
      SubnetId: subnet.SubnetId,
      TagSpecifications: [
        { ResourceType: "instance", Tags: [{ Key: "Name", Value: "Web" }] },
        { ResourceType: "volume", Tags: [{ Key: "Name", Value: "Root" }] },
      ],
    });
    expect(launched.State).toEqual({ Code: 0, Name: "pending" });
    const instance = await look(launched.InstanceId!);
    expect(instance).toMatchObject({
      State: { Name: "running" },
      SubnetId: subnet.SubnetId,
      VpcId: subnet.VpcId,
      MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 2 },
      Tags: [{ Key: "Name", Value: "Web" }],
      SecurityGroups: [{ GroupName: "default" }],
      Placement: { AvailabilityZone: "us-east-1b" },
    });
    expect(instance.PublicDnsName).toMatch(/^ec2-198-1[89]-\d+-\d+\.compute-1\.amazonaws\.com$/);
    expect(instance.NetworkInterfaces![0]!.PrivateIpAddress).toBe(instance.PrivateIpAddress);
    const after = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnet.SubnetId!] }));
    expect(after.Subnets![0]!.AvailableIpAddressCount).toBe(subnet.AvailableIpAddressCount! - 1);
    const { Volumes } = await ec2.send(
      new DescribeVolumesCommand({
        Filters: [{ Name: "attachment.instance-id", Values: [instance.InstanceId!] }],
      }),
    );
    expect(Volumes).toMatchObject([
      { Size: 8, VolumeType: "gp3", State: "in-use", Tags: [{ Value: "Root" }] },
    ]);
    await expect(
      ec2.send(new DeleteVolumeCommand({ VolumeId: Volumes![0]!.VolumeId })),
    ).rejects.toMatchObject({
      name: "VolumeInUse",
    });
  });

  test("of Amazon Linux 2 leaves tokens optional", async () => {
    const { run } = await start();
    expect((await run({ ImageId: oldImage })).MetadataOptions).toMatchObject({ HttpTokens: "optional" });
  });

  test("repeated with the same client token is the same instance, with others a mismatch", async () => {
    const { run } = await start();
    const first = await run({ ClientToken: "t" });
    expect((await run({ ClientToken: "t" })).InstanceId).toBe(first.InstanceId);
    await expect(run({ ClientToken: "t", InstanceType: "t3.small" })).rejects.toMatchObject({
      name: "IdempotentParameterMismatch",
    });
  });

  test.each<[string, string, Partial<RunInstancesCommandInput>]>([
    [
      "InvalidAMIID.NotFound",
      "The image id '[ami-0123456789abcdef0]' does not exist",
      { ImageId: "ami-0123456789abcdef0" },
    ],
    ["InvalidAMIID.Malformed", 'Invalid id: "image" (expecting "ami-...")', { ImageId: "image" }],
    [
      "InvalidParameterValue",
      "Invalid value 't9.micro' for InstanceType.",
      { InstanceType: "t9.micro" as never },
    ],
    ["InvalidParameterValue", "does not match the architecture", { InstanceType: "t4g.micro" }],
    ["InvalidKeyPair.NotFound", "The key pair 'nokey' does not exist", { KeyName: "nokey" }],
    ["InvalidSubnetID.NotFound", "does not exist", { SubnetId: "subnet-0123456789abcdef0" }],
    ["InvalidGroup.NotFound", "sg-0123456789abcdef0", { SecurityGroupIds: ["sg-0123456789abcdef0"] }],
    ["InvalidParameterValue", "Invalid IAM Instance Profile name", { IamInstanceProfile: { Name: "none" } }],
    ["Unsupported", "us-east-1e", { Placement: { AvailabilityZone: "us-east-1e" } }],
    ["InvalidParameterValue", "MaxCount", { MinCount: 2 }],
    ["NotImplemented", "KernelId", { KernelId: "aki-1" }],
  ])("is refused: %s, %s", async (name, message, input) => {
    const { ec2, run } = await start();
    await expect(run(input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect((await ec2.send(new DescribeInstancesCommand({}))).Reservations).toEqual([]);
  });

  test("puts the profile on the instance", async () => {
    const { account, run, look } = await start();
    const iam = account.client(IAMClient);
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "p" }));
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    await iam.send(new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: JSON.stringify(trust) }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "p", RoleName: "r" }));
    const { InstanceId } = await run({ IamInstanceProfile: { Name: "p" } });
    expect((await look(InstanceId!)).IamInstanceProfile?.Arn).toBe(
      "arn:aws:iam::123456789012:instance-profile/p",
    );
  });
});

describe("an instance's life", () => {
  test("is pending first, and its status initializing, at the account's pace", async () => {
    const { ec2, run, look } = await start({ pace: "real" });
    stopClock();
    const { InstanceId } = await run();
    expect((await look(InstanceId!)).State?.Name).toBe("pending");
    const only = await ec2.send(new DescribeInstanceStatusCommand({}));
    expect(only.InstanceStatuses).toEqual([]);
    const all = await ec2.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true }));
    expect(all.InstanceStatuses).toMatchObject([{ InstanceStatus: { Status: "not-applicable" } }]);
    await expect(ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId!] }))).rejects.toMatchObject({
      name: "IncorrectInstanceState",
    });
  });

  test("stop gives the public address back, start brings another", async () => {
    const { ec2, run, look } = await start();
    const { InstanceId, PrivateIpAddress } = await run();
    const { StoppingInstances } = await ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId!] }));
    expect(StoppingInstances).toMatchObject([
      { PreviousState: { Name: "running" }, CurrentState: { Name: "stopping" } },
    ]);
    const stopped = await look(InstanceId!);
    expect(stopped).toMatchObject({ State: { Name: "stopped" }, PrivateIpAddress });
    expect(stopped.PublicIpAddress).toBeUndefined();
    await ec2.send(new StartInstancesCommand({ InstanceIds: [InstanceId!] }));
    expect((await look(InstanceId!)).PublicIpAddress).toMatch(/^198\.1[89]\./);
  });

  test("terminate takes its interface and volume, and leaves it visible", async () => {
    const { ec2, run, look } = await start();
    const { InstanceId } = await run();
    const terminated = await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId!] }));
    expect(terminated.TerminatingInstances).toMatchObject([{ CurrentState: { Name: "shutting-down" } }]);
    await waitUntilInstanceTerminated(
      { client: ec2, minDelay: 1, maxWaitTime: 90 },
      { InstanceIds: [InstanceId!] },
    );
    const instance = await look(InstanceId!);
    expect(instance).toMatchObject({
      State: { Name: "terminated" },
      StateReason: { Code: "Client.UserInitiatedShutdown" },
    });
    expect(instance.VpcId).toBeUndefined();
    expect((await ec2.send(new DescribeVolumesCommand({}))).Volumes).toEqual([]);
    expect((await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces).toEqual([]);
    await expect(ec2.send(new StartInstancesCommand({ InstanceIds: [InstanceId!] }))).rejects.toMatchObject({
      name: "IncorrectInstanceState",
    });
  });

  test("termination protection holds until it is taken off", async () => {
    const { ec2, run } = await start();
    const { InstanceId } = await run({ DisableApiTermination: true });
    const terminate = new TerminateInstancesCommand({ InstanceIds: [InstanceId!] });
    await expect(ec2.send(terminate)).rejects.toMatchObject({
      name: "OperationNotPermitted",
      message: expect.stringContaining("Modify its 'disableApiTermination' instance attribute"),
    });
    await ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } }),
    );
    expect((await ec2.send(terminate)).TerminatingInstances).toHaveLength(1);
  });
});

test("instances are found by filters, in pages", async () => {
  const { ec2, run } = await start();
  const web = await run({
    TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "Web 1" }] }],
  });
  await run({ MaxCount: 6 });
  const ids = async (Name: string, ...Values: string[]) => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name, Values }] }));
    return Reservations!.flatMap((it) => it.Instances!.map((instance) => instance.InstanceId));
  };
  expect(await ids("tag:Name", "Web*")).toEqual([web.InstanceId]);
  expect(await ids("network-interface.addresses.private-ip-address", web.PrivateIpAddress!)).toEqual([
    web.InstanceId,
  ]);
  expect(await ids("instance-state-name", "running")).toHaveLength(7);
  expect(await ids("vpc-id", "vpc-0")).toEqual([]);
  await expect(ids("colour", "red")).rejects.toMatchObject({ message: "The filter 'colour' is invalid" });
  const first = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
  const rest = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken: first.NextToken }));
  expect(rest.Reservations!.flatMap((it) => it.Instances!)).toHaveLength(2);
  expect(rest.NextToken).toBeUndefined();
});

test("attributes, metadata options and the console's output", async () => {
  const { ec2, run } = await start();
  const script = Buffer.from("#!/bin/bash -x\ndnf install -y httpd\n").toString("base64");
  const { InstanceId } = await run({ UserData: script });
  const userData = await ec2.send(
    new DescribeInstanceAttributeCommand({ InstanceId, Attribute: "userData" }),
  );
  expect(userData.UserData?.Value).toBe(script);
  const changed = await ec2.send(
    new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: "optional" }),
  );
  expect(changed.InstanceMetadataOptions).toMatchObject({ State: "pending", HttpTokens: "optional" });
  const { Output } = await ec2.send(new GetConsoleOutputCommand({ InstanceId }));
  expect(Buffer.from(Output!, "base64").toString()).toContain("+ dnf install -y httpd");
});

test("a second interface is attached, holds its group, and is detached before it goes", async () => {
  const { ec2, run } = await start();
  const { InstanceId, SubnetId } = await run();
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId, Description: "second" }),
  );
  const NetworkInterfaceId = NetworkInterface!.NetworkInterfaceId!;
  const attached = await ec2.send(
    new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId, DeviceIndex: 1 }),
  );
  await expect(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }))).rejects.toMatchObject({
    message: `Network interface '${NetworkInterfaceId}' is currently in use.`,
  });
  const groups = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ["default"] }));
  const held = await ec2.send(
    new DescribeNetworkInterfacesCommand({
      Filters: [{ Name: "group-id", Values: [groups.SecurityGroups![0]!.GroupId!] }],
    }),
  );
  expect(held.NetworkInterfaces).toHaveLength(2);
  await ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId: attached.AttachmentId }));
  await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
});

test("the catalogue: zones, offerings by zone, Amazon's images", async () => {
  const { ec2 } = await start();
  const zones = await ec2.send(
    new DescribeAvailabilityZonesCommand({ Filters: [{ Name: "zone-type", Values: ["availability-zone"] }] }),
  );
  expect(zones.AvailabilityZones!.map((zone) => zone.ZoneName)).toContain("us-east-1a");
  const offerings = await ec2.send(
    new DescribeInstanceTypeOfferingsCommand({
      LocationType: "availability-zone",
      Filters: [{ Name: "instance-type", Values: ["t3.micro"] }],
    }),
  );
  const offered = offerings.InstanceTypeOfferings!.map((it) => it.Location);
  expect(offered).toContain("us-east-1a");
  expect(offered).not.toContain("us-east-1e");
  const images = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"], ImageIds: [image] }));
  expect(images.Images).toMatchObject([{ ImageId: image, ImdsSupport: "v2.0", State: "available" }]);
});
