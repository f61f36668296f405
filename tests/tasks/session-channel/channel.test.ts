// One file, however long: all of it speaks with one kind of agent, which a test plays.
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type ChannelOptions, SessionChannel } from "../../../tasks/session-channel/channel.ts";
import { encodeFrame, frameFlags, payloadTypes } from "../../../tasks/session-channel/frame.ts";
import { PATIENCE } from "../../../tasks/session-channel/outgoing.ts";
import { decodeFlag, decodeJson, encodeJson } from "../../../tasks/session-channel/payloads.ts";
import {
  acknowledged,
  type FakeAgent,
  fakeAgent,
  isAcknowledgement,
  isInput,
  ofPayload,
  textOf,
} from "./fake-agent.ts";

/** A channel to an agent, and what it has told so far. */
async function openChannel(options: Partial<ChannelOptions> = {}) {
  const agent = await fakeAgent();
  let output = "";
  let errors = "";
  const notices: string[] = [];
  const channel = new SessionChannel(agent.address(), {
    onOutput: (bytes, stream) => {
      const text = new TextDecoder().decode(bytes);
      if (stream === "stdout") output += text;
      else errors += text;
    },
    onNotice: (text) => notices.push(text),
    resume: async () => agent.address(),
    reconnectAfterMs: [1, 1],
    ...options,
  });
  onTestFinished(() => channel.leave());
  return { agent, channel, output: () => output, errors: () => errors, notices };
}

/** The same once the handshake is done. */
async function openShell(options?: Partial<ChannelOptions>) {
  const shell = await openChannel(options);
  await shell.agent.shakeHands();
  await shell.channel.ready;
  return shell;
}

const requestHandshake = (agent: FakeAgent, ...actions: [type: string, parameters: object][]) =>
  agent.send({
    payloadType: payloadTypes.handshakeRequest,
    payload: encodeJson({
      AgentVersion: "3.3",
      RequestedClientActions: actions.map(([ActionType, ActionParameters]) => ({
        ActionType,
        ActionParameters,
      })),
    }),
  });

describe("opening a channel", () => {
  it("begins with the token, as text", async () => {
    const { agent } = await openChannel();
    expect(await agent.opened()).toEqual({
      MessageSchemaVersion: "1.0",
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      TokenValue: "token-1",
      ClientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ClientVersion: expect.stringMatching(/^1\.2\./),
    });
  });

  it("answers the handshake, and is ready when it is complete", async () => {
    const { agent, channel, notices } = await openChannel({ size: { cols: 100, rows: 30 } });
    await agent.opened();
    requestHandshake(agent, ["SessionType", { SessionType: "Standard_Stream" }]);
    const response = await agent.next(ofPayload(payloadTypes.handshakeResponse));
    expect(response).toMatchObject({ sequenceNumber: 0, flags: frameFlags.syn });
    expect(decodeJson(response.payload)).toMatchObject({
      ProcessedClientActions: [{ ActionType: "SessionType", ActionStatus: 1 }],
      Errors: [],
    });
    agent.acknowledge(response);
    agent.send({
      sequenceNumber: 1,
      payloadType: payloadTypes.handshakeComplete,
      payload: encodeJson({ HandshakeTimeToComplete: 1, CustomerMessage: "Recorded for training." }),
    });
    await channel.ready;
    expect(notices).toEqual(["Recorded for training."]);
    const size = await agent.next(ofPayload(payloadTypes.size));
    expect(decodeJson(size.payload)).toEqual({ cols: 100, rows: 30 });
  });

  it("is ready with the first output of an agent that knows no handshake", async () => {
    const { agent, channel, output } = await openChannel();
    await agent.opened();
    agent.output("$ ", 0);
    await channel.ready;
    expect(output()).toBe("$ ");
  });

  it.each([
    ["KMS encryption", "KMSEncryption", { KMSKeyId: "k" }, 2, /KMS key/],
    ["port forwarding", "SessionType", { SessionType: "Port" }, 2, /type Port/],
    ["what it does not know", "Levitate", {}, 3, /Levitate/],
  ])("refuses %s in words, to the agent and to its user", async (_, type, parameters, status, words) => {
    const { agent, channel } = await openChannel();
    await agent.opened();
    requestHandshake(agent, [type, parameters]);
    const response = await agent.next(ofPayload(payloadTypes.handshakeResponse));
    expect(decodeJson(response.payload)).toMatchObject({
      ProcessedClientActions: [
        { ActionType: type, ActionStatus: status, Error: expect.stringMatching(words) },
      ],
      Errors: [expect.stringMatching(words)],
    });
    expect(await channel.ended).toEqual({ how: "refused", reason: expect.stringMatching(words) });
    await expect(channel.ready).rejects.toThrow(words);
  });
});

