import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { AgentChannel } from "../../../../../../infra/local/services/ssm/sessions/channel.ts";
import {
  decodeFrame,
  encodeFrame,
  type Frame,
  payloadTypes,
} from "../../../../../../tasks/session-channel/frame.ts";
import { encodeJson } from "../../../../../../tasks/session-channel/payloads.ts";

function open() {
  const frames: Frame[] = [];
  const closes: (number | undefined)[] = [];
  const events = { stream: vi.fn(), terminated: vi.fn() };
  const channel = new AgentChannel({ id: "me-1", target: "i-1" }, events);
  const socket = () => ({
    send: (bytes: Uint8Array) => void frames.push(decodeFrame(bytes)),
    close: (code?: number) => void closes.push(code),
  });
  const receive = (frame: Partial<Frame>) =>
    channel.receive(
      encodeFrame({
        messageType: "input_stream_data",
        createdDate: 1,
        sequenceNumber: 0,
        flags: 0,
        messageId: randomUUID(),
        payloadType: payloadTypes.output,
        payload: new Uint8Array(0),
        ...frame,
      }),
    );
  const output = () => frames.filter((it) => it.messageType === "output_stream_data");
  return { channel, frames, closes, events, socket, receive, output };
}

const text = (value: string) => new TextEncoder().encode(value);

test("a long output goes in messages of a kilobyte, cut between characters", () => {
  const { channel, socket, output } = open();
  channel.attach(socket());
  const long = `${"x".repeat(1023)}€${"y".repeat(10)}`;
  channel.send(payloadTypes.output, text(long));
  const parts = output().map((it) => new TextDecoder("utf-8", { fatal: true }).decode(it.payload));
  expect(parts).toEqual(["x".repeat(1023), `€${"y".repeat(10)}`]);
  expect(output().map((it) => [it.sequenceNumber, it.flags])).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test("what is sent while the client pauses comes once it goes on", () => {
  const { channel, socket, receive, output } = open();
  channel.attach(socket());
  receive({ messageType: "pause_publication" });
  channel.send(payloadTypes.output, text("later"));
  expect(output()).toEqual([]);
  receive({ messageType: "start_publication" });
  expect(output()).toHaveLength(1);
});

test("what is sent before there is a client, or without it, comes when there is one", () => {
  const { channel, frames, socket, output, closes } = open();
  channel.send(payloadTypes.output, text("first"));
  expect(frames).toEqual([]);
  const lost = socket();
  channel.attach(lost);
  expect(output()).toHaveLength(1);
  channel.detach(lost);
  channel.send(payloadTypes.output, text("second"));
  expect(output()).toHaveLength(1);
  channel.attach(socket());
  // The first was not acknowledged either.
  expect(output().map((it) => it.sequenceNumber)).toEqual([0, 0, 1]);
  // Another connection takes the place of the one before it.
  channel.attach(socket());
  expect(closes).toEqual([1000]);
});

test("what was acknowledged is not sent again, and what is unknown is no matter", () => {
  const { channel, socket, receive, output } = open();
  channel.attach(socket());
  channel.send(payloadTypes.output, text("one"));
  for (const payload of [
    encodeJson({ AcknowledgedMessageSequenceNumber: 0 }),
    encodeJson({ AcknowledgedMessageSequenceNumber: 77 }),
    encodeJson({}),
    text("no JSON"),
  ])
    receive({ messageType: "acknowledge", payloadType: payloadTypes.none, payload });
  channel.attach(socket());
  expect(output()).toHaveLength(1);
});

test("messages out of turn are kept, within bounds, and read when theirs comes", () => {
  const { channel, frames, socket, receive, events } = open();
  channel.attach(socket());
  const acknowledged = () => frames.filter((it) => it.messageType === "acknowledge").length;
  for (let number = 1; number <= 10_100; number++) receive({ sequenceNumber: number });
  expect(events.stream).not.toHaveBeenCalled();
  // Beyond what is kept nothing is acknowledged, so that the client sends it again.
  expect(acknowledged()).toBe(10_000);
  receive({ sequenceNumber: 0 });
  expect(events.stream).toHaveBeenCalledTimes(10_001);
});

test("a client that closes the channel ends the session, and the end says why", () => {
  const { channel, frames, socket, receive, events, closes } = open();
  channel.attach(socket());
  receive({ messageType: "channel_closed" });
  expect(events.terminated).toHaveBeenCalledOnce();
  channel.close("the reason");
  expect(closes).toEqual([1000]);
  const { messageType, payload } = frames.at(-1)!;
  expect(messageType).toBe("channel_closed");
  expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
    MessageType: "channel_closed",
    SessionId: "me-1",
    DestinationId: "i-1",
    Output: "the reason",
  });
});
