import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A port on 127.0.0.1 that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The heap of a process. */
export interface Heap {
  /** Megabytes that are in use once its garbage is collected. */
  live(): Promise<number>;
  close(): void;
}

/**
 * Has a process open its inspector, which was started with this `--inspect-port` and is faster until then (on SIGUSR1, see
 * Node.js's "Debugger"). Asks the inspector for its heap (Chrome DevTools Protocol, HeapProfiler.collectGarbage and
 * Runtime.getHeapUsage). What is resident says little: V8 keeps room as it sees fit.
 */
export async function openHeap(pid: number, port: number): Promise<Heap> {
  process.kill(pid, "SIGUSR1");
  const socket = new WebSocket(await debuggerUrl(port));
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  let asked = 0;
  const ask = (method: string) =>
    new Promise<{ usedSize: number }>((resolve) => {
      const id = ++asked;
      const hear = ({ data }: MessageEvent) => {
        const answer = JSON.parse(String(data));
        if (answer.id !== id) return;
        socket.removeEventListener("message", hear);
        resolve(answer.result);
      };
      socket.addEventListener("message", hear);
      socket.send(JSON.stringify({ id, method }));
    });
  return {
    async live() {
      await ask("HeapProfiler.collectGarbage");
      return (await ask("Runtime.getHeapUsage")).usedSize / 1024 / 1024;
    },
    close: () => socket.close(),
  };
}

/** Where the inspector speaks, once it is open. */
async function debuggerUrl(port: number): Promise<string> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
    const [target] = ((await answer?.json()) ?? []) as { webSocketDebuggerUrl: string }[];
    if (target) return target.webSocketDebuggerUrl;
    await pause(50);
  }
}
