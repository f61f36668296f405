import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const root = new URL("../..", import.meta.url).pathname;

/** What a build is made of. */
const SOURCES = ["cli", "tui", "tasks", "workflows", "infra", "package-lock.json"];

/** Builds dist/ once before the tests that run the real program, unless nothing has changed since the last build. */
export async function setup(): Promise<void> {
  // Written last by the build.
  const built = await modified(join(root, "dist/manifest.json"));
  const newest = Math.max(...(await Promise.all(SOURCES.map((source) => newestIn(join(root, source))))));
  if (built > newest) return;
  await promisify(execFile)(process.execPath, ["infra/build.ts"], { cwd: root });
}

async function newestIn(path: string): Promise<number> {
  const entry = await stat(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  const files = await readdir(path, { recursive: true });
  return Math.max(...(await Promise.all(files.map((file) => modified(join(path, file))))));
}

/** 0 where there is no such file, or no longer. */
const modified = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
