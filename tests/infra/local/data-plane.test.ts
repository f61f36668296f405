import { request } from "node:http";
import {
  CreateNetworkAclEntryCommand,
  DeleteNetworkAclEntryCommand,
  DescribeInstancesCommand,
  DescribeNetworkAclsCommand,
  type EC2Client,
  RevokeSecurityGroupIngressCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateRuleCommand,
  DeleteListenerCommand,
  DeregisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, test } from "vitest";
import { type TestAccount, useTestAccount } from "../../helpers/local-account.ts";
import {
  buildNetwork,
  buildWebTier,
  launchServer,
  WITH_PAGE,
  WITHOUT_PAGE,
} from "./services/elasticloadbalancing/web-tier.ts";

interface Answer {
  status: number;
  server: string | string[] | undefined;
  body: string;
}

/** As `curl -x ENDPOINT http://HOST/PATH`. */
function get(account: TestAccount, host: string, path = "/", method = "GET"): Promise<Answer> {
  const { hostname, port } = new URL(account.endpoint);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path: `http://${host}${path}`, headers: { host } },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          body += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, server: response.headers.server, body }),
        );
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

async function addAclEntry(ec2: EC2Client, subnetId: string, entry: { CidrBlock: string; Egress: boolean }) {
  const { NetworkAcls } = await ec2.send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: "association.subnet-id", Values: [subnetId] }] }),
  );
  const NetworkAclId = NetworkAcls![0]!.NetworkAclId;
  const rule = { NetworkAclId, RuleNumber: 50, Protocol: "-1", RuleAction: "deny" as const, ...entry };
  await ec2.send(new CreateNetworkAclEntryCommand(rule));
  return () =>
    ec2.send(new DeleteNetworkAclEntryCommand({ NetworkAclId, RuleNumber: 50, Egress: entry.Egress }));
}

describe("a load balancer's name", () => {
  test("answers with a server's page", async () => {
    const account = await useTestAccount();
    const { balancer } = await buildWebTier(account);
    expect(await get(account, balancer.DNSName!)).toMatchObject({ status: 200, body: "<h1>It works</h1>\n" });
    expect(await get(account, balancer.DNSName!, "/missing")).toMatchObject({ status: 404 });
    expect(await get(account, balancer.DNSName!, "/", "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  test("answers though no target is healthy: it fails open to Apache's test page", async () => {
    const account = await useTestAccount();
    const { balancer } = await buildWebTier(account, WITHOUT_PAGE);
    expect(await get(account, balancer.DNSName!)).toMatchObject({
      status: 403,
      server: expect.stringContaining("Apache"),
    });
  });

  test("is a 502 of its own where nothing listens, a 503 without targets, refused without a listener", async () => {
    const account = await useTestAccount();
    const { balancer, elb, TargetGroupArn, servers, listener } = await buildWebTier(
      account,
      "#!/bin/bash -xe\nfalse\n",
    );
    expect(await get(account, balancer.DNSName!)).toMatchObject({ status: 502, server: "awselb/2.0" });
    const Targets = servers.map((server) => ({ Id: server.InstanceId! }));
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets }));
    expect(await get(account, balancer.DNSName!)).toMatchObject({ status: 503, server: "awselb/2.0" });
    await elb.send(new DeleteListenerCommand({ ListenerArn: listener.ListenerArn }));
    expect(await get(account, balancer.DNSName!)).toMatchObject({ status: 502, server: "handrail" });
  });

  test("does not answer once its subnets' replies to the Internet are dropped, and does again afterwards", async () => {
    const account = await useTestAccount();
    const { ec2, balancer, subnetIds } = await buildWebTier(account);
    // Both subnets have the VPC's default network ACL.
    const undo = await addAclEntry(ec2, subnetIds[0]!, { CidrBlock: "0.0.0.0/0", Egress: true });
    const dropped = await get(account, balancer.DNSName!);
    expect(dropped).toMatchObject({ status: 504, server: "handrail" });
    expect(dropped.body).toContain("acl-");
    await undo();
    expect(await get(account, balancer.DNSName!)).toMatchObject({ status: 200 });
  });

  test("follows its rules: a fixed response by path, the default for all else", async () => {
    const account = await useTestAccount();
    const { elb, balancer, listener } = await buildWebTier(account);
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: listener.ListenerArn,
        Priority: 1,
        Conditions: [{ Field: "path-pattern", Values: ["/status*"] }],
        Actions: [
          { Type: "fixed-response", FixedResponseConfig: { StatusCode: "418", MessageBody: "short" } },
        ],
      }),
    );
    expect(await get(account, balancer.DNSName!, "/status?a=1")).toMatchObject({
      status: 418,
      body: "short",
    });
    expect(await get(account, balancer.DNSName!, "/other")).toMatchObject({ status: 404 });
  });
});

