// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import * as api from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { payloadTypes } from "../../../../../../tasks/session-channel/frame.ts";
import { decodeJson, encodeFlag, encodeJson } from "../../../../../../tasks/session-channel/payloads.ts";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { launchNode, makeRole } from "../managed-node.ts";
import { RawClient } from "./raw-client.ts";

let account: TestAccount;
let ssm: api.SSMClient;
let target: string;

beforeAll(async () => {
  account = await startTestAccount();
  ssm = account.client(api.SSMClient);
  await makeRole(account);
  target = await launchNode(account);
});
afterAll(() => account.stop());

const PROMPT = "sh-5.2$ ";

async function start() {
  const { SessionId, StreamUrl, TokenValue } = await ssm.send(
    new api.StartSessionCommand({ Target: target }),
  );
  return { id: SessionId!, url: StreamUrl!, token: TokenValue! };
}

/** A session with its handshake done and its prompt shown. */
async function openShell() {
  const session = await start();
  const client = new RawClient(session.url);
  await client.open(session.token);
  await client.shakeHands();
  await client.until(PROMPT);
  return { ...session, client };
}

async function statusOf(id: string): Promise<string | undefined> {
  for (const State of ["Active", "History"] as const) {
    const Filters = [{ key: "SessionId" as const, value: id }];
    const { Sessions } = await ssm.send(new api.DescribeSessionsCommand({ State, Filters }));
    if (Sessions![0]) return Sessions![0].Status;
  }
  return undefined;
}

describe("a channel", () => {
  it("speaks on the account's own port, byte by byte as AWS's agent does", async () => {
    const { url, token, id } = await start();
    expect(url).toBe(
      `${account.endpoint.replace("http", "ws")}/v1/data-channel/${id}?role=publish_subscribe`,
    );
    const client = new RawClient(url);
    await client.open(token);
    const request = await client.frame((it) => it.payloadType === payloadTypes.handshakeRequest);
    expect(client.frames[0]).toMatchObject({ messageType: "start_publication" });
    expect(request).toMatchObject({ messageType: "output_stream_data", sequenceNumber: 0, flags: 1 });
    expect(decodeJson(request.payload)).toEqual({
      AgentVersion: expect.stringMatching(/^3\.\d+\.\d+\.\d+$/),
      RequestedClientActions: [
        { ActionType: "SessionType", ActionParameters: { SessionType: "Standard_Stream", Properties: null } },
      ],
    });
    await client.shakeHands();
    const complete = await client.frame((it) => it.payloadType === payloadTypes.handshakeComplete);
    expect(decodeJson(complete.payload)).toEqual({
      HandshakeTimeToComplete: expect.any(Number),
      CustomerMessage: "",
    });
    expect(complete).toMatchObject({ sequenceNumber: 1, flags: 0 });
    await client.until(PROMPT);
    const acknowledgement = client.frames.find((it) => it.messageType === "acknowledge")!;
    expect(decodeJson(acknowledgement.payload)).toMatchObject({
      AcknowledgedMessageType: "input_stream_data",
      AcknowledgedMessageSequenceNumber: 0,
      IsSequentialMessage: true,
    });
  });

  it("is not opened without the token, by anything", async () => {
    const { url, token, id } = await start();
    const other = await start();
    for (const [what, address] of [
      ["", url],
      ["wrong", url],
      [token.slice(0, -1), url],
      [other.token, url],
      [token, url.replace(id, "participant-nosuchsession")],
      [token, url.replace(id, "%E0%A4%A")],
    ] as const) {
      const client = new RawClient(address);
      await client.open(what);
      expect(await client.closed).toMatchObject({ code: 1008 });
      expect(client.frames).toEqual([]);
    }
    const binary = new RawClient(url);
    await binary.connected();
    binary.sendBytes(Buffer.from(JSON.stringify({ TokenValue: token })));
    expect(await binary.closed).toMatchObject({ code: 1008 });
    // None of them spent it; the first good use does.
    const good = new RawClient(url);
    await good.open(token);
    await good.shakeHands();
    const late = new RawClient(url);
    await late.open(token);
    expect(await late.closed).toMatchObject({ code: 1008 });
  });

  it("is for programs on this machine: no page of a browser, no other name, no other path", async () => {
    const { url } = await start();
    for (const [headers, address] of [
      [{ Origin: "https://evil.example" }, url],
      [{ Host: "evil.example" }, url],
      [{}, url.replace("/v1/data-channel/", "/v2/data-channel/")],
    ] as const) {
      const client = new RawClient(address, { headers });
      await expect(client.connected()).rejects.toThrow(/Unexpected server response: (403|404)/);
    }
    const own = new RawClient(url, { headers: { Origin: account.endpoint } });
    await own.connected();
  });
});

