import { request } from "node:http";

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface RawRequest {
  method?: string;
  /** Sent as it is: `fetch` would normalise `..` and refuse an absolute form. */
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** The Authorization header of this account, service and Region; signatures are not verified. */
export function authorization(service: string, accessKeyId = "123456789012", region = "us-east-1"): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261122/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/** Sends a request as no SDK would, to see what is answered to it. */
export function sendRaw(endpoint: string, raw: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(endpoint);
  const { method = "GET", path = "/", headers = {}, body } = raw;
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Posts a body as the administrator of the default account. */
export function postSigned(
  endpoint: string,
  service: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return sendRaw(endpoint, {
    method: "POST",
    headers: { authorization: authorization(service), ...headers },
    body,
  });
}
