// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  EC2Client,
  ModifyInstanceMetadataOptionsCommand,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCall } from "../../../../infra/local/dispatch.ts";
import { openShell, type Shell } from "../../../../infra/local/instance-shell/shell.ts";
import { servicePrincipal } from "../../../../infra/local/principal.ts";
import { ec2 } from "../../../../infra/local/services/ec2/store.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { launchServer, WITH_PAGE } from "../services/elasticloadbalancing/web-tier.ts";
import { launchNode, makeRole } from "../services/ssm/managed-node.ts";

let account: TestAccount;
let target: string;

beforeAll(async () => {
  account = await startTestAccount();
  await makeRole(account);
  target = await launchNode(account);
});
afterAll(() => account.stop());

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROL_SEQUENCE = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;
const PROMPT = "sh-5.2$ ";

/** A shell on an instance, typed into and read like a terminal. */
class Typed {
  readonly shell: Shell;
  ended = false;
  #text = "";
  #heard = () => {};

  constructor(instanceId = target, command?: string) {
    const { cloud } = account;
    const place = { accountId: "123456789012", region: "us-east-1" };
    const call = makeCall(cloud, {
      ...place,
      principal: servicePrincipal("ssm.amazonaws.com", place.accountId),
    });
    this.shell = openShell(
      call,
      ec2(call).instances[instanceId]!,
      {
        write: (text) => {
          this.#text += text;
          this.#heard();
        },
        exit: () => {
          this.ended = true;
          this.#heard();
        },
      },
      { user: "ssm-user", command },
    );
    this.shell.resize(1_000, 50);
  }

  get text(): string {
    return this.#text.replaceAll(CONTROL_SEQUENCE, "").replaceAll("\r", "");
  }

  type(text: string): void {
    this.shell.input(new TextEncoder().encode(text));
  }

  until(fits: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#heard = () => {
        if (fits()) resolve();
      };
      this.#heard();
    });
  }

  /** What a command writes, up to the next prompt. */
  async run(command: string): Promise<string> {
    await this.until(() => this.text.endsWith(PROMPT));
    this.#text = "";
    this.type(`${command}\r`);
    await this.until(
      () => this.text.length > command.length && this.text.endsWith(PROMPT) && this.text.includes("\n"),
    );
    return this.text.slice(this.text.indexOf("\n") + 1, -PROMPT.length);
  }
}

/** What each of these commands writes, in one shell. */
async function run(...commands: string[]): Promise<string[]> {
  const shell = new Typed();
  const answers: string[] = [];
  for (const command of commands) answers.push(await shell.run(command));
  return answers;
}

describe("the language", () => {
  it.each([
    ["echo one   two", "one two\n"],
    ["echo 'one   two' \"$HOME\" ~", "one   two /home/ssm-user /home/ssm-user\n"],
    ["A='x y'; echo $A \"$A\" ${B:-none}", "x y x y none\n"],
    ['echo $(echo a; echo b) "$(echo c; echo d)"', "a b c\nd\n"],
    ["echo -n no newline", "no newline"],
    ["echo -e 'a\\tb'", "a\tb\n"],
    ["printf '%s=%d\\n' a 1 b 2", "a=1\nb=2\n"],
    ["false; echo $?", "1\n"],
    ["false && echo no || echo yes", "yes\n"],
    ["! false; echo $?", "0\n"],
    ["nosuch; echo $?", "sh: nosuch: command not found\n127\n"],
    ["./nosuch", "sh: ./nosuch: No such file or directory\n"],
    ["vim x", "sh: vim: the emulated instance does not have this command; type help for those that it has\n"],
    ["nosuch 2>/dev/null; nosuch &> /dev/null; echo quiet", "quiet\n"],
    ["nosuch 2>&1 | grep -c found", "1\n"],
    ["echo a > /tmp/f; echo b >> /tmp/f; cat < /tmp/f; wc -l /tmp/f", "a\nb\n2 /tmp/f\n"],
    ["echo x > /etc/motd", "sh: /etc/motd: Permission denied\n"],
    ["cat /nosuch | wc -l", "cat: /nosuch: No such file or directory\n0\n"],
    ["printf 'b\\na\\nb\\n' | sort | uniq -c | head -1 | tr -s ' '", " 1 a\n"],
    ["echo a,b,c | cut -d, -f2-", "b,c\n"],
    ["echo one two | tee /tmp/t | tr 'a-z' 'A-Z'; cat /tmp/t", "ONE TWO\none two\n"],
    ["cat /etc/os-release | grep -i pretty | head -n1", 'PRETTY_NAME="Amazon Linux 2023.9.20251027"\n'],
    ['VAR=1 env | grep ^VAR; echo "[$VAR]"', "VAR=1\n[]\n"],
    ["export X=5; printenv | grep ^X=", "X=5\n"],
    ["cd /tmp; pwd; cd -; cd /nosuch", "/tmp\n/usr/bin\nsh: cd: /nosuch: No such file or directory\n"],
    ["[ -f /etc/hosts ] && test 2 -gt 1 && echo yes", "yes\n"],
    ["for i in 1; do echo $i; done", "sh: Handrail's shell has no compound commands such as `for'\n"],
    ["| x", "sh: syntax error near unexpected token `|'\n"],
    ["", ""],
    ["   # only a comment", ""],
  ])("%s", async (command, expected) => {
    expect((await run(command))[0]).toBe(expected);
  });

  it("takes a command over several lines", async () => {
    const shell = new Typed();
    await shell.until(() => shell.text.endsWith(PROMPT));
    shell.type("echo 'one\r");
    await shell.until(() => shell.text.endsWith("\n> "));
    shell.type("two'\r");
    await shell.until(() => shell.text.endsWith(`\none\ntwo\n${PROMPT}`));
  });
});

