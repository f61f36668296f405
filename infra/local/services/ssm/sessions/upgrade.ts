import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { decodeJson } from "../../../../../tasks/session-channel/payloads.ts";
import type { Cloud } from "../../../cloud.ts";
import { findLive } from "./live-sessions.ts";

/** A data channel's URL, as StartSession gives it. */
const PATH = /^\/v1\/data-channel\/([^/?#]+)(?:\?|$)/;

/** A client that has connected opens its channel at once, or never. In milliseconds. */
const OPENING_MS = 10_000;

/** Larger than any message of the channel: what is larger ends the connection. */
const MAX_MESSAGE = 64 * 1024;

/** The WebSocket closing codes that are used here (RFC 6455, section 7.4.1). */
const POLICY_VIOLATION = 1008;

/** Whether a request to upgrade is for a session's data channel. */
export const isDataChannel = (request: IncomingMessage): boolean => PATH.test(request.url ?? "");

/**
 * Takes a WebSocket for a session's data channel. Its first message, text, must hold the session's token; without
 * one nothing is read or sent.
 */
export async function upgradeToDataChannel(
  cloud: Cloud,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  // A socket may break while the module is loaded, and nobody else listens yet.
  socket.on("error", () => socket.destroy());
  const id = decodeId(PATH.exec(request.url ?? "")?.[1] ?? "");
  const { WebSocketServer } = await import("ws");
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MAX_MESSAGE });
  server.handleUpgrade(request, socket, head, (client) => serve(cloud, id, client));
}

function serve(cloud: Cloud, id: string, client: WebSocket): void {
  // A message that is too large, or no WebSocket at all: the library closes the connection itself.
  client.on("error", () => {});
  const timer = setTimeout(() => client.close(POLICY_VIOLATION, "The channel was not opened"), OPENING_MS);
  client.once("close", () => clearTimeout(timer));
  client.once("message", (data: RawData, isBinary: boolean) => {
    clearTimeout(timer);
    const live = findLive(cloud, id);
    const token = isBinary ? undefined : decodeJson(bytesOf(data))?.TokenValue;
    if (!live || typeof token !== "string") return client.close(POLICY_VIOLATION, "The token is not valid");
    const channel = {
      send: (bytes: Uint8Array) => client.send(bytes),
      close: (code?: number, reason?: string) => client.close(code, reason),
    };
    if (!live.admit(channel, token)) return client.close(POLICY_VIOLATION, "The token is not valid");
    client.on("message", (more: RawData, binary: boolean) => {
      if (binary) live.receive(bytesOf(more));
    });
    client.once("close", () => live.leave(channel));
  });
}

function bytesOf(data: RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data as Buffer);
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
