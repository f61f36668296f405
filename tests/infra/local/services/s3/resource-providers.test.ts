import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let stacks: CloudFormationClient;
let s3: S3Client;
const quickly = () => ({ client: stacks, maxWaitTime: 90, minDelay: 0.02, maxDelay: 0.05 });
beforeAll(async () => {
  account = await startTestAccount();
  stacks = account.client(CloudFormationClient);
  s3 = account.client(S3Client);
});
afterAll(() => account.stop());

const template = (properties: object) =>
  JSON.stringify({
    Resources: {
      Store: { Type: "AWS::S3::Bucket", Properties: properties },
      StorePolicy: {
        Type: "AWS::S3::BucketPolicy",
        Properties: {
          Bucket: { Ref: "Store" },
          PolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: { "Fn::Sub": "${Store.Arn}/*" },
                Condition: { Bool: { "aws:SecureTransport": "never" } },
              },
            ],
          },
        },
      },
    },
    Outputs: {
      Name: { Value: { Ref: "Store" } },
      Arn: { Value: { "Fn::GetAtt": ["Store", "Arn"] } },
      Domain: { Value: { "Fn::GetAtt": ["Store", "RegionalDomainName"] } },
    },
  });

test("a stack's bucket is made, changed, kept while it holds something, and deleted", async () => {
  const StackName = "buckets";
  await stacks.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: template({
        VersioningConfiguration: { Status: "Enabled" },
        Tags: [{ Key: "team", Value: "blue" }],
      }),
    }),
  );
  await waitUntilStackCreateComplete(quickly(), { StackName });
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }));
  const outputs = Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]),
  );
  const Bucket = outputs.Name ?? "";
  expect(Bucket).toMatch(/^buckets-store-[a-z0-9]+$/);
  expect(outputs).toMatchObject({
    Arn: `arn:aws:s3:::${Bucket}`,
    Domain: `${Bucket}.s3.us-east-1.amazonaws.com`,
  });
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
  const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
  expect(TagSet).toEqual(
    expect.arrayContaining([
      { Key: "team", Value: "blue" },
      { Key: "aws:cloudformation:logical-id", Value: "Store" },
    ]),
  );
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain(`${Bucket}/*`);

  await stacks.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: template({ PublicAccessBlockConfiguration: { BlockPublicAcls: "true" } }),
    }),
  );
  await waitUntilStackUpdateComplete(quickly(), { StackName });
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Suspended");
  expect(await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false },
  });

  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
  await stacks.send(new DeleteStackCommand({ StackName }));
  await expect(waitUntilStackDeleteComplete(quickly(), { StackName })).rejects.toThrow(/DELETE_FAILED/);
  const { StackEvents } = await stacks.send(new DescribeStackEventsCommand({ StackName }));
  expect(
    StackEvents?.find((one) => one.ResourceStatus === "DELETE_FAILED" && one.LogicalResourceId === "Store")
      ?.ResourceStatusReason,
  ).toContain("The bucket you tried to delete is not empty");
});

test("a setting that is refused takes the bucket with it", async () => {
  const StackName = "refused";
  const { StackId } = await stacks.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify({
        Resources: {
          Store: { Type: "AWS::S3::Bucket", Properties: { BucketName: "refused-store", Colour: "blue" } },
        },
      }),
    }),
  );
  await expect(waitUntilStackCreateComplete(quickly(), { StackName })).rejects.toThrow(/ROLLBACK/);
  const { StackEvents } = await stacks.send(new DescribeStackEventsCommand({ StackName: StackId }));
  expect(StackEvents?.map((one) => one.ResourceStatusReason).join()).toContain(
    "#: extraneous key [Colour] is not permitted",
  );
  await expect(s3.send(new HeadBucketCommand({ Bucket: "refused-store" }))).rejects.toMatchObject({
    name: "NotFound",
  });
});
