import { randomUUID } from "node:crypto";
import { lstat, mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import type { Blobs } from "../../../cloud.ts";
import type { WorkerData } from "./messages.ts";

/** A package as environments run from it. */
export interface UnpackedPackage {
  folder: string;
  /** V8's compiled code of it: half of an environment's start is compiling. */
  compiled: WorkerData;
}

const HOUR_MS = 60 * 60 * 1000;

/** A package that nobody ran for so long is of an older build. */
const KEPT_MS = 24 * HOUR_MS;

/** A package in use is looked after so often: an account that has run for days may find what it unpacked removed. */
const LOOKED_AFTER_MS = HOUR_MS;

/**
 * The deployment packages that environments run from, each unpacked once into a folder of its own, because Node.js
 * decides what a file is (ES module, CommonJS) by the files around it. They are named by their content and shared by all
 * accounts of a user, so that what V8 has compiled of one is found again.
 */
export class Packages {
  readonly #blobs: Blobs;
  #root: Promise<string> | undefined;
  readonly #folders = new Map<string, { folder: Promise<string>; since: number }>();
  /** Digests of those of which there is compiled code: not looked for again at each invocation. */
  readonly #compiled = new Set<string>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** The package of this digest, unpacked. */
  async get(digest: string): Promise<UnpackedPackage> {
    this.#root ??= openRoot();
    const root = await this.#root;
    let unpacked = this.#folders.get(digest);
    if (!unpacked || Date.now() - unpacked.since > LOOKED_AFTER_MS) {
      unpacked = { folder: this.#unpack(root, digest), since: Date.now() };
      this.#folders.set(digest, unpacked);
      // A disk that was full has room again some day.
      unpacked.folder.catch(() => this.#folders.delete(digest));
    }
    const compiled = path.join(root, "compiled", digest);
    if (!this.#compiled.has(digest) && (await isFolder(compiled))) this.#compiled.add(digest);
    return {
      folder: await unpacked.folder,
      compiled: { folder: compiled, isThere: this.#compiled.has(digest) },
    };
  }

  async #unpack(root: string, digest: string): Promise<string> {
    const folder = path.join(root, digest);
    if (!(await isFolder(folder))) {
      // Whoever removed it has removed what was compiled of it.
      this.#compiled.delete(digest);
      const fresh = await mkdtemp(path.join(root, ".unpacking-"));
      await writePackage(fresh, await this.#blobs.get(digest));
      // Another account may have been quicker with the same content.
      await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
    }
    await utimes(folder, new Date(), new Date());
    return folder;
  }
}

async function writePackage(folder: string, zip: Uint8Array): Promise<void> {
  // Some ten milliseconds; fflate's asynchronous form would start a thread of its own, which takes longer.
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const target = path.join(folder, name);
    // A package must not write outside of its folder, whatever its names say.
    if (target !== folder && !target.startsWith(folder + path.sep)) continue;
    if (name.endsWith("/")) {
      await mkdir(target, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

/** The user's own folder among the system's temporary ones: nobody else may put code there that we would run. */
async function openRoot(): Promise<string> {
  const { uid } = userId();
  const shared = path.join(tmpdir(), `handrail-functions-${uid}`);
  await mkdir(shared, { mode: 0o700 }).catch(() => {});
  const root = (await isOurs(shared, uid))
    ? shared
    : await mkdtemp(path.join(tmpdir(), "handrail-functions-"));
  // Ends Node.js's search for the nearest package.json, which must not find one of the host's.
  await writeFile(path.join(root, "package.json"), "{}");
  await removeOld(root);
  return root;
}

/** On Windows, where users have no number and temporary folders of their own, -1. */
const userId = () => {
  try {
    return { uid: userInfo().uid };
  } catch {
    return { uid: process.getuid?.() ?? -1 };
  }
};

async function isOurs(folder: string, uid: number): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory()) return false;
  return uid < 0 || (found.uid === uid && (found.mode & 0o022) === 0);
}

const isFolder = (folder: string): Promise<boolean> =>
  lstat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );

async function removeOld(root: string): Promise<void> {
  const before = Date.now() - KEPT_MS;
  for (const name of await readdir(root)) {
    if (name === "compiled" || name === "package.json") continue;
    const found = await lstat(path.join(root, name)).catch(() => undefined);
    if (!found || found.mtimeMs > before) continue;
    // Renamed first, so that nobody ever finds the half of one.
    const going = path.join(root, `.removing-${randomUUID()}`);
    await rename(path.join(root, name), going).catch(() => {});
    await rm(going, { recursive: true, force: true });
    await rm(path.join(root, "compiled", name), { recursive: true, force: true });
  }
}
