/**
 * What the payloads of a data channel's messages hold, and how each is written and read.
 * The JSON member names are AWS's (source: aws/session-manager-plugin, `service/messages`).
 */
import type { MessageType } from "./frame.ts";

/** The first thing that a client sends, as text: it opens the channel with the session's token. */
export type OpenDataChannel = {
  MessageSchemaVersion: "1.0";
  RequestId: string;
  TokenValue: string;
  ClientId: string;
  ClientVersion: string;
};

/** The payload of an `acknowledge`: which message of the other end has arrived. */
export type Acknowledgement = {
  AcknowledgedMessageType: MessageType;
  AcknowledgedMessageId: string;
  AcknowledgedMessageSequenceNumber: number;
  IsSequentialMessage: boolean;
};

/** How one of the actions asked for went: 1 done, 2 failed, 3 not supported. */
export const actionStatus = { success: 1, failed: 2, unsupported: 3 } as const;

/** The client's answer to an agent's `RequestedClientActions`. */
export type HandshakeResponse = {
  ClientVersion: string;
  ProcessedClientActions: Array<{
    ActionType: string;
    ActionStatus: number;
    ActionResult?: unknown;
    Error?: string;
  }>;
  Errors: string[];
};

/** The payload of `size`: the client's window. */
export type TerminalSize = { cols: number; rows: number };

/** The values of a `flag` payload: a 32-bit number, big-endian. */
export const channelFlags = {
  disconnectToPort: 1,
  terminateSession: 2,
  connectToPortError: 3,
} as const;

/** The bytes of a `flag` payload. */
export function encodeFlag(flag: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, flag);
  return bytes;
}

/** The number in a `flag` payload, or undefined when it is not four bytes. */
export function decodeFlag(payload: Uint8Array): number | undefined {
  return payload.length === 4 ? new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0) : undefined;
}

/** The bytes of a payload that is JSON. */
export function encodeJson(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The object in a payload that is JSON, or undefined when it holds none. */
export function decodeJson(payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
