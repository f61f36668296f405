import { createHash } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildDeployables } from "../../infra/deployables.ts";

const root = new URL("../..", import.meta.url).pathname;
const cache = join(root, "node_modules/.cache/handrail");

/**
 * A build of the sources as they are, shared by every test file that asks for one: bundling and synthesis take two
 * seconds. It is named by the sources' content, so that it is never an old one.
 *
 * @returns the folder, with the manifest in it
 */
export async function builtDist(): Promise<string> {
  const dist = join(cache, await digestOfSources());
  if (existsSync(dist)) return dist;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, "building-"));
  await buildDeployables(fresh);
  try {
    await rename(fresh, dist);
  } catch {
    // Another test file was quicker; what it built is the same.
    await rm(fresh, { recursive: true });
  }
  return dist;
}

async function digestOfSources(): Promise<string> {
  const files = [
    "tasks/**/*.{ts,md}",
    "workflows/*.ts",
    "infra/*.ts",
    "infra/labs/**/*.ts",
    "infra/permissions/*.ts",
    "package-lock.json",
  ]
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .sort();
  const digest = createHash("sha256");
  for (const file of files) digest.update(file).update(await readFile(join(root, file)));
  return digest.digest("hex").slice(0, 16);
}