describe("a public instance", () => {
  async function server(account: TestAccount, userData = WITH_PAGE) {
    const network = await buildNetwork(account);
    const { InstanceId } = await launchServer(
      network.ec2,
      network.subnetIds[0]!,
      network.balancerGroup,
      userData,
    );
    const look = async () => {
      const { Reservations } = await network.ec2.send(
        new DescribeInstancesCommand({ InstanceIds: [InstanceId!] }),
      );
      return Reservations![0]!.Instances![0]!;
    };
    return { ...network, InstanceId: InstanceId!, look };
  }

  test("answers by name and by address", async () => {
    const account = await useTestAccount();
    const { look } = await server(account);
    const { PublicDnsName, PublicIpAddress } = await look();
    expect(await get(account, PublicDnsName!)).toMatchObject({ status: 200, body: "<h1>It works</h1>\n" });
    expect(await get(account, PublicIpAddress!)).toMatchObject({ status: 200 });
    expect(await get(account, `${PublicIpAddress}:8080`)).toMatchObject({ status: 504 });
  });

  test("does not answer without a rule that lets the Internet in", async () => {
    const account = await useTestAccount();
    const { ec2, look, balancerGroup } = await server(account);
    const IpPermissions = [
      { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
    ];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: balancerGroup, IpPermissions }));
    const answer = await get(account, (await look()).PublicDnsName!);
    expect(answer).toMatchObject({ status: 504, server: "handrail" });
    expect(answer.body).toContain(balancerGroup);
  });

  test("installs nothing where it could not reach the Internet at its first boot", async () => {
    const account = await useTestAccount();
    const { ec2, subnetIds, look } = await server(account);
    const undo = await addAclEntry(ec2, subnetIds[0]!, { CidrBlock: "0.0.0.0/0", Egress: true });
    // User data runs at the first boot alone, and a stop comes after it.
    const { InstanceId } = await look();
    await ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId!] }));
    await ec2.send(new StartInstancesCommand({ InstanceIds: [InstanceId!] }));
    await undo();
    const answer = await get(account, (await look()).PublicDnsName!);
    expect(answer).toMatchObject({ status: 502, body: expect.stringContaining("refused the connection") });
  });

  test("runs after a restart what was enabled, and only that", async () => {
    const account = await useTestAccount();
    const started = await server(account, "#!/bin/bash\nyum install -y httpd\nservice httpd start\n");
    expect(await get(account, (await started.look()).PublicDnsName!)).toMatchObject({ status: 403 });
    await started.ec2.send(new StopInstancesCommand({ InstanceIds: [started.InstanceId] }));
    await started.ec2.send(new StartInstancesCommand({ InstanceIds: [started.InstanceId] }));
    expect(await get(account, (await started.look()).PublicDnsName!)).toMatchObject({ status: 502 });
  });
});

test("a name that nothing in the account has is a 502 that says so, and goes nowhere", async () => {
  const account = await useTestAccount();
  expect(await get(account, "example.com")).toEqual({
    status: 502,
    server: "handrail",
    body: "This account has no host named example.com.\n",
  });
});