describe("what arrives", () => {
  it("is read in order and once, whatever comes first or twice", async () => {
    const { client } = await openShell();
    const [first, second, third] = ["echo ", "in-", "order\r"].map((text) =>
      client.input(payloadTypes.output, text),
    ) as [Uint8Array, Uint8Array, Uint8Array];
    client.sendBytes(third);
    client.sendBytes(second);
    client.sendBytes(second);
    client.sendBytes(first);
    client.sendBytes(first);
    await client.until("\nin-order\n");
    expect(client.screen().match(/echo in-order/g)).toHaveLength(1);
  });

  it("that is garbage or spoilt is passed over, and can be sent again", async () => {
    const { client } = await openShell();
    const good = client.input(payloadTypes.output, "echo survived\r");
    const wrongDigest = new Uint8Array(good);
    wrongDigest[wrongDigest.length - 2] = 0x58;
    const cutShort = good.subarray(0, 100);
    for (const bytes of [new Uint8Array(0), new Uint8Array(500), cutShort, wrongDigest])
      client.sendBytes(bytes);
    client.sendText("no frame at all");
    client.sendBytes(good);
    await client.until("\nsurvived\n");
  });

  it("is UTF-8, and may be cut anywhere", async () => {
    const { client } = await openShell();
    const bytes = new TextEncoder().encode("echo é€😀\r");
    for (const byte of bytes) client.sendBytes(client.input(payloadTypes.output, new Uint8Array([byte])));
    await client.until("\né€😀\n");
  });

  it("before the handshake is complete is not for the shell", async () => {
    const { url, token } = await start();
    const client = new RawClient(url);
    await client.open(token);
    client.acknowledgeAll();
    client.type("echo too early\r");
    await client.shakeHands();
    await client.until(PROMPT);
    client.type("echo now\r");
    await client.until("\nnow\n");
    expect(client.screen()).not.toContain("early");
  });

  it("as a size sets the width that lines are wrapped at", async () => {
    const { client } = await openShell();
    client.sendBytes(client.input(payloadTypes.size, encodeJson({ cols: 20, rows: 10 })));
    client.sendBytes(client.input(payloadTypes.size, "{broken"));
    // From the second row to the line's beginning the cursor goes up.
    client.type(`${"x".repeat(20)}\x01`);
    await client.frame(() => client.raw().includes("\x1b[1A"));
  });
});

describe("what is sent", () => {
  it("is sent again until it is acknowledged, with the same number", async () => {
    const { url, token } = await start();
    const client = new RawClient(url);
    await client.open(token);
    const isRequest = (it: { payloadType: number }) => it.payloadType === payloadTypes.handshakeRequest;
    await client.frame(isRequest);
    await client.frame(() => client.frames.filter(isRequest).length === 3);
    const [one, two] = client.frames.filter(isRequest);
    expect(two!.messageId).toBe(one!.messageId);
  });

  it("goes on after a lost connection, where it was", async () => {
    const { client, id } = await openShell();
    client.type("WORD=kept\r");
    await client.until(/WORD=kept[\s\S]*sh-5\.2\$ $/);
    client.cut();
    const { TokenValue, StreamUrl } = await ssm.send(new api.ResumeSessionCommand({ SessionId: id }));
    const next = new RawClient(StreamUrl!);
    await next.open(TokenValue!);
    next.acknowledgeAll();
    // The stream's numbers go on: the handshake's answer was 0, the line 1.
    next.sendBytes(next.input(payloadTypes.output, "echo $WORD\r", 2));
    await next.until("\nkept\n");
  });
});

describe("a session ends", () => {
  it("when its shell does", async () => {
    const { client, id } = await openShell();
    client.type("exit\r");
    expect(await client.end()).toBe("");
    expect(await client.closed).toMatchObject({ code: 1000 });
    expect(await statusOf(id)).toBe("Terminated");
  });

  it("with Ctrl-D", async () => {
    const { client } = await openShell();
    client.type("\x04");
    expect(await client.end()).toBe("");
  });

  it("by TerminateSession, which says so to the client", async () => {
    const { client, id } = await openShell();
    await ssm.send(new api.TerminateSessionCommand({ SessionId: id }));
    expect(await client.end()).toBe("");
    expect(await statusOf(id)).toBe("Terminated");
    expect(await ssm.send(new api.ResumeSessionCommand({ SessionId: id }))).not.toHaveProperty("TokenValue");
    // One that is over, or never was, is no error.
    await ssm.send(new api.TerminateSessionCommand({ SessionId: id }));
    await ssm.send(new api.TerminateSessionCommand({ SessionId: "participant-nosuch" }));
  });

  it("by the client's flag", async () => {
    const { client, id } = await openShell();
    client.sendBytes(client.input(payloadTypes.flag, encodeFlag(2)));
    await client.end();
    expect(await statusOf(id)).toBe("Terminated");
  });

  it("when the client cannot do what the agent asks", async () => {
    const { url, token, id } = await start();
    const client = new RawClient(url);
    await client.open(token);
    client.acknowledgeAll();
    client.sendBytes(
      client.input(
        payloadTypes.handshakeResponse,
        encodeJson({
          ClientVersion: "1.0",
          ProcessedClientActions: [{ ActionType: "SessionType", ActionStatus: 2, Error: "no terminal" }],
          Errors: ["no terminal"],
        }),
      ),
    );
    expect(await client.end()).toBe("SessionType failed on client with status 2 error: no terminal");
    expect(await statusOf(id)).toBe("Failed");
  });

  it("with its instance", async () => {
    const gone = await launchNode(account);
    const { SessionId, StreamUrl, TokenValue } = await ssm.send(
      new api.StartSessionCommand({ Target: gone }),
    );
    const client = new RawClient(StreamUrl!);
    await client.open(TokenValue!);
    await client.shakeHands();
    await client.until(PROMPT);
    await account.client(EC2Client).send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
    await client.end();
    expect(await statusOf(SessionId!)).toBe("Terminated");
  });
});
