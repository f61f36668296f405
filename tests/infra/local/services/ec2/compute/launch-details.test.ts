import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { publicImages } from "../../../../../../infra/local/images.ts";
import { useTestAccount } from "../../../../../helpers/local-account.ts";

const image = publicImages("us-east-1").find((it) => it.imdsSupport && it.architecture === "x86_64")!.id;

async function start() {
  const account = await useTestAccount();
  const ec2 = account.client(EC2Client);
  const run = (input: Partial<RunInstancesCommandInput> = {}) =>
    ec2.send(
      new RunInstancesCommand({
        ImageId: image,
        InstanceType: "t3.micro",
        MinCount: 1,
        MaxCount: 1,
        ...input,
      }),
    );
  return { account, ec2, run };
}

test("a Region runs 32 vCPUs; stopped instances do not count until they are started", async () => {
  const { ec2, run } = await start();
  const exceeded = {
    name: "VcpuLimitExceeded",
    message: expect.stringContaining("your current vCPU limit of 32 allows"),
  };
  await expect(run({ MinCount: 17, MaxCount: 17 })).rejects.toMatchObject(exceeded);
  const { Instances } = await run({ MinCount: 16, MaxCount: 16 });
  await expect(run()).rejects.toMatchObject(exceeded);
  const InstanceIds = [Instances![0]!.InstanceId!];
  await ec2.send(new StopInstancesCommand({ InstanceIds }));
  await run();
  await expect(ec2.send(new StartInstancesCommand({ InstanceIds }))).rejects.toMatchObject(exceeded);
});

test("in a subnet security groups go by their ids", async () => {
  const { ec2, run } = await start();
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
  const SubnetId = Subnets!.find((subnet) => subnet.AvailabilityZone === "us-east-1a")!.SubnetId;
  await expect(run({ SubnetId, SecurityGroups: ["default"] })).rejects.toMatchObject({
    name: "InvalidParameterCombination",
    message: "The parameter groupName cannot be used with the parameter subnet",
  });
  const { Instances } = await run({ SecurityGroups: ["default"] });
  expect(Instances![0]!.SecurityGroups).toMatchObject([{ GroupName: "default" }]);
});

test("an encrypted root volume is made from the image's snapshot, with the account's key for EBS", async () => {
  const { account, ec2, run } = await start();
  await run({ BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: true } }] });
  const { Volumes } = await ec2.send(new DescribeVolumesCommand({}));
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [image] }));
  const { KeyMetadata } = await account
    .client(KMSClient)
    .send(new DescribeKeyCommand({ KeyId: "alias/aws/ebs" }));
  expect(Volumes).toMatchObject([
    { KmsKeyId: KeyMetadata!.Arn, SnapshotId: Images![0]!.BlockDeviceMappings![0]!.Ebs!.SnapshotId },
  ]);
  expect(Volumes![0]!.SnapshotId).toMatch(/^snap-[0-9a-f]{17}$/);
});

test("an instance is described with the defaults of its launch", async () => {
  const { ec2, run } = await start();
  await run();
  await run({ InstanceType: "t2.micro" });
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({}));
  const [nitro, xen] = Reservations!.flatMap((it) => it.Instances!);
  expect(nitro).toMatchObject({
    BootMode: "uefi-preferred",
    CurrentInstanceBootMode: "uefi",
    CapacityReservationSpecification: { CapacityReservationPreference: "open" },
    HibernationOptions: { Configured: false },
    MaintenanceOptions: { AutoRecovery: "default" },
    StateTransitionReason: "",
  });
  expect(xen).toMatchObject({ BootMode: "uefi-preferred", CurrentInstanceBootMode: "legacy-bios" });
});

// What reads `Tags` of an untagged one without looking fails on AWS too.
test("what has no tags is described without the member, as observed", async () => {
  const { ec2, run } = await start();
  await run();
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const { Volumes } = await ec2.send(new DescribeVolumesCommand({}));
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({}));
  const instance = Reservations![0]!.Instances![0]!;
  for (const untagged of [Vpcs![0]!, Subnets![0]!, SecurityGroups![0]!, Volumes![0]!, instance])
    expect(untagged.Tags).toBeUndefined();
});
