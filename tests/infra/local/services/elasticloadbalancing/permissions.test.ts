import {
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, test } from "vitest";
import { createActor } from "../../../../helpers/actors.ts";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { buildNetwork } from "./web-tier.ts";

test("a role makes what its policy names, tags it only if it may, and nothing else", async () => {
  const account = await useTestAccount();
  const { VpcId } = await buildNetwork(account);
  const { credentials } = await createActor(
    account,
    {
      Action: "elasticloadbalancing:CreateTargetGroup",
      Resource: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mine/*",
    },
    { Action: "elasticloadbalancing:Describe*", Resource: "*" },
  );
  const elb = account.client(ElasticLoadBalancingV2Client, { credentials });
  const create = (Name: string, Tags: { Key: string; Value: string }[] = []) =>
    elb.send(new CreateTargetGroupCommand({ Name, Protocol: "HTTP", Port: 80, VpcId, Tags }));
  await expect(create("other")).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(create("mine", [{ Key: "Lab", Value: "FND203" }])).rejects.toMatchObject({
    message: expect.stringContaining("elasticloadbalancing:AddTags"),
  });
  await create("mine");
  expect((await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups).toHaveLength(1);
});