describe("what the instance writes", () => {
  it("is acknowledged, each message by its id and number", async () => {
    const { agent } = await openShell();
    const messageId = "00112233-4455-6677-8899-aabbccddeeff";
    agent.send({ sequenceNumber: 2, messageId, payload: new TextEncoder().encode("x") });
    const acknowledgement = await agent.next(isAcknowledgement);
    expect(acknowledgement).toMatchObject({ sequenceNumber: 0, flags: 3 });
    expect(acknowledged(acknowledgement)).toEqual({
      AcknowledgedMessageType: "output_stream_data",
      AcknowledgedMessageId: messageId,
      AcknowledgedMessageSequenceNumber: 2,
      IsSequentialMessage: true,
    });
  });

  it("is put in order and shown once, whatever order it comes in and however often", async () => {
    const { agent, output } = await openShell();
    const texts = ["a", "b", "c", "d"];
    for (const index of [2, 1, 2, 0, 0, 3, 1]) agent.output(texts[index]!, index + 2);
    const numbers: unknown[] = [];
    for (let count = 0; count < 7; count++)
      numbers.push(acknowledged(await agent.next(isAcknowledgement)).AcknowledgedMessageSequenceNumber);
    expect(numbers).toEqual([4, 3, 4, 2, 2, 5, 3]);
    expect(output()).toBe("abcd");
  });

  it("is shown apart where it is an error's, and a spoilt message is not acknowledged", async () => {
    const { agent, channel, errors, output } = await openShell();
    const spoilt = encodeFrame({
      messageType: "output_stream_data",
      createdDate: 1,
      sequenceNumber: 2,
      flags: 0,
      messageId: crypto.randomUUID(),
      payloadType: payloadTypes.output,
      payload: new TextEncoder().encode("spoilt"),
    });
    spoilt[121] = 0;
    agent.raw(spoilt);
    agent.raw(new Uint8Array(3));
    agent.send({
      sequenceNumber: 2,
      payloadType: payloadTypes.stdErr,
      payload: new TextEncoder().encode("oh"),
    });
    expect(acknowledged(await agent.next(isAcknowledgement)).AcknowledgedMessageSequenceNumber).toBe(2);
    agent.send({
      sequenceNumber: 3,
      payloadType: payloadTypes.exitCode,
      payload: new TextEncoder().encode("7"),
    });
    agent.send({ messageType: "channel_closed", payload: encodeJson({ Output: "" }) });
    expect(await channel.ended).toEqual({ how: "closed", reason: "", exitCode: 7 });
    expect([errors(), output()]).toEqual(["oh", ""]);
  });
});

describe("what is typed", () => {
  it("travels in order, in pieces of a kilobyte, and is flushed when all of it is acknowledged", async () => {
    const { agent, channel } = await openShell();
    const text = "x".repeat(1024) + "y".repeat(10);
    channel.write(text);
    const flushed = vi.fn();
    const done = channel.flushed().then(flushed);
    const [first, second] = [await agent.next(isInput), await agent.next(isInput)];
    expect([first, second].map((frame) => frame.sequenceNumber)).toEqual([1, 2]);
    expect(textOf(first) + textOf(second)).toBe(text);
    agent.acknowledge(second);
    // Whoever has acknowledged what comes after the acknowledgement has read that one.
    agent.output(".", 2);
    await agent.next(isAcknowledgement);
    expect(flushed).not.toHaveBeenCalled();
    agent.acknowledge(first);
    await done;
  });

  it("is sent again, the oldest of it, until it is acknowledged", async () => {
    const { agent, channel } = await openShell({ patience: { firstMs: 2, mostMs: 8, giveUpMs: 60_000 } });
    channel.write("one");
    channel.write("two");
    const first = await agent.next(isInput);
    const again = await agent.next((frame) => isInput(frame) && frame.messageId === first.messageId);
    expect(again).toEqual(first);
    agent.acknowledge(again);
    // Now the second one is the oldest, and is sent a second time.
    const both = [await agent.next((f) => textOf(f) === "two"), await agent.next((f) => textOf(f) === "two")];
    expect(both[1]).toEqual(both[0]);
    agent.acknowledge(both[1]!);
    await channel.flushed();
  });

  it("waits while the other end has asked for a pause", async () => {
    const { agent, channel } = await openShell();
    agent.send({ messageType: "pause_publication" });
    // What comes after the pause has been read shows that the pause has been.
    agent.output(".", 2);
    await agent.next(isAcknowledgement);
    channel.write("later");
    agent.output(".", 3);
    await agent.next(isAcknowledgement);
    expect(agent.unread(isInput)).toBe(0);
    agent.send({ messageType: "start_publication" });
    expect(textOf(await agent.next(isInput))).toBe("later");
  });

  it("may be the window's size, and the wish to end", async () => {
    const { agent, channel } = await openShell();
    channel.resize({ cols: 120, rows: 40 });
    expect(decodeJson((await agent.next(ofPayload(payloadTypes.size))).payload)).toEqual({
      cols: 120,
      rows: 40,
    });
    channel.terminate();
    expect(decodeFlag((await agent.next(ofPayload(payloadTypes.flag))).payload)).toBe(2);
  });
});

