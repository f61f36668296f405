import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cloud } from "../cloud.ts";
import { isOfAnother } from "../token.ts";
import { type Change, watchChanges } from "./feed.ts";
import { type Moves, watchMoves } from "./moves.ts";

/** What is told where, one line at a time. */
const FEEDS = new Map<string, typeof watchChanges | typeof watchMoves>([
  ["/_handrail/changes", watchChanges],
  ["/_handrail/executions", watchMoves],
]);

/**
 * Answers `GET /_handrail/changes?account=…&region=…` with a line of JSON for each change, and `GET /_handrail/executions?…`
 * with one for executions that have moved, for as long as the client stays. The first line says that what happens from
 * here on is told. A `token` of another local account is refused, as it is in calls.
 *
 * @returns false where the request is for something else
 */
export function streamChanges(cloud: Cloud, request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const feed = FEEDS.get(url.pathname);
  if (!feed) return false;
  const [accountId, region] = [url.searchParams.get("account"), url.searchParams.get("region")];
  if (request.method !== "GET" || !accountId || !region) {
    response.writeHead(400, { "content-type": "text/plain" });
    response.end(`GET ${url.pathname} takes an account and a region.\n`);
    return true;
  }
  if (isOfAnother(cloud, url.searchParams.get("token") ?? undefined)) {
    response.writeHead(403, { "content-type": "text/plain" });
    response.end("The token is another local account's.\n");
    return true;
  }
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const ended = AbortSignal.any([gone.signal, cloud.stopping]);
  ended.addEventListener("abort", () => response.end(), { once: true });
  // Of its own connection: one that was kept for further requests would hold up the account's end.
  response.writeHead(200, { "content-type": "application/x-ndjson", connection: "close" });
  const write = (line: Change | Moves | { type: "watching" }) => {
    // A client that does not read misses some; it will hear of the next.
    if (!response.writableNeedDrain) response.write(`${JSON.stringify(line)}\n`);
  };
  write({ type: "watching" });
  feed(cloud, { accountId, region }, write, ended);
  return true;
}
