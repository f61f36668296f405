import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Pace } from "../infra/local/clock.ts";
import { Problem } from "./problem.ts";

/** A local account that answers: our own child, or one that another terminal started. */
export interface LocalProcess {
  endpoint: string;
  /** What it said besides: a saved account that could not be read, a port that was taken. */
  notices: string[];
  /** Ends it if it is ours; saves what it holds. */
  stop(): Promise<void>;
}

export interface LocalProcessOptions {
  /** Absent, the account is gone with its process. */
  home?: string;
  pace: Pace;
  port?: number;
}

/** The account that already runs in this home, or undefined. */
export async function findRunning(home: string): Promise<string | undefined> {
  try {
    const { endpoint } = JSON.parse(await readFile(join(home, "endpoint.json"), "utf8"));
    return typeof endpoint === "string" && (await answers(endpoint)) ? endpoint : undefined;
  } catch {
    return undefined;
  }
}

function answers(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${endpoint}/_handrail/health`, { agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

/**
 * The local account of this home: the one that runs already, or else a process of our own, so that its work never
 * holds up a key press. It ends when we do, even when we are killed: it watches the pipe between us.
 *
 * @throws Problem in the child's own words where it cannot start
 */
export async function openLocalAccount(options: LocalProcessOptions): Promise<LocalProcess> {
  const running = options.home && (await findRunning(options.home));
  if (running) return { endpoint: running, notices: [], stop: async () => {} };

  const child = spawn(
    process.execPath,
    [
      process.argv[1]!,
      "serve",
      "--attached",
      ...(options.home ? ["--home", options.home] : ["--ephemeral"]),
      ...(options.port === undefined ? [] : ["--port", String(options.port)]),
      ...["--pace", options.pace],
    ],
    // A group of its own: Ctrl-C is ours to handle, and the account saves itself when we are done.
    { stdio: ["pipe", "pipe", "pipe"], detached: process.platform !== "win32" },
  );
  const notices: string[] = [];
  createInterface(child.stderr!).on("line", (line) => notices.push(line));
  const endpoint = await firstLine(child, notices);
  return { endpoint, notices, stop: () => stopChild(child) };
}

async function firstLine(child: ChildProcess, notices: string[]): Promise<string> {
  const lines = createInterface(child.stdout!);
  for await (const line of lines) {
    const endpoint = /^AWS_ENDPOINT_URL=(.+)$/.exec(line)?.[1];
    if (endpoint) {
      // Nobody reads what else it prints; unread, the pipe would fill and hold it up.
      child.stdout!.resume();
      return endpoint;
    }
  }
  throw new Problem(notices.join("\n") || "The local account ended before it was listening.");
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.stdin!.end();
  await ended;
}
