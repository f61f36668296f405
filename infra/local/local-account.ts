import { setTimeout } from "node:timers/promises";
import { streamChanges } from "./changes/stream.ts";
import { Clock, type Pace } from "./clock.ts";
import { Cloud, MemoryBlobs } from "./cloud.ts";
import { dataPlane } from "./data-plane.ts";
import { DEFAULT_ACCOUNT_ID } from "./default-account.ts";
import type { FindService } from "./dispatch.ts";
import { FileBlobs } from "./file-blobs.ts";
import type { Health } from "./health.ts";
import { HomeLock, HomeUnusableError } from "./home-lock.ts";
import { WireServer } from "./server.ts";
import type { AnyService } from "./service.ts";
import { findService, services } from "./services/index.ts";
import { isDataChannel, upgradeToDataChannel } from "./services/ssm/sessions/upgrade.ts";
import { loadSnapshot, SnapshotWriter } from "./snapshot.ts";
import { tokenOf } from "./token.ts";
import { handle } from "./wire/handle.ts";

export { DEFAULT_ACCOUNT_ID };

export interface LocalAccountOptions {
  /** 0, or absent, is any free port. */
  port?: number;
  /** Where the port is taken: any other that is free, and not PortInUseError. */
  anyPortIfTaken?: boolean;
  /** The folder in which the account lasts; absent, it is gone with the process. */
  home?: string;
  pace: Pace;
  /** Which services there are; absent, all. */
  find?: FindService;
  /** Told what goes wrong later, such as a full disk; absent, it goes to stderr. */
  report?: (message: string) => void;
}

/** A running local account. */
export interface LocalAccount {
  /** Such as `http://127.0.0.1:4566`: what `AWS_ENDPOINT_URL` is set to. */
  endpoint: string;
  cloud: Cloud;
  /** What the participant should be told about the start: a saved account that could not be read. */
  notice?: string;
  /** Ends all work, saves the account and closes the port, in well under a second. */
  stop(): Promise<void>;
}

/**
 * Starts the local account on 127.0.0.1, as it was left where it has a home.
 * @throws PortInUseError, HomeInUseError, HomeUnusableError
 */
export async function startLocalAccount(options: LocalAccountOptions): Promise<LocalAccount> {
  const { home, pace } = options;
  if (home === undefined)
    return await start(options, new Cloud({ clock: new Clock(pace), blobs: new MemoryBlobs() }));

  const lock = await HomeLock.acquire(home);
  let account: LocalAccount | undefined;
  try {
    const { state, notice } = await loadSnapshot(home).catch((error: unknown) => {
      throw new HomeUnusableError(home, error);
    });
    account = await start(options, new Cloud({ clock: new Clock(pace), blobs: new FileBlobs(home), state }));
    await lock.announce(account.endpoint);
    return { ...account, notice, stop: stopOnce(account, lock, saveInto(home, account, options)) };
  } catch (error) {
    await account?.stop();
    await lock.release();
    throw error;
  }
}

function saveInto(home: string, account: LocalAccount, { report = console.error }: LocalAccountOptions) {
  return new SnapshotWriter(account.cloud, home, report);
}

/** Stops an account that has a home; a second call waits for the first. */
function stopOnce(account: LocalAccount, lock: HomeLock, writer: SnapshotWriter): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    // From here on the port may be closed while the account is not saved yet.
    await lock.announce(undefined);
    try {
      await account.stop();
      await writer.close();
    } finally {
      await lock.release();
    }
  };
  return () => {
    stopped ??= stop();
    return stopped;
  };
}

/** One service that cannot take up its work must not keep a participant from the rest of their account. */
function resume(service: AnyService, cloud: Cloud, { report = console.error }: LocalAccountOptions): void {
  try {
    service.resume?.(cloud);
  } catch (error) {
    report(`What ${service.name} was doing could not be taken up again: ${(error as Error).message}`);
  }
}

/** Work that does not heed `cloud.stopping` is left to itself after this: the process is about to end. */
const STOP_TIMEOUT_MS = 500;

async function start(options: LocalAccountOptions, cloud: Cloud): Promise<LocalAccount> {
  const { port = 0, anyPortIfTaken, pace, find = findService } = options;
  const server = new WireServer({
    port,
    anyPortIfTaken,
    answer: (request, gone) => handle(cloud, request, find, gone),
    dataPlane: (request, response) => dataPlane(cloud, request, response),
    stream: (request, response) => streamChanges(cloud, request, response),
    upgrade: (request, socket, head) => {
      if (!isDataChannel(request)) return false;
      cloud.background(() => upgradeToDataChannel(cloud, request, socket, head));
      return true;
    },
    health: (): Health => ({
      accountId: DEFAULT_ACCOUNT_ID,
      pace,
      pid: process.pid,
      token: tokenOf(cloud),
    }),
  });
  // No request is answered before this and the next line have run: they come in later turns of the event loop.
  cloud.endpoint = `http://127.0.0.1:${await server.listen()}`;
  for (const { watch } of services) if (watch) cloud.onCompleted.add((completed) => watch(completed, cloud));
  for (const service of services) resume(service, cloud, options);
  return {
    endpoint: cloud.endpoint,
    cloud,
    async stop() {
      const patience = new AbortController();
      const timeout = setTimeout(STOP_TIMEOUT_MS, undefined, patience).catch(() => undefined);
      await Promise.all([server.stop(), Promise.race([cloud.stop(), timeout])]);
      patience.abort();
    },
  };
}
