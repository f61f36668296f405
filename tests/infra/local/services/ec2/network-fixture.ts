import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeNetworkAclsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

/** One server for a test file, and for each test an account of its own, in which nothing was made yet. */
export function freshAccounts(): { client: (region?: string) => EC2Client; account: () => TestAccount } {
  let account: TestAccount;
  let accounts = 0;
  beforeAll(async () => {
    account = await startTestAccount();
  });
  afterAll(() => account.stop());
  return {
    client: (region = "us-east-1") => {
      const accessKeyId = String(200_000_000_000 + accounts++);
      return account.client(EC2Client, { region, credentials: { accessKeyId, secretAccessKey: "test" } });
    },
    account: () => account,
  };
}

export async function createVpc(ec2: EC2Client, CidrBlock = "10.0.0.0/16"): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
  return Vpc!.VpcId!;
}

export async function createSubnet(
  ec2: EC2Client,
  VpcId: string,
  CidrBlock = "10.0.0.0/24",
): Promise<string> {
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock }));
  return Subnet!.SubnetId!;
}

/** The ACL that a subnet has, and the id of their association. */
export async function aclOfSubnet(ec2: EC2Client, subnetId: string) {
  const { NetworkAcls } = await ec2.send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: "association.subnet-id", Values: [subnetId] }] }),
  );
  expect(NetworkAcls).toHaveLength(1);
  const acl = NetworkAcls![0]!;
  const association = acl.Associations!.find((each) => each.SubnetId === subnetId)!;
  return { acl, associationId: association.NetworkAclAssociationId! };
}

/** Expects AWS's error by code, and by message where one is given. */
export async function expectError(call: Promise<unknown>, name: string, message?: string): Promise<void> {
  await expect(call).rejects.toMatchObject(message === undefined ? { name } : { name, message });
}