describe("the end of a channel", () => {
  it("comes with the other end's reason", async () => {
    const { agent, channel } = await openShell();
    agent.send({ messageType: "channel_closed", payload: encodeJson({ Output: "It has been idle.\n" }) });
    expect(await channel.ended).toEqual({ how: "closed", reason: "It has been idle." });
    channel.write("nobody hears");
    await channel.flushed();
  });

  it("before the shell was there is an error for whoever waits for it", async () => {
    const { agent, channel } = await openChannel();
    await agent.opened();
    agent.send({ messageType: "channel_closed", payload: encodeJson({ Output: "No such bucket." }) });
    await expect(channel.ready).rejects.toThrow("No such bucket.");
  });

  it("is ours to make", async () => {
    const { agent, channel } = await openShell();
    channel.leave();
    expect(await channel.ended).toEqual({ how: "left", reason: "" });
    agent.output("nobody listens", 2);
  });
});

describe("a connection that is lost", () => {
  it("is made anew with a new token, and what was not acknowledged goes again", async () => {
    const { agent, channel, output } = await openShell({
      patience: { firstMs: 60_000, mostMs: 60_000, giveUpMs: 60_000 },
    });
    channel.write("typed");
    const first = await agent.next(isInput);
    agent.cut();
    expect(await agent.opened()).toMatchObject({ TokenValue: "token-2" });
    expect(await agent.next(isInput)).toEqual(first);
    agent.output("still here", 2);
    await agent.next(isAcknowledgement);
    expect(output()).toBe("still here");
  });

  it("is dropped as well when nothing is acknowledged for too long", async () => {
    const patience = { ...PATIENCE };
    const { agent, channel } = await openShell({ patience });
    // Not before the handshake, which takes as long as it takes.
    Object.assign(patience, { firstMs: 2, mostMs: 4, giveUpMs: 30 });
    channel.write("typed");
    expect(await agent.opened()).toMatchObject({ TokenValue: "token-2" });
    agent.acknowledge(await agent.next(isInput));
  });

  it("ends quietly where AWS says that the session is over", async () => {
    const { agent, channel } = await openShell({ resume: async () => undefined });
    agent.cut();
    expect(await channel.ended).toEqual({ how: "closed", reason: "" });
  });

  it("ends at once where AWS refuses, and after some attempts where it does not answer", async () => {
    const refusal = Object.assign(new Error("no"), { name: "AccessDeniedException", $fault: "client" });
    const denied = vi.fn().mockRejectedValue(refusal);
    const one = await openShell({ resume: denied });
    one.agent.cut();
    expect(await one.channel.ended).toMatchObject({
      how: "lost",
      reason: expect.stringContaining("AccessDeniedException: no"),
    });
    expect(denied).toHaveBeenCalledTimes(1);
    const away = vi.fn().mockRejectedValue(new Error("ENETDOWN"));
    const other = await openShell({ resume: away });
    other.agent.cut();
    expect(await other.channel.ended).toMatchObject({ how: "lost" });
    expect(away).toHaveBeenCalledTimes(2);
  });
});
