import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { DescribeInstanceInformationCommand, StartSessionCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BuiltLab, buildLab } from "../../../../../tasks/fixtures/built-lab.ts";
import { RawClient } from "./raw-client.ts";

let lab: BuiltLab;
beforeAll(async () => {
  lab = await buildLab();
});
afterAll(() => lab.account.stop());

async function idOf(name: string): Promise<string> {
  const Filters = [{ Name: "tag:Name", Values: [name] }];
  const { Reservations } = await lab.clients.ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations![0]!.Instances![0]!.InstanceId!;
}

test("every server of the lab is a managed node, through its VPC's endpoints or the Internet", async () => {
  const { InstanceInformationList } = await lab.clients.ssm.send(new DescribeInstanceInformationCommand({}));
  expect(InstanceInformationList!.map((it) => it.PingStatus)).toEqual(Array(8).fill("Online"));
});

test("a Services server answers the guide's commands", async () => {
  const { StreamUrl, TokenValue } = await lab.clients.ssm.send(
    new StartSessionCommand({ Target: await idOf("Services Server for AZ1") }),
  );
  const client = new RawClient(StreamUrl!);
  await client.open(TokenValue!);
  await client.shakeHands();
  await client.until(/sh-5\.2\$ $/);
  const answer = async (command: string) => {
    const before = client.screen().length;
    client.type(`${command}\r`);
    const prompts = () =>
      client
        .screen()
        .slice(before)
        .match(/sh-5\.2\$ $/);
    await client.frame(
      (it) =>
        it === client.frames[0] && prompts() !== null && client.screen().length > before + command.length + 1,
    );
    return client
      .screen()
      .slice(before)
      .replace(/^.*\n/, "")
      .replace(/sh-5\.2\$ $/, "");
  };
  const data = "http://169.254.169.254/latest/meta-data";
  // What the guide of 2019 had typed: the image of today wants a token.
  expect(await answer(`curl ${data}/security-groups`)).toContain("401 - Unauthorized");
  expect(
    await answer(
      "TOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 300')",
    ),
  ).toBe("");
  const get = (path: string) => answer(`curl -s -H "X-aws-ec2-metadata-token: $TOKEN" ${data}/${path}`);
  expect(await get("security-groups")).toBe("Services Server Security Group");
  expect(await get("iam/security-credentials/SharedServerConnectivityRole")).toContain('"Type" : "AWS-HMAC"');
  expect(await answer("ping -c 3 8.8.8.8")).toContain("3 packets transmitted, 0 received, 100% packet loss");
});