describe("the instance", () => {
  it("is Amazon Linux, with the session's user", async () => {
    const [who, id, host, uname, sudo] = await run("whoami", "id -u", "hostname", "uname -sm", "sudo whoami");
    expect([who, id, uname, sudo]).toEqual(["ssm-user\n", "1001\n", "Linux x86_64\n", "root\n"]);
    expect(host).toMatch(/^ip-172-31-\d+-\d+\.ec2\.internal\n$/);
  });

  it("keeps a history, and says what it has", async () => {
    const [, history, help] = await run("echo remembered", "history", "help");
    expect(history).toBe("    1  echo remembered\n    2  history\n");
    expect(help).toContain("curl");
  });

  it("ends with exit, and with a single command", async () => {
    const shell = new Typed();
    shell.type("exit 3\r");
    await shell.until(() => shell.ended);
    expect(shell.text).toContain("exit\n");
    const command = new Typed(target, "echo one; echo two");
    await command.until(() => command.ended);
    expect(command.text).toBe("one\ntwo\n");
  });
});

const IMDS = "http://169.254.169.254/latest";
const TOKEN = `T=$(curl -sX PUT ${IMDS}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 300')`;
const WITH = '-H "X-aws-ec2-metadata-token: $T"';

describe("the metadata service", () => {
  it("wants a token where the image does, and gives none without a lifetime", async () => {
    const code = "-s -o /dev/null -w '%{http_code}'";
    const [plain, wrong, , right, missing, long, late] = await run(
      `curl ${code} ${IMDS}/meta-data/`,
      `curl ${code} -H 'X-aws-ec2-metadata-token: nonsense' ${IMDS}/meta-data/`,
      TOKEN,
      `curl ${code} ${WITH} ${IMDS}/meta-data/nosuch`,
      `curl ${code} -X PUT ${IMDS}/api/token`,
      `curl ${code} -X PUT ${IMDS}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21601'`,
      `curl ${code} -X PUT -H 'X-Forwarded-For: 1.2.3.4' ${IMDS}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 5'`,
    );
    expect([plain, wrong, right, missing, long, late]).toEqual(["401", "401", "404", "400", "400", "403"]);
  });

  it("tells what the instance is", async () => {
    const shell = new Typed();
    await shell.run(TOKEN);
    const get = (path: string) => shell.run(`curl -s ${WITH} ${IMDS}/${path}`);
    expect(await shell.run("echo $T | wc -c")).toBe("57\n");
    expect(await get("meta-data/instance-id")).toBe(target);
    expect(await get("meta-data/security-groups")).toBe("default");
    expect(await get("meta-data/placement/availability-zone")).toMatch(/^us-east-1[a-f]$/);
    expect(await get("meta-data/iam/security-credentials/")).toBe("NodeRole");
    expect(await get("meta-data/")).toMatch(/^ami-id\n[\s\S]*\niam\/\n[\s\S]*\nservices\/$/);
    expect(await get("")).toBe("dynamic\nmeta-data");
    expect(await get("meta-data/local-ipv4")).toMatch(/^172\.31\.\d+\.\d+$/);
    expect(await get("meta-data/public-ipv4")).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    const document = JSON.parse(await get("dynamic/instance-identity/document"));
    expect(document).toMatchObject({ instanceId: target, region: "us-east-1", accountId: "123456789012" });
    expect(await get("user-data")).toContain("404 - Not Found");
  });

  it("hands out credentials that work, and the same until they are old", async () => {
    const shell = new Typed();
    await shell.run(TOKEN);
    const read = () => shell.run(`curl -s ${WITH} ${IMDS}/meta-data/iam/security-credentials/NodeRole`);
    const text = await read();
    expect(text).toMatch(/^\{\n {2}"Code" : "Success",\n {2}"LastUpdated" : "/);
    expect(await read()).toBe(text);
    const { AccessKeyId, SecretAccessKey, Token, Type } = JSON.parse(text);
    expect(Type).toBe("AWS-HMAC");
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
    const identity = await account.client(STSClient, { credentials }).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::123456789012:assumed-role/NodeRole/${target}`);
    // They are the role's, and may what the role may.
    await expect(
      account.client(S3Client, { credentials }).send(new ListBucketsCommand({})),
    ).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });

  it("needs no token where the instance says so, and is off where it says that", async () => {
    const id = await launchNode(account, { MetadataOptions: { HttpTokens: "optional" } });
    const shell = new Typed(id);
    expect(await shell.run(`curl -s ${IMDS}/meta-data/instance-id`)).toBe(id);
    const client = account.client(EC2Client);
    await client.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, HttpTokens: "required" }));
    expect(await shell.run(`curl -s ${IMDS}/meta-data/instance-id`)).toContain("401 - Unauthorized");
    await client.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, HttpEndpoint: "disabled" }));
    expect(await shell.run(`curl -s ${IMDS}/meta-data/instance-id`)).toContain("403 - Forbidden");
  });

  it("has no credentials for an instance without a role", async () => {
    const shell = new Typed(await launchNode(account, { IamInstanceProfile: undefined }));
    await shell.run(TOKEN);
    expect(await shell.run(`curl -s ${WITH} ${IMDS}/meta-data/iam/`)).toContain("404 - Not Found");
    expect(await shell.run("aws sts get-caller-identity")).toContain("Unable to locate credentials");
  });
});

describe("the network", () => {
  it("answers as the evaluator says, and no more once a rule is gone", async () => {
    const client = account.client(EC2Client);
    const shell = new Typed();
    expect(await shell.run("ping -c 2 8.8.8.8")).toMatch(
      /^PING 8\.8\.8\.8 \(8\.8\.8\.8\) 56\(84\) bytes of data\.\n64 bytes from 8\.8\.8\.8: icmp_seq=1 ttl=117 time=[\d.]+ ms\n64 bytes [\s\S]*\n\n--- 8\.8\.8\.8 ping statistics ---\n2 packets transmitted, 2 received, 0% packet loss, time \d+ms\nrtt min\/avg\/max\/mdev = [\d./]+ ms\n$/,
    );
    expect(await shell.run("curl -s http://example.com")).toContain("emulated Internet");
    expect(await shell.run("curl -s http://checkip.amazonaws.com")).toMatch(/^\d+\.\d+\.\d+\.\d+\n$/);
    expect(await shell.run("aws sts get-caller-identity | grep -o assumed-role/NodeRole")).toBe(
      "assumed-role/NodeRole\n",
    );
    const place = { accountId: "123456789012", region: "us-east-1" };
    const store = ec2(
      makeCall(account.cloud, { ...place, principal: servicePrincipal("ec2", place.accountId) }),
    );
    const GroupId = store.instances[target]!.securityGroupIds[0]!;
    const IpPermissions = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
    await client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    expect(await shell.run("ping -c 3 8.8.8.8; echo $?")).toMatch(
      /^PING .*\n\n--- 8\.8\.8\.8 ping statistics ---\n3 packets transmitted, 0 received, 100% packet loss, time \d+ms\n\n1\n$/,
    );
    expect(await shell.run("curl -m 5 http://example.com; echo $?")).toBe(
      "curl: (28) Connection timed out after 5001 milliseconds\n28\n",
    );
    expect(await shell.run("curl http://example.com")).toMatch(
      /^curl: \(28\) Failed to connect to example\.com port 80 after \d+ ms: Could not connect to server\n$/,
    );
    expect(await shell.run("aws sts get-caller-identity")).toContain("Connect timeout on endpoint URL");
    await client.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
  });

  it("leads to the account's own servers, by address", async () => {
    const client = account.client(EC2Client);
    const place = { accountId: "123456789012", region: "us-east-1" };
    const store = ec2(
      makeCall(account.cloud, { ...place, principal: servicePrincipal("ec2", place.accountId) }),
    );
    const { SubnetId, securityGroupIds } = store.instances[target]!;
    const server = await launchServer(client, SubnetId, securityGroupIds[0]!, WITH_PAGE);
    const shell = new Typed();
    // The default group lets its own members in.
    expect(await shell.run(`curl http://${server.PrivateIpAddress}`)).toBe("<h1>It works</h1>\n");
    expect(await shell.run(`curl -sI ${server.PrivateDnsName} | head -1`)).toBe("HTTP/1.1 200 OK\n");
    expect(await shell.run(`curl http://${server.PrivateIpAddress}:8080; echo $?`)).toMatch(
      /^curl: \(7\) Failed to connect to .* port 8080 after \d+ ms: Could not connect to server\n7\n$/,
    );
    // By its public address the way leads over the Internet, where no rule of the group lets it in again.
    const address =
      store.networkInterfaces[server.NetworkInterfaces![0]!.NetworkInterfaceId!]!.Association!.PublicIp;
    expect(await shell.run(`curl -m 3 http://${address}`)).toContain("Connection timed out");
    const IpPermissions = [
      { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
    ];
    await client.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: securityGroupIds[0]!, IpPermissions }),
    );
    expect(await shell.run(`curl http://${address}`)).toBe("<h1>It works</h1>\n");
    expect(await shell.run(`ping -c1 ${address}`)).toContain("100% packet loss");
    expect(await shell.run(`ping -c1 ${server.PrivateDnsName} | grep -c ttl=127`)).toBe("1\n");
  });

  it("knows few names, and says so as the resolver does", async () => {
    expect(await run("curl http://nosuch.example", "ping -c 1 nosuch.example; echo $?")).toEqual([
      "curl: (6) Could not resolve host: nosuch.example\n",
      "ping: nosuch.example: Name or service not known\n2\n",
    ]);
  });

  it("is waited for until Ctrl-C", async () => {
    const shell = new Typed();
    await shell.until(() => shell.text.endsWith(PROMPT));
    shell.type("ping 8.8.8.8\r");
    await shell.until(() => shell.text.includes("icmp_seq=3"));
    shell.type("typed ahead");
    shell.type("\x03");
    await shell.until(() => shell.text.endsWith(PROMPT));
    expect(shell.text).toMatch(
      /\^C\n--- 8\.8\.8\.8 ping statistics ---\n\d+ packets transmitted, \d+ received, 0% packet loss/,
    );
    expect(shell.text).not.toContain("typed ahead");
    expect(await shell.run("echo $?")).toBe("0\n");
    shell.type("cat\r");
    await shell.until(() => shell.text.endsWith("cat\n"));
    shell.type("\x03");
    await shell.until(() => shell.text.endsWith(PROMPT));
    expect(await shell.run("echo $?")).toBe("130\n");
    shell.type("cat\r");
    await shell.until(() => shell.text.endsWith("cat\n"));
    shell.type("\x04");
    await shell.until(() => shell.text.endsWith(PROMPT));
  });
});

