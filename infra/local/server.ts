import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DecodeError, parseUrl, type WireRequest, type WireResponse } from "./wire/http.ts";

/** The port is taken by somebody else. */
export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(
      `Port ${port} on 127.0.0.1 is in use by another program. Choose another with --port, or 0 for any free one.`,
    );
    this.name = "PortInUseError";
    this.port = port;
  }
}

/** Answers a request that came through us as an HTTP proxy: to a host of the lab's own network. */
export type DataPlane = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Takes a connection over that a client asks to upgrade to a WebSocket. @returns false where it knows no such one */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

export interface ServerOptions {
  port: number;
  /** Where the port is taken: any other, and not PortInUseError. */
  anyPortIfTaken?: boolean;
  /** `gone` aborts when the client has gone away, and waits for the answer no longer. */
  answer: (request: WireRequest, gone: AbortSignal) => Promise<WireResponse>;
  health: () => object;
  dataPlane?: DataPlane;
  /** Answers what is no call of AWS's, for as long as it takes. @returns false where it knows no such path */
  stream?: (request: IncomingMessage, response: ServerResponse) => boolean;
  upgrade?: Upgrade;
}

/**
 * The largest body taken, held in memory: room for a function's package, 50 MB in base64, and for any object of a
 * lab. S3 itself takes 5 GB at once.
 */
const MAX_BODY = 256 * 1024 * 1024;

/** Why a call is not worked on any more. */
const GONE = new Error("The client has gone away");

/** How long answers that are being written may take when the server stops. */
const GRACE_MS = 200;

/** An HTTP server on 127.0.0.1, and nowhere else: whoever reaches it may act as any account. */
export class WireServer {
  readonly #server: Server;
  readonly #options: ServerOptions;
  /** Connections that are no HTTP any more: the HTTP server forgets them, and yet waits for them. */
  readonly #upgraded = new Set<Duplex>();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => fail(response, error));
    });
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Resolves with the port once connections are taken. @throws PortInUseError */
  async listen(): Promise<number> {
    const { port, anyPortIfTaken = false } = this.#options;
    await this.#listenOn(port).catch((error: unknown) => {
      if (!(anyPortIfTaken && error instanceof PortInUseError)) throw error;
      return this.#listenOn(0);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  #listenOn(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const refused = (error: NodeJS.ErrnoException) =>
        reject(error.code === "EADDRINUSE" ? new PortInUseError(port) : error);
      this.#server.once("error", refused);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", refused);
        resolve();
      });
    });
  }

  /** Takes no more connections, and ends those that are open: idle ones now, the others after a moment. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => {
      this.#server.closeAllConnections();
      for (const socket of this.#upgraded) socket.destroy();
    }, GRACE_MS);
    await closed;
    clearTimeout(timer);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A client that is refused may be gone before it has read why.
    socket.on("error", () => socket.destroy());
    const { host, origin } = request.headers;
    if (!isLoopback(host) || !isOwnOrigin(origin)) {
      refuse(socket, "403 Forbidden");
      return;
    }
    this.#upgraded.add(socket);
    socket.once("close", () => this.#upgraded.delete(socket));
    if (!this.#options.upgrade?.(request, socket, head)) refuse(socket, "404 Not Found");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = readTarget(request);
    if (target.kind === "proxied") {
      if (this.#options.dataPlane) return await this.#options.dataPlane(request, response);
      return send(request, response, plain(502, "The local account has no such host."));
    }
    if (!isLoopback(request.headers.host) || !isOwnOrigin(request.headers.origin))
      return send(request, response, plain(403, "The local account answers requests to 127.0.0.1 only."));
    if (target.url === "/_handrail/health") {
      const body = JSON.stringify(this.#options.health());
      return send(request, response, { status: 200, headers: { "content-type": "application/json" }, body });
    }
    if (this.#options.stream?.(request, response)) return;
    const url = tryParseUrl(target.url);
    if (!url) return send(request, response, plain(400, "The URL is not well-formed."));
    const body = await readBody(request);
    if (!body) {
      const answer = plain(413, `Requests are limited to ${MAX_BODY} bytes here.`);
      return send(request, response, { ...answer, headers: { ...answer.headers, connection: "close" } });
    }
    const wireRequest = {
      method: request.method ?? "GET",
      ...url,
      headers: readHeaders(request),
      body,
    };
    const gone = new AbortController();
    // With a reason of ours: the one that AbortController makes carries a stack, which each answered request would pay for.
    response.once("close", () => gone.abort(GONE));
    await send(request, response, await this.#options.answer(wireRequest, gone.signal));
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** A proxy's request names its target in full (RFC 9112, absolute-form); one for ourselves is as good as any other. */
function readTarget(request: IncomingMessage): { kind: "own"; url: string } | { kind: "proxied" } {
  const url = request.url ?? "/";
  const absolute = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(url);
  if (!absolute) return { kind: "own", url };
  return isLoopback(absolute[1]) ? { kind: "own", url: absolute[2] || "/" } : { kind: "proxied" };
}

function tryParseUrl(url: string): ReturnType<typeof parseUrl> | undefined {
  try {
    return parseUrl(url);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** Another name that points here is a web page's trick (DNS rebinding), not a client of ours. */
function isLoopback(host: string | undefined): boolean {
  const name = (host ?? "").replace(/:\d*$/, "").toLowerCase();
  return name === "127.0.0.1" || name === "[::1]" || name === "localhost" || name.endsWith(".localhost");
}

/** Signatures are not verified, so a page that a browser shows must not be able to call us. */
function isOwnOrigin(origin: string | undefined): boolean {
  return origin === undefined || isLoopback(/^https?:\/\/(.*)$/.exec(origin)?.[1]);
}

function readHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/** The whole body, or undefined where it is too large. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}

function plain(status: number, text: string): WireResponse {
  return { status, headers: { "content-type": "text/plain" }, body: `${text}\n` };
}

/** The client went away, or what a handler answered cannot be sent, which is a bug in Handrail. */
function fail(response: ServerResponse, error: unknown): void {
  if (process.env.HANDRAIL_DEBUG) console.error(error);
  if (response.headersSent) response.destroy();
  else response.writeHead(500, { "content-type": "text/plain" }).end("InternalFailure\n");
}

async function send(request: IncomingMessage, response: ServerResponse, answer: WireResponse): Promise<void> {
  const { status, headers, body } = answer;
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    return await pipeline(body, response);
  }
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  // An answer to HEAD has the length of what GET would answer, which the handler knows, and no body.
  const bodiless = request.method === "HEAD" || status === 204 || status === 304;
  const length = bodiless ? {} : { "content-length": String(bytes.length) };
  response.writeHead(status, { ...headers, ...length });
  response.end(bodiless ? undefined : bytes);
}
