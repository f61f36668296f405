import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { unzipSync } from "fflate";
import type { Blobs } from "../../../cloud.ts";

/**
 * The deployment packages that environments run from, each unpacked once into a folder of its own, because Node.js
 * decides what a file is (ES module, CommonJS) by the files around it.
 */
export class Packages {
  readonly #blobs: Blobs;
  #root: Promise<string> | undefined;
  readonly #folders = new Map<string, Promise<string>>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /** The folder that holds the package of this digest. */
  folder(digest: string): Promise<string> {
    let folder = this.#folders.get(digest);
    if (!folder) {
      folder = this.#unpack(digest);
      this.#folders.set(digest, folder);
    }
    return folder;
  }

  async #unpack(digest: string): Promise<string> {
    this.#root ??= makeRoot();
    const folder = path.join(await this.#root, digest);
    // Some ten milliseconds; fflate's asynchronous form would start a thread of its own, which takes longer.
    const files = unzipSync(await this.#blobs.get(digest));
    await mkdir(folder);
    for (const [name, bytes] of Object.entries(files)) {
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
    return folder;
  }

  /** Removes every folder. */
  async remove(): Promise<void> {
    const root = await this.#root;
    if (root !== undefined) await rm(root, { recursive: true, force: true });
  }
}

async function makeRoot(): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "handrail-lambda-"));
  // Ends Node.js's search for the nearest package.json, which must not find one of the host's.
  await writeFile(path.join(root, "package.json"), "{}");
  return root;
}