describe("curl", () => {
  it("shows what it is asked to show", async () => {
    const [verbose, include, options, progress, none, fail] = await run(
      `curl -sv ${IMDS}/meta-data/ 2>&1 | head -5`,
      `curl -si ${IMDS}/meta-data/ | head -2`,
      "curl --frobnicate http://x",
      `X=$(curl -X PUT ${IMDS}/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'); echo $X | wc -c`,
      "curl",
      `curl -f ${IMDS}/meta-data/; echo $?`,
    );
    expect(verbose).toMatch(
      /^\* {3}Trying 169\.254\.169\.254:80\.\.\.\n[\s\S]*> GET \/latest\/meta-data\/ HTTP\/1\.1\n> Host: 169\.254\.169\.254\n/,
    );
    expect(include).toMatch(/^HTTP\/1\.1 401 Unauthorized\nContent-Type: text\/html\n$/);
    expect(options).toContain("option --frobnicate: is unknown");
    expect(progress).toMatch(/% Total {4}% Received[\s\S]*\n57\n$/);
    expect(none).toContain("(2) no URL specified");
    expect(fail).toBe("curl: (22) The requested URL returned error: 401\n22\n");
  });

  it("writes files", async () => {
    expect(await run(`curl -so /tmp/page ${IMDS}/; grep -c Unauthorized /tmp/page`, "ls /tmp/page")).toEqual([
      "2\n",
      "/tmp/page\n",
    ]);
  });
});
