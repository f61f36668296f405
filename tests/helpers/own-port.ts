import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * A port that is still there when it is listened on a second time. One that the system chose may by then have gone to
 * whoever asked for any, be it for a call: systems choose from 32768 on, or higher.
 */
export async function ownPort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_768);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) =>
      server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true)),
    );
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
