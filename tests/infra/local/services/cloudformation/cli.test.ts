import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { cliAvailable, cliReadsEndpoint } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { settled, useBench } from "./stack.ts";

const TEMPLATE = `
Parameters:
  Cidr: { Type: String, Default: 10.0.0.0/16 }
Conditions:
  Small: !Equals [!Ref Cidr, 10.9.0.0/24]
Resources:
  Net:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref Cidr
      Tags: [{ Key: Name, Value: !Sub "\${AWS::StackName} net" }]
  Sub:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Net
      CidrBlock: !Select [0, !Cidr [!GetAtt Net.CidrBlock, 1, 8]]
      AvailabilityZone: !Select [0, !GetAZs ""]
      MapPublicIpOnLaunch: !If [Small, no, yes]
Outputs:
  Net: { Value: !Ref Net, Export: { Name: !Sub "\${AWS::StackName}-net" } }
`;

const second = () => Math.floor(Date.now() / 1000);

/** A template in a file, gone when the test ends. */
async function templateFile(text: string): Promise<string> {
  const folder = await temporaryFolder();
  const path = join(folder, "template.yaml");
  await writeFile(path, text);
  return path;
}

// The CLI takes some two seconds to start, six times over.
test.skipIf(!cliAvailable)(
  "the AWS CLI deploys a stack, deploys it again, and deletes it",
  { timeout: 120_000 },
  async () => {
    const { account, cfn } = await useBench();
    const path = await templateFile(TEMPLATE);
    const cloudformation = (...args: string[]) => account.cli(["cloudformation", ...args]);
    let lastEnded = 0;
    const deploy = async (...more: string[]) => {
      // The CLI names a change set after the second, and a second one of that name is refused.
      await expect.poll(second, { timeout: 10_000 }).not.toBe(lastEnded);
      const result = await cloudformation("deploy", "--stack-name", "demo", "--template-file", path, ...more);
      lastEnded = second();
      return result;
    };
    expect(await deploy()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Successfully created/updated"),
    });
    expect(await deploy("--no-fail-on-empty-changeset")).toMatchObject({
      stderr: "",
      code: 0,
      stdout: expect.stringContaining("No changes to deploy. Stack demo is up to date"),
    });
    // Above 51,200 bytes a template comes by way of a bucket, which the CLI names by the account's own URL.
    await writeFile(path, `${TEMPLATE}# ${"large ".repeat(10_000)}\n`);
    const change = ["--parameter-overrides", "Cidr=10.5.0.0/16", "--tags", "Lab=demo"];
    expect(await deploy(...change)).toMatchObject({
      stderr: expect.stringMatching(/51,?200 bytes[\s\S]*--s3-bucket/),
    });
    const s3 = account.client(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
    // An older CLI would upload to AWS: its --endpoint-url is the command's own, and not the upload's.
    if (cliReadsEndpoint) {
      const changed = await deploy(...change, "--s3-bucket", "templates", "--s3-prefix", "demo");
      expect(changed).toMatchObject({ code: 0, stderr: expect.stringMatching(/^\s*Uploading to demo\//) });
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "templates" }));
      expect(Contents).toMatchObject([{ Key: expect.stringMatching(/^demo\/[0-9a-f]{32}\.template$/) }]);
    } else {
      await writeFile(path, TEMPLATE);
      expect(await deploy(...change)).toMatchObject({ code: 0 });
    }
    expect(await settled(cfn, "demo")).toMatchObject({
      StackStatus: "UPDATE_COMPLETE",
      Parameters: [{ ParameterKey: "Cidr", ParameterValue: "10.5.0.0/16" }],
      Outputs: [{ OutputKey: "Net", OutputValue: expect.stringMatching(/^vpc-/), ExportName: "demo-net" }],
      Tags: [{ Key: "Lab", Value: "demo" }],
    });
    const inLab = new DescribeSubnetsCommand({ Filters: [{ Name: "tag:Lab", Values: ["demo"] }] });
    expect((await account.client(EC2Client).send(inLab)).Subnets).toMatchObject([
      { CidrBlock: "10.5.0.0/24", AvailabilityZone: "us-east-1a", MapPublicIpOnLaunch: true },
    ]);
    expect(await cloudformation("delete-stack", "--stack-name", "demo")).toMatchObject({ code: 0 });
    expect(await cloudformation("wait", "stack-delete-complete", "--stack-name", "demo")).toMatchObject({
      code: 0,
    });
  },
);
