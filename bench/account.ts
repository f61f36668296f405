import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { PROGRAM } from "../drive/program.ts";
import { ENVIRONMENT } from "./program.ts";

/** A local account of its own: empty and gone when it is stopped, unless it has a home. */
export interface BenchAccount {
  endpoint: string;
  pid: number;
  stop(): Promise<void>;
}

export async function startAccount(
  environment: Record<string, string> = {},
  home?: string,
): Promise<BenchAccount> {
  const account = spawn(
    process.execPath,
    [PROGRAM, "serve", ...(home ? ["--home", home] : ["--ephemeral"]), "--port", "0", "--pace", "instant"],
    { env: { ...ENVIRONMENT, ...environment }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<void>((resolve) => account.once("exit", () => resolve()));
  const stop = async () => {
    account.kill("SIGINT");
    account.stdout.resume();
    await ended;
  };
  for await (const line of createInterface(account.stdout)) {
    const endpoint = /^AWS_ENDPOINT_URL=(.*)/.exec(line)?.[1];
    if (endpoint) return { endpoint, pid: account.pid!, stop };
  }
  throw new Error("The local account ended before it was listening.");
}
