/**
 * The instance metadata service, IMDSv1 and IMDSv2, as an instance finds it on 169.254.169.254.
 *
 * Known gaps: IPv6; tags in metadata; spot, events and identity credentials. The hop limit is never met: nothing runs
 * in a container here.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { HttpRequest, HttpResponse } from "../http.ts";
import type { Machine } from "../machine.ts";
import { metadataTree, type Tree } from "./tree.ts";

const TOKEN_PATH = "/latest/api/token";
const TTL_HEADER = "x-aws-ec2-metadata-token-ttl-seconds";
const TOKEN_HEADER = "x-aws-ec2-metadata-token";
/** Six hours ("Use the Instance Metadata Service"). */
const MAX_TTL_SECONDS = 21_600;

/** Answers a request to the metadata service. */
export function answerMetadata(machine: Machine, request: HttpRequest): HttpResponse {
  const options = machine.instance.MetadataOptions;
  if (options?.HttpEndpoint === "disabled") return errorPage(403, "Forbidden");
  const path = request.path.split("?")[0]!.replaceAll(/\/{2,}/g, "/");
  if (request.method === "PUT")
    return path === TOKEN_PATH ? issueToken(machine, request) : errorPage(405, "Method Not Allowed");
  if (request.method !== "GET" && request.method !== "HEAD") return errorPage(405, "Method Not Allowed");
  const token = request.headers[TOKEN_HEADER];
  const good = token !== undefined && isGood(machine, token);
  // IMDSv1 has no token at all; a wrong one is refused however the instance is set.
  if (token === undefined ? options?.HttpTokens === "required" : !good) return errorPage(401, "Unauthorized");
  const text = read(metadataTree(machine), path);
  return text === undefined ? errorPage(404, "Not Found") : plain(text);
}

function issueToken(machine: Machine, request: HttpRequest): HttpResponse {
  const ttl = request.headers[TTL_HEADER];
  // A token must not get out by a proxy ("IMDSv2 … rejects requests with an X-Forwarded-For header").
  if (request.headers["x-forwarded-for"] !== undefined) return errorPage(403, "Forbidden");
  if (ttl === undefined || !/^\d+$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > MAX_TTL_SECONDS)
    return errorPage(400, "Bad Request");
  const expires = Date.now() + Number(ttl) * 1000;
  const response = plain(makeToken(machine, expires));
  return { ...response, headers: { ...response.headers, [TTL_HEADER]: ttl } };
}

/** 42 bytes: the beginning that tokens have, when it expires, and a proof that it is the instance's. */
function makeToken(machine: Machine, expires: number): string {
  const moment = Buffer.alloc(6);
  moment.writeUIntBE(expires, 0, 6);
  const body = Buffer.concat([Buffer.from([1, 0, 4]), moment]);
  return Buffer.concat([body, proof(machine, body), Buffer.from([0])])
    .toString("base64")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

function isGood(machine: Machine, token: string): boolean {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== 42) return false;
  const body = bytes.subarray(0, 9);
  return timingSafeEqual(bytes.subarray(9, 41), proof(machine, body)) && body.readUIntBE(3, 6) > Date.now();
}

/** Tokens are good on their own instance only, and no longer after it was launched anew. */
function proof({ instance }: Machine, body: Buffer): Buffer {
  const key = createHash("sha256")
    .update(`${instance.InstanceId} ${instance.LaunchTime.toISOString()}`)
    .digest();
  return createHmac("sha256", key).update(body).digest();
}

/** A leaf's text, or a folder's names, a line each; the folders of the first two levels have no slash (observed). */
function read(tree: Tree, path: string): string | undefined {
  let at: Tree | string | undefined = tree;
  const parts = path.split("/").filter(Boolean);
  for (const part of parts) {
    if (at === undefined || typeof at === "string") return undefined;
    at = at[part];
  }
  if (at === undefined || typeof at === "string") return at;
  return Object.entries(at)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (typeof value === "string" || parts.length < 2 ? name : `${name}/`))
    .join("\n");
}

function plain(body: string): HttpResponse {
  return {
    status: 200,
    headers: { "content-type": "text/plain", server: "EC2ws", "accept-ranges": "none" },
    body,
  };
}

function errorPage(status: number, words: string): HttpResponse {
  const title = `${status} - ${words}`;
  return {
    status,
    headers: { "content-type": "text/html", server: "EC2ws", connection: "close" },
    body: `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
	"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>${title}</title>
 </head>
 <body>
  <h1>${title}</h1>
 </body>
</html>
`,
  };
}
