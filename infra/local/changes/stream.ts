import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cloud } from "../cloud.ts";
import { type Change, watchChanges } from "./feed.ts";

const PATH = "/_handrail/changes";

/**
 * Answers `GET /_handrail/changes?account=…&region=…` with a line of JSON for each change, for as long as the client stays.
 * The first line says that changes from here on are told.
 *
 * @returns false where the request is for something else
 */
export function streamChanges(cloud: Cloud, request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  if (url.pathname !== PATH) return false;
  const [accountId, region] = [url.searchParams.get("account"), url.searchParams.get("region")];
  if (request.method !== "GET" || !accountId || !region) {
    response.writeHead(400, { "content-type": "text/plain" });
    response.end(`GET ${PATH} takes an account and a region.\n`);
    return true;
  }
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const ended = AbortSignal.any([gone.signal, cloud.stopping]);
  ended.addEventListener("abort", () => response.end(), { once: true });
  // Of its own connection: one that was kept for further requests would hold up the account's end.
  response.writeHead(200, { "content-type": "application/x-ndjson", connection: "close" });
  const write = (line: Change | { type: "watching" }) => {
    // A client that does not read misses changes; it will hear of the next.
    if (!response.writableNeedDrain) response.write(`${JSON.stringify(line)}\n`);
  };
  write({ type: "watching" });
  watchChanges(cloud, { accountId, region }, write, ended);
  return true;
}
