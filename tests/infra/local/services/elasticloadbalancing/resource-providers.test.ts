import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { DescribeInstancesCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, test } from "vitest";
import { publicImages } from "../../../../../infra/local/images.ts";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { WITH_PAGE } from "./web-tier.ts";

const image = publicImages("us-east-1").find((it) => it.imdsSupport && it.architecture === "x86_64")!.id;

/** A server of the default VPC behind a load balancer, its numbers as texts, as parameters bring them. */
function template(subnets: string[], vpcId: string, interval: string, extraTags: object[] = []) {
  const ref = (Ref: string) => ({ Ref });
  const get = (...parts: string[]) => ({ "Fn::GetAtt": parts });
  const elb = (type: string, Properties: object) => ({
    Type: `AWS::ElasticLoadBalancingV2::${type}`,
    Properties,
  });
  return JSON.stringify({
    Resources: {
      Server: {
        Type: "AWS::EC2::Instance",
        Properties: {
          ImageId: image,
          InstanceType: "t3.micro",
          SubnetId: subnets[0],
          UserData: { "Fn::Base64": WITH_PAGE },
          Tags: [{ Key: "Name", Value: "Web" }],
        },
      },
      Balancer: elb("LoadBalancer", { Subnets: subnets, Tags: [{ Key: "Name", Value: "lb" }, ...extraTags] }),
      Group: elb("TargetGroup", {
        Protocol: "HTTP",
        Port: "80",
        VpcId: vpcId,
        HealthCheckIntervalSeconds: interval,
        Targets: [{ Id: ref("Server") }],
        TargetGroupAttributes: [{ Key: "deregistration_delay.timeout_seconds", Value: 5 }],
      }),
      Listener: elb("Listener", {
        LoadBalancerArn: ref("Balancer"),
        Port: "80",
        Protocol: "HTTP",
        DefaultActions: [{ Type: "forward", TargetGroupArn: ref("Group") }],
      }),
      Rule: elb("ListenerRule", {
        ListenerArn: ref("Listener"),
        Priority: "5",
        Conditions: [{ Field: "path-pattern", Values: ["/x"] }],
        Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: 200 } }],
      }),
    },
    Outputs: Object.fromEntries(
      [
        ["Arn", ref("Group")],
        ["Dns", get("Balancer", "DNSName")],
        ["FullName", get("Balancer", "LoadBalancerFullName")],
        ["GroupFullName", get("Group", "TargetGroupFullName")],
        ["PrivateIp", get("Server", "PrivateIp")],
        ["ServerDns", get("Server", "PublicDnsName")],
        ["Zone", get("Server", "AvailabilityZone")],
      ].map(([name, Value]) => [name, { Value }]),
    ),
  });
}

test("a stack makes a server behind a load balancer, changes it in place, and removes it all", async () => {
  const account = await useTestAccount();
  const cfn = account.client(CloudFormationClient);
  const ec2 = account.client(EC2Client);
  const elb = account.client(ElasticLoadBalancingV2Client);
  const found = await ec2.send(
    new DescribeSubnetsCommand({
      Filters: [{ Name: "availability-zone", Values: ["us-east-1a", "us-east-1b"] }],
    }),
  );
  const subnets = found.Subnets!.map((subnet) => subnet.SubnetId!);
  const vpcId = found.Subnets![0]!.VpcId!;
  const StackName = "web";
  const wait = { client: cfn, minDelay: 1, maxWaitTime: 90 };
  await cfn.send(new CreateStackCommand({ StackName, TemplateBody: template(subnets, vpcId, "60") }));
  await waitUntilStackCreateComplete(wait, { StackName });
  const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName }));
  const outputs = Object.fromEntries(Stacks![0]!.Outputs!.map((it) => [it.OutputKey, it.OutputValue!]));
  const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({}));
  const balancer = LoadBalancers![0]!;
  expect(balancer.LoadBalancerName).toMatch(/^web-Balanc?/);
  expect(outputs).toMatchObject({
    Dns: balancer.DNSName,
    FullName: balancer.LoadBalancerArn!.split(":loadbalancer/")[1],
    GroupFullName: expect.stringMatching(/^targetgroup\/web-/),
    Zone: "us-east-1a",
  });
  const { Reservations } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [{ Name: "tag:aws:cloudformation:logical-id", Values: ["Server"] }],
    }),
  );
  expect(Reservations![0]!.Instances![0]).toMatchObject({
    PrivateIpAddress: outputs.PrivateIp,
    PublicDnsName: outputs.ServerDns,
  });
  const health = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: outputs.Arn }));
  // The default group lets nothing in from the Internet, and everything from its own members: the load balancer.
  expect(health.TargetHealthDescriptions).toMatchObject([{ TargetHealth: { State: "healthy" } }]);

  const changed = template(subnets, vpcId, "15", [{ Key: "Lab", Value: "FND203" }]);
  await cfn.send(new UpdateStackCommand({ StackName, TemplateBody: changed }));
  await waitUntilStackUpdateComplete(wait, { StackName });
  const tags = await elb.send(new DescribeTagsCommand({ ResourceArns: [balancer.LoadBalancerArn!] }));
  expect(tags.TagDescriptions![0]!.Tags).toContainEqual({ Key: "Lab", Value: "FND203" });
  expect(tags.TagDescriptions![0]!.Tags).toContainEqual({
    Key: "aws:cloudformation:stack-name",
    Value: "web",
  });

  await cfn.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(wait, { StackName: Stacks![0]!.StackId! });
  expect((await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
  const left = await ec2.send(new DescribeInstancesCommand({}));
  expect(left.Reservations![0]!.Instances![0]!.State!.Name).toBe("terminated");
});
