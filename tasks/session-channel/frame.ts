/**
 * The binary frame of a Session Manager data channel: one message, to and from bytes.
 *
 * AWS documents the channel only through its clients; the layout is that of the public source of
 * aws/session-manager-plugin (`service/messages`) and of aws/amazon-ssm-agent. Everything is
 * big-endian, and both ends use the same frame:
 *
 *     offset  bytes
 *          0      4  header length: all that comes before the payload's length, so 116
 *          4     32  message type, ASCII, padded with blanks
 *         36      4  schema version, 1
 *         40      8  created, milliseconds since 1970
 *         48      8  sequence number, signed
 *         56      8  flags: bit 0 opens a stream, bit 1 ends it
 *         64     16  message id, a UUID with its last 8 bytes first
 *         80     32  SHA-256 of the payload
 *        112      4  payload type
 *        116      4  payload length
 *        120      n  payload
 *
 * Messages that carry no stream (`channel_closed`, `start_publication`, `pause_publication`) may
 * come without the payload type; their header length is then 112.
 */
import { createHash } from "node:crypto";

/** What a message is. Input goes to the instance, output comes from it. */
export const messageTypes = [
  "input_stream_data",
  "output_stream_data",
  "acknowledge",
  "channel_closed",
  "start_publication",
  "pause_publication",
] as const;
export type MessageType = (typeof messageTypes)[number];

/** What the payload of a stream message holds; `none` for the messages of the channel itself. */
export const payloadTypes = {
  none: 0,
  output: 1,
  error: 2,
  size: 3,
  parameter: 4,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  encryptionChallengeRequest: 8,
  encryptionChallengeResponse: 9,
  flag: 10,
  stdErr: 11,
  exitCode: 12,
} as const;
export type PayloadType = (typeof payloadTypes)[keyof typeof payloadTypes];

/** The bits of a frame's `flags`. */
export const frameFlags = { none: 0, syn: 1, fin: 2 } as const;

/** One message of a data channel. */
export type Frame = {
  messageType: MessageType;
  /** Milliseconds since 1970; zero is not valid. */
  createdDate: number;
  /** Counts a stream's messages from 0, each direction for itself. */
  sequenceNumber: number;
  /** The sum of {@link frameFlags}. */
  flags: number;
  /** A UUID in its usual spelling, in lower case. */
  messageId: string;
  payloadType: PayloadType;
  payload: Uint8Array;
};

/** Why some bytes are not a message; `reason` is for programs, the message for people. */
export class DecodeError extends Error {
  readonly reason:
    | "too-short"
    | "header-length"
    | "message-type"
    | "schema-version"
    | "created-date"
    | "sequence-number"
    | "flags"
    | "payload-type"
    | "payload-length"
    | "payload-digest";

  constructor(reason: DecodeError["reason"], message: string) {
    super(`The data channel's message cannot be read: ${message}.`);
    this.name = "DecodeError";
    this.reason = reason;
  }
}

const headerLength = 116;
const headerLengthWithoutPayloadType = 112;
const schemaVersion = 1;
const messageTypeLength = 32;
const at = {
  messageType: 4,
  schemaVersion: 36,
  createdDate: 40,
  sequenceNumber: 48,
  flags: 56,
  messageId: 64,
  payloadDigest: 80,
  payloadType: 112,
};

/**
 * The bytes of one message.
 *
 * @throws RangeError when a number is not a whole one that fits, or the id is not a UUID: a bug of
 *   the caller.
 */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerLength + 4 + frame.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, headerLength);
  bytes.set(new TextEncoder().encode(frame.messageType.padEnd(messageTypeLength)), at.messageType);
  view.setUint32(at.schemaVersion, schemaVersion);
  view.setBigUint64(at.createdDate, BigInt(frame.createdDate));
  view.setBigInt64(at.sequenceNumber, BigInt(frame.sequenceNumber));
  view.setBigUint64(at.flags, BigInt(frame.flags));
  const id = uuidToBytes(frame.messageId);
  bytes.set(id.subarray(8), at.messageId);
  bytes.set(id.subarray(0, 8), at.messageId + 8);
  bytes.set(digest(frame.payload), at.payloadDigest);
  view.setUint32(at.payloadType, frame.payloadType);
  view.setUint32(headerLength, frame.payload.length);
  bytes.set(frame.payload, headerLength + 4);
  return bytes;
}

