import { createServer } from "node:net";
import { onTestFinished } from "vitest";
import type { AtTheEnd } from "./program.ts";

/** Something that looks like AWS, or like the way there: it counts who calls, and answers nobody. */
export async function trap(
  atTheEnd: AtTheEnd = onTestFinished,
): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atTheEnd(async () => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    calls: () => calls,
  };
}
