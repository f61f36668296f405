import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { createActor } from "../../helpers/actors.ts";
import { type TestAccount, useTestAccount } from "../../helpers/local-account.ts";
import { temporaryFolder } from "../../helpers/program.ts";

/** Something in the store of every service that a participant fills by hand. */
async function fill(account: TestAccount) {
  const { Vpc } = await account.client(EC2Client).send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
  const s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "kept" }));
  await s3.send(new PutObjectCommand({ Bucket: "kept", Key: "k", Body: "kept" }));
  await account
    .client(SSMClient)
    .send(new PutParameterCommand({ Name: "/kept", Value: "v", Type: "String" }));
  await account.client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName: "kept" }));
  await account.client(KMSClient).send(new DescribeKeyCommand({ KeyId: "alias/aws/s3" }));
  return { vpcId: Vpc!.VpcId!, actor: await createActor(account) };
}

test("an account comes back as it was: every store, the objects' bytes and the sessions", async () => {
  const home = await temporaryFolder();
  const first = await useTestAccount({ home });
  const { vpcId, actor } = await fill(first);
  await first.stop();

  const second = await useTestAccount({ home });
  // Anything but plain data in a store, such as a Map, would come back as something else.
  expect(second.cloud.state).toEqual(first.cloud.state);

  const { Vpcs } = await second.client(EC2Client).send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
  expect(Vpcs?.[0]).toMatchObject({ VpcId: vpcId, CidrBlock: "10.9.0.0/16", State: "available" });
  const object = await second.client(S3Client).send(new GetObjectCommand({ Bucket: "kept", Key: "k" }));
  expect(await object.Body?.transformToString()).toBe("kept");
  const identity = await second
    .client(STSClient, { credentials: actor.credentials })
    .send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe(actor.arn);
});