/**
 * The message that some bytes hold. The payload is a copy: the bytes may be reused.
 *
 * @throws DecodeError when the bytes are cut short, name an unknown type or version, or the
 *   payload does not match its digest.
 */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length < headerLengthWithoutPayloadType + 4) {
    throw new DecodeError("too-short", `it has ${bytes.length} bytes, fewer than a header`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0);
  const hasPayloadType = length === headerLength;
  if (!hasPayloadType && length !== headerLengthWithoutPayloadType) {
    throw new DecodeError("header-length", `its header is said to have ${length} bytes`);
  }
  const messageType = readMessageType(bytes);
  const version = view.getUint32(at.schemaVersion);
  if (version !== schemaVersion) {
    throw new DecodeError("schema-version", `its schema version is ${version}, not 1`);
  }
  const createdDate = whole(view.getBigUint64(at.createdDate), "created-date");
  if (createdDate === 0) {
    throw new DecodeError("created-date", "it does not say when it was created");
  }
  const sequenceNumber = whole(view.getBigInt64(at.sequenceNumber), "sequence-number");
  const flags = whole(view.getBigUint64(at.flags), "flags");
  const payload = readPayload(bytes, view, length);
  return {
    messageType,
    createdDate,
    sequenceNumber,
    flags,
    messageId: readMessageId(bytes),
    payloadType: hasPayloadType ? readPayloadType(view) : payloadTypes.none,
    payload,
  };
}

function readMessageType(bytes: Uint8Array): MessageType {
  const field = bytes.subarray(at.messageType, at.messageType + messageTypeLength);
  // The agent pads with blanks; older ones leave zero bytes.
  const text = new TextDecoder().decode(field).replaceAll("\0", "").trim();
  const found = messageTypes.find((type) => type === text);
  if (found === undefined) {
    throw new DecodeError("message-type", `its type, ${JSON.stringify(text)}, is not known`);
  }
  return found;
}

function readMessageId(bytes: Uint8Array): string {
  const id = new Uint8Array(16);
  id.set(bytes.subarray(at.messageId + 8, at.messageId + 16));
  id.set(bytes.subarray(at.messageId, at.messageId + 8), 8);
  return bytesToUuid(id);
}

function readPayloadType(view: DataView): PayloadType {
  const value = view.getUint32(at.payloadType);
  const found = Object.values(payloadTypes).find((type) => type === value);
  if (found === undefined) {
    throw new DecodeError("payload-type", `its payload type, ${value}, is not known`);
  }
  return found;
}

function readPayload(bytes: Uint8Array, view: DataView, length: number): Uint8Array {
  const start = length + 4;
  const said = bytes.length < start ? -1 : view.getUint32(length);
  if (said !== bytes.length - start) {
    throw new DecodeError(
      "payload-length",
      `its payload has ${Math.max(0, bytes.length - start)} bytes where the header says ${Math.max(0, said)}`,
    );
  }
  const payload = bytes.slice(start);
  // As AWS's client: an empty payload's digest is not looked at.
  if (payload.length > 0) {
    const claimed = bytes.subarray(at.payloadDigest, at.payloadDigest + 32);
    if (!digest(payload).equals(claimed)) {
      throw new DecodeError("payload-digest", "its payload does not match its SHA-256");
    }
  }
  return payload;
}

function whole(value: bigint, reason: DecodeError["reason"]): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new DecodeError(reason, `its ${reason.replace("-", " ")}, ${value}, is out of range`);
  }
  return number;
}

function digest(payload: Uint8Array): Buffer {
  return createHash("sha256").update(payload).digest();
}

function uuidToBytes(uuid: string): Uint8Array {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) {
    throw new RangeError(`${JSON.stringify(uuid)} is not a UUID.`);
  }
  return Uint8Array.from(Buffer.from(uuid.replaceAll("-", ""), "hex"));
}

function bytesToUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
