import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Blobs } from "./cloud.ts";

/**
 * Blobs as files named by the digest of their bytes. They are written before the snapshot that speaks of them, and
 * never changed, so that one which no snapshot speaks of is harmless.
 */
export class FileBlobs implements Blobs {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, "blobs");
  }

  async put(bytes: Uint8Array): Promise<string> {
    const digest = createHash("sha256").update(bytes).digest("hex");
    const path = this.#path(digest);
    // The rename below makes a file appear whole, so one that is there is right.
    if (await exists(path)) return digest;
    await mkdir(join(path, ".."), { recursive: true });
    const temporary = `${path}.${randomUUID()}.tmp`;
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path);
    return digest;
  }

  async get(digest: string): Promise<Uint8Array> {
    return await readFile(this.#path(digest));
  }

  #path(digest: string): string {
    return join(this.#folder, digest.slice(0, 2), digest);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
