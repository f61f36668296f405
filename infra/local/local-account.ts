import { Clock, type Pace } from "./clock.ts";
import { Cloud, MemoryBlobs } from "./cloud.ts";
import type { FindService } from "./dispatch.ts";
import { WireServer } from "./server.ts";
import { findService, services } from "./services/index.ts";
import { handle } from "./wire/handle.ts";

/** The account that a participant works in unless they name another by its twelve digits. */
export const DEFAULT_ACCOUNT_ID = "123456789012";

export interface LocalAccountOptions {
  /** 0, or absent, is any free port. */
  port?: number;
  /** The folder in which the account lasts; absent, it is gone with the process. */
  home?: string;
  pace: Pace;
  /** Which services there are; absent, all. */
  find?: FindService;
}

/** A running local account. */
export interface LocalAccount {
  /** Such as `http://127.0.0.1:4566`: what `AWS_ENDPOINT_URL` is set to. */
  endpoint: string;
  cloud: Cloud;
  /** Saves the account, ends all work and closes the port, in well under a second. */
  stop(): Promise<void>;
}

/**
 * Starts the local account on 127.0.0.1.
 * @throws PortInUseError
 */
export async function startLocalAccount(options: LocalAccountOptions): Promise<LocalAccount> {
  const { port = 0, pace, find = findService } = options;
  const cloud = new Cloud({ clock: new Clock(pace), blobs: new MemoryBlobs() });
  const server = new WireServer({
    port,
    answer: (request) => handle(cloud, request, find),
    health: () => ({ accountId: DEFAULT_ACCOUNT_ID, pace, pid: process.pid }),
  });
  cloud.endpoint = `http://127.0.0.1:${await server.listen()}`;
  for (const service of services) service.resume?.(cloud);
  return {
    endpoint: cloud.endpoint,
    cloud,
    async stop() {
      await Promise.all([server.stop(), cloud.stop()]);
    },
  };
}
