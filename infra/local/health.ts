import { get } from "node:http";
import type { Pace } from "./clock.ts";

/** What an account answers to `GET /_handrail/health`. */
export interface Health {
  accountId: string;
  pace: Pace;
  pid: number;
  /** What tells it from any other account (token.ts). */
  token: string;
}

/**
 * Asks who answers at an endpoint: `refused` where nobody does, `silent` where nobody did in time, and nothing of an account
 * where another program has the port.
 *
 * @param timeout in milliseconds
 */
export function askHealth(
  endpoint: string,
  timeout: number,
): Promise<"refused" | "silent" | Partial<Health>> {
  return new Promise((resolve) => {
    // Without an agent: no proxy and no kept-alive socket comes between.
    const request = get(`${endpoint}/_handrail/health`, { agent: false, timeout }, async (response) => {
      try {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve((JSON.parse(text) as Health | null) ?? {});
      } catch {
        resolve({});
      }
    });
    request.on("timeout", () => {
      resolve("silent");
      request.destroy();
    });
    request.on("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" ? "refused" : {}),
    );
  });
}
