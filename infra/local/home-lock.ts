import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { askHealth } from "./health.ts";

/** Another process holds this home. */
export class HomeInUseError extends Error {
  readonly home: string;
  readonly pid: number;
  /** Where the other answers; absent while it is starting or stopping. */
  readonly endpoint: string | undefined;

  constructor(home: string, owner: Owner) {
    super(
      owner.endpoint
        ? `The account in ${home} is running already, at ${owner.endpoint} (process ${owner.pid}). Use that one, stop it, or set HANDRAIL_HOME to another folder.`
        : `The account in ${home} is being started or stopped by process ${owner.pid}. Try again in a moment.`,
    );
    this.name = "HomeInUseError";
    this.home = home;
    this.pid = owner.pid;
    this.endpoint = owner.endpoint;
  }
}

/** The home cannot be read or written: no rights, no space, or a file of that name. */
export class HomeUnusableError extends Error {
  readonly home: string;
  readonly code: string | undefined;

  constructor(home: string, cause: unknown) {
    const { message, code } = cause as NodeJS.ErrnoException;
    super(
      `The account cannot be kept in ${home} (${message}). Make it a folder that you can write to, or set HANDRAIL_HOME to another.`,
      { cause },
    );
    this.name = "HomeUnusableError";
    this.home = home;
    this.code = code;
  }
}

/** Makes a folder and those above it: Node.js 24's own way never ends where one cannot be made, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  const make = () =>
    mkdir(path, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
    });
  await make().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    await makeFolder(dirname(path));
    await make();
  });
}

/** What `endpoint.json` says. Without an endpoint its owner is starting or stopping. */
interface Owner {
  pid: number;
  /** Tells two owners of the same process id apart. */
  token: string;
  endpoint?: string;
}

const ENDPOINT_FILE = "endpoint.json";

/** A file without an endpoint that nobody has kept young for so long was left by a killed process. */
const TRANSITION_MS = 10_000;

/** How often whoever starts or stops keeps its file young: saving a fleet on a busy machine may take long. */
const BEAT_MS = 2_000;

/** How long to wait for another to finish stopping: as long as that may take. */
const PATIENCE_MS = TRANSITION_MS;

const HEALTH_TIMEOUT_MS = 1_000;

/** Sole use of a home: two processes that saved into one would undo each other's work. */
export class HomeLock {
  readonly #path: string;
  readonly #owner: Owner;
  /** Without an endpoint nobody can ask whether it is still there. */
  #beat: NodeJS.Timeout | undefined;

  private constructor(path: string, owner: Owner) {
    this.#path = path;
    this.#owner = owner;
    this.#keepYoung(true);
  }

  /**
   * Takes the home, making its folder. What a killed process left is taken over.
   * @throws HomeInUseError, HomeUnusableError
   */
  static async acquire(home: string): Promise<HomeLock> {
    try {
      return await HomeLock.#acquire(home);
    } catch (error) {
      throw error instanceof HomeInUseError ? error : new HomeUnusableError(home, error);
    }
  }

  static async #acquire(home: string): Promise<HomeLock> {
    await makeFolder(home);
    const path = join(home, ENDPOINT_FILE);
    const owner = { pid: process.pid, token: randomUUID() };
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        await writeFile(path, JSON.stringify(owner), { flag: "wx" });
        return new HomeLock(path, owner);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const other = await readOwner(path);
      if (!other) continue;
      if (!(await isAlive(path, other))) await removeStale(path, other);
      // Asked again: while it was being visited it may have begun to stop, and will be gone in a moment.
      else if ((await readOwner(path))?.endpoint || Date.now() > deadline)
        throw new HomeInUseError(home, other);
      else await setTimeout(50);
    }
  }

  /** Says where the account answers; undefined once it is stopping. */
  async announce(endpoint: string | undefined): Promise<void> {
    const temporary = `${this.#path}.${this.#owner.token}`;
    await writeFile(temporary, JSON.stringify({ ...this.#owner, endpoint }));
    await rename(temporary, this.#path);
    this.#keepYoung(endpoint === undefined);
  }

  #keepYoung(young: boolean): void {
    clearInterval(this.#beat);
    if (!young) return;
    const touch = () => void utimes(this.#path, new Date(), new Date()).catch(() => undefined);
    this.#beat = setInterval(touch, BEAT_MS).unref();
  }

  async release(): Promise<void> {
    this.#keepYoung(false);
    await rm(this.#path, { force: true });
  }
}

/** Where the account in this home answers, while it runs: for a second terminal that is to use the same account. */
export async function runningEndpoint(home: string): Promise<string | undefined> {
  const path = join(home, ENDPOINT_FILE);
  const owner = await readOwner(path);
  if (!owner?.endpoint || !(await isAlive(path, owner))) return undefined;
  // Asked again: while it was being visited it may have begun to stop.
  return (await readOwner(path))?.endpoint;
}

/** The file's content; undefined where there is no file any more. A file being written reads as nobody's. */
async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    const text = await readFile(path, "utf8");
    const owner = JSON.parse(text) as Partial<Owner> | null;
    return { pid: Number(owner?.pid ?? 0), token: String(owner?.token ?? ""), endpoint: owner?.endpoint };
  } catch (error) {
    if (error instanceof SyntaxError) return { pid: 0, token: "" };
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Whether the owner still runs. Its endpoint decides where there is one, because a process id is used again after
 * a restart of the machine; a process that exists but does not answer, such as a suspended one, counts as running.
 */
async function isAlive(path: string, owner: Owner): Promise<boolean> {
  if (owner.endpoint) {
    const health = await askHealth(owner.endpoint, HEALTH_TIMEOUT_MS);
    if (health === "refused") return false;
    return health === "silent" ? processExists(owner.pid) : health.pid === owner.pid;
  }
  const age =
    Date.now() -
    (await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ));
  return age < TRANSITION_MS && (owner.pid === 0 || processExists(owner.pid));
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Takes a stale file away, one process at a time: whoever else saw it as well would otherwise take away the file of the
 * process that has come after it. While another is at it, waits a moment; the caller looks again in either case.
 */
async function removeStale(path: string, { token, endpoint }: Owner): Promise<void> {
  const turn = `${path}.removing`;
  try {
    await writeFile(turn, "", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Its process was killed in between.
    if ((await ageOf(turn)) > TRANSITION_MS) await rm(turn, { force: true });
    await setTimeout(10);
    return;
  }
  try {
    const now = await readOwner(path);
    // Without the endpoint that was asked, it is stopping: nobody answers there, and it is not saved yet.
    if (now?.token === token && now.endpoint === endpoint) await rm(path, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

/** Milliseconds since a file was written; 0 where there is none. */
const ageOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
