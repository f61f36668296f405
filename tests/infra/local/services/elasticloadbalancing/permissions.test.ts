import {
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { buildNetwork } from "./web-tier.ts";

test("a role makes what its policy names, tags it only if it may, and nothing else", async () => {
  const account = await useTestAccount();
  const { VpcId } = await buildNetwork(account);
  const iam = account.client(IAMClient);
  const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
  const trust = { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: document(trust) }),
  );
  const PolicyDocument = document(
    {
      Effect: "Allow",
      Action: "elasticloadbalancing:CreateTargetGroup",
      Resource: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mine/*",
    },
    { Effect: "Allow", Action: "elasticloadbalancing:Describe*", Resource: "*" },
  );
  await iam.send(new PutRolePolicyCommand({ RoleName: "r", PolicyName: "p", PolicyDocument }));
  const { Credentials } = await account
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: "test" }));
  const elb = account.client(ElasticLoadBalancingV2Client, {
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  });
  const create = (Name: string, Tags: { Key: string; Value: string }[] = []) =>
    elb.send(new CreateTargetGroupCommand({ Name, Protocol: "HTTP", Port: 80, VpcId, Tags }));
  await expect(create("other")).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(create("mine", [{ Key: "Lab", Value: "FND203" }])).rejects.toMatchObject({
    message: expect.stringContaining("elasticloadbalancing:AddTags"),
  });
  await create("mine");
  expect((await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toHaveLength(1);
});
