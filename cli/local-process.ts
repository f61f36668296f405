import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Pace } from "../infra/local/clock.ts";
import { askHealth, type Health } from "../infra/local/health.ts";
import { runningEndpoint } from "../infra/local/home-lock.ts";
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
  /** Absent: fast, or whatever one that runs already has. */
  pace?: Pace;
  port?: number;
}

/** Longer than an account is ever silent, also on a machine that has much else to do: it is known by what it answers. */
const HEALTH_TIMEOUT_MS = 10_000;

/** What an account says of itself, or undefined where nothing that is one answers. */
export async function healthOf(endpoint: string): Promise<Partial<Health> | undefined> {
  const health = await askHealth(endpoint, HEALTH_TIMEOUT_MS);
  return typeof health === "object" && typeof health.pid === "number" ? health : undefined;
}

/**
 * Half of the account's memory would be room that V8 and glibc keep for throughput, and a lab takes no longer without it:
 * V8 keeps it for what is young, and lets the heap grow to a multiple before it collects again; glibc keeps an arena for
 * each thread, and of what it got for large buffers once, such as 64 KiB for a read of a socket, gives little back unless
 * each is a mapping of its own. V8's `--optimize-for-size` collects so often that a lab takes a quarter more processor time.
 */
const FRUGAL = {
  flags: ["--max-semi-space-size=2", "--heap-growing-percent=20"],
  environment: {
    MALLOC_ARENA_MAX: "1",
    MALLOC_MMAP_THRESHOLD_: "32768",
    MALLOC_TRIM_THRESHOLD_: "65536",
  },
};

/**
 * The local account of this home: the one that runs already, or else a process of our own, so that its work never
 * holds up a key press. It ends when we do, even when we are killed: it watches the pipe between us.
 *
 * @throws Problem in the child's own words where it cannot start
 */
export async function openLocalAccount(options: LocalProcessOptions): Promise<LocalProcess> {
  // A home that cannot be read is for the account itself to explain.
  const running = options.home && (await runningEndpoint(options.home).catch(() => undefined));
  if (running) return joinRunning(running, options);

  const child = spawn(
    process.execPath,
    [
      ...FRUGAL.flags,
      process.argv[1]!,
      "serve",
      "--attached",
      ...(options.home ? ["--home", options.home] : ["--ephemeral"]),
      ...(options.port === undefined ? [] : ["--port", String(options.port)]),
      ...(options.pace === undefined ? [] : ["--pace", options.pace]),
    ],
    // A group of its own: Ctrl-C is ours to handle, and the account saves itself when we are done.
    {
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
      env: { ...process.env, ...FRUGAL.environment },
    },
  );
  const notices: string[] = [];
  createInterface(child.stderr!).on("line", (line) => notices.push(line));
  // A child that is gone has nothing to hear; writing to it is no reason to go as well.
  child.stdin!.on("error", () => {});
  const endpoint = await firstLine(child, notices);
  return { endpoint, notices, stop: () => stopChild(child) };
}

/** Two terminals, one account. What was asked for and is not so there is said. */
async function joinRunning(
  endpoint: string,
  { home, port, pace }: LocalProcessOptions,
): Promise<LocalProcess> {
  if (port && String(port) !== new URL(endpoint).port)
    throw new Problem(
      `The account in ${home} is running already, at ${endpoint}. Leave --port out, or stop that one first.`,
    );
  const health = pace && (await healthOf(endpoint));
  const other = health && health.pace !== pace;
  const notices = other
    ? [`The account is running already, at pace ${health.pace}; --pace ${pace} has no effect.`]
    : [];
  return { endpoint, notices, stop: async () => {} };
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
    notices.push(line);
  }
  const reasons = notices.map((line) => line.replace(/^handrail: /, ""));
  throw new Problem(reasons.join("\n") || "The local account ended before it was listening.");
}

/** Stopping takes half a second and the saving, which is not to be cut off where a busy machine is slow at it. */
const STOP_TIMEOUT_MS = 30_000;

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.stdin!.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
