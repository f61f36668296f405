import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type Upgrade, WireServer } from "../../../infra/local/server.ts";

async function serve(upgrade?: Upgrade) {
  const server = new WireServer({
    port: 0,
    answer: async () => ({ status: 200, headers: {}, body: "" }),
    health: () => ({}),
    upgrade,
  });
  const port = await server.listen();
  onTestFinished(() => server.stop());
  return { server, port };
}

/** Asks for an upgrade, and gives what comes back first. */
function ask(port: number, headers: string[]): Promise<{ socket: Socket; answer: string }> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write(
    ["GET /somewhere HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", ...headers, "", ""].join("\r\n"),
  );
  return new Promise((resolve, reject) => {
    socket.once("data", (data) => resolve({ socket, answer: data.toString() }));
    socket.once("error", reject);
  });
}

const HELLO = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
const take: Upgrade = (_, socket) => {
  socket.write(HELLO);
  return true;
};

test("an upgrade is taken by who knows it, and refused to everybody else", async () => {
  const { port } = await serve(take);
  expect((await ask(port, [`Host: 127.0.0.1:${port}`])).answer).toBe(HELLO);
  expect((await ask(port, ["Host: localhost", "Origin: http://localhost:3000"])).answer).toBe(HELLO);
  for (const headers of [["Host: evil.example"], ["Host: localhost", "Origin: https://evil.example"]])
    expect((await ask(port, headers)).answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  const none = await serve();
  expect((await ask(none.port, ["Host: localhost"])).answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  const unknown = await serve(() => false);
  expect((await ask(unknown.port, ["Host: localhost"])).answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
});

test("the server stops though a connection was upgraded and stays open", async () => {
  const { server, port } = await serve(take);
  const { socket } = await ask(port, ["Host: localhost"]);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await server.stop();
  await closed;
});
