import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  DecodeError,
  decodeFrame,
  encodeFrame,
  type Frame,
  frameFlags,
  payloadTypes,
} from "../../../tasks/session-channel/frame.ts";
import { channelFlags, decodeFlag, decodeJson, encodeFlag } from "../../../tasks/session-channel/payloads.ts";

const frame: Frame = {
  messageType: "output_stream_data",
  createdDate: 1_700_000_000_123,
  sequenceNumber: 7,
  flags: frameFlags.syn,
  messageId: "00112233-4455-6677-8899-aabbccddeeff",
  payloadType: payloadTypes.output,
  payload: new TextEncoder().encode("sh-5.2$ "),
};

function reasonOf(bytes: Uint8Array): string {
  try {
    decodeFrame(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return error.reason;
    throw error;
  }
  return "none";
}

/** The frame's bytes after one change. */
function spoilt(change: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = encodeFrame(frame);
  change(new DataView(bytes.buffer), bytes);
  return bytes;
}

describe("a frame", () => {
  it("comes back as it was sent", () => {
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
  });

  it("has every field at AWS's offset", () => {
    const bytes = encodeFrame(frame);
    const hex = Buffer.from(bytes).toString("hex");
    expect(hex.slice(0, 8)).toBe("00000074");
    expect(Buffer.from(bytes.subarray(4, 36)).toString()).toBe("output_stream_data".padEnd(32, " "));
    expect(hex.slice(72, 80)).toBe("00000001");
    expect(hex.slice(80, 96)).toBe("0000018bcfe5687b");
    expect(hex.slice(96, 112)).toBe("0000000000000007");
    expect(hex.slice(112, 128)).toBe("0000000000000001");
    // The UUID's last eight bytes come first.
    expect(hex.slice(128, 160)).toBe("8899aabbccddeeff0011223344556677");
    expect(hex.slice(160, 224)).toBe(createHash("sha256").update("sh-5.2$ ").digest("hex"));
    expect(hex.slice(224, 240)).toBe("0000000100000008");
    expect(Buffer.from(bytes.subarray(120)).toString()).toBe("sh-5.2$ ");
  });

  it("may lack a payload, and be a part of a larger buffer", () => {
    const empty = { ...frame, payload: new Uint8Array() };
    const bytes = encodeFrame(empty);
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 10);
    expect(decodeFrame(larger.subarray(10, 10 + bytes.length))).toEqual(empty);
  });

  it("keeps a sequence number below zero", () => {
    expect(decodeFrame(encodeFrame({ ...frame, sequenceNumber: -1 })).sequenceNumber).toBe(-1);
  });

  it("may come without its payload type, as channel_closed does", () => {
    const bytes = encodeFrame({ ...frame, messageType: "channel_closed" });
    const shorter = new Uint8Array(bytes.length - 4);
    shorter.set(bytes.subarray(0, 112));
    shorter.set(bytes.subarray(116), 112);
    new DataView(shorter.buffer).setUint32(0, 112);
    expect(decodeFrame(shorter)).toMatchObject({
      messageType: "channel_closed",
      payloadType: payloadTypes.none,
      payload: frame.payload,
    });
  });

  it.each([
    ["too-short", encodeFrame(frame).subarray(0, 100)],
    ["header-length", spoilt((view) => view.setUint32(0, 120))],
    ["message-type", spoilt((_, bytes) => bytes.set(new TextEncoder().encode("bogus"), 4))],
    ["schema-version", spoilt((view) => view.setUint32(36, 2))],
    ["created-date", spoilt((view) => view.setBigUint64(40, 0n))],
    ["sequence-number", spoilt((view) => view.setBigInt64(48, 2n ** 60n))],
    ["flags", spoilt((view) => view.setBigUint64(56, 2n ** 63n))],
    ["payload-type", spoilt((view) => view.setUint32(112, 99))],
    ["payload-length", spoilt((view) => view.setUint32(116, 99))],
    ["payload-length", encodeFrame(frame).subarray(0, 124)],
    ["payload-digest", spoilt((_, bytes) => bytes.set([0x21], 120))],
  ])("is refused for its %s", (reason, bytes) => {
    expect(reasonOf(bytes)).toBe(reason);
  });

  it("is not made of what is no UUID", () => {
    expect(() => encodeFrame({ ...frame, messageId: "1" })).toThrow(RangeError);
  });
});

describe("a payload", () => {
  it("of a flag is four bytes, big-endian", () => {
    expect([...encodeFlag(channelFlags.terminateSession)]).toEqual([0, 0, 0, 2]);
    expect(decodeFlag(encodeFlag(3))).toBe(3);
    expect(decodeFlag(new Uint8Array(3))).toBeUndefined();
  });

  it("of JSON is an object or nothing", () => {
    const read = (text: string) => decodeJson(new TextEncoder().encode(text));
    expect(read('{"cols":80}')).toEqual({ cols: 80 });
    expect([read("[]"), read("null"), read("{"), read("1")]).toEqual(Array(4).fill(undefined));
  });
});
