/** An HTTP request as a web server of the account sees it. */
export interface WebRequest {
  method: string;
  /** As the client wrote it in `Host`, in lower case, without the port. */
  host: string;
  /** Path and query, such as `/index.html?a=1`. */
  path: string;
}

/** What comes back over the emulated network. */
export type WebAnswer =
  | { kind: "response"; status: number; headers: Record<string, string>; body: string }
  /** The packets were dropped on the way: a client waits until it gives up. */
  | { kind: "dropped"; because: string }
  /** The host is there, and nothing listens on the port. */
  | { kind: "refused"; because: string };

export function page(status: number, server: string, body: string): WebAnswer {
  return {
    kind: "response",
    status,
    headers: { server, "content-type": "text/html; charset=UTF-8" },
    body,
  };
}

/** Why packets are dropped where the evaluator names no decider. */
export const NO_WAY = "the network has no way there";
