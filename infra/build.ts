/**
 * `npm run build`: everything that ships, into dist/. Nothing is compiled or synthesised later than this.
 *
 *   dist/handrail.js          the command, with the chunks that it loads on demand
 *   dist/functions/*.zip      one bundle a task function, named by its content
 *   dist/templates/*.json     the orchestrator's template and the labs'
 *   dist/manifest.json        which bundle and template is which
 */
import { cp, mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { BUNDLING } from "./bundling.ts";
import { buildDeployables } from "./deployables.ts";

const root = new URL("..", import.meta.url).pathname;
const dist = join(root, "dist");

async function bundleCommand(): Promise<void> {
  await build({
    ...BUNDLING,
    entryPoints: { handrail: join(root, "cli/handrail.ts") },
    outdir: dist,
    splitting: true,
    // Flat, so that every chunk finds what else is in dist/ beside itself.
    chunkNames: "[name]-[hash]",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    // Only Ink's developer tools ask for it.
    external: ["react-devtools-core"],
  });
}

/** A worker's first file is loaded by its URL, beside whichever chunk starts the worker. */
async function copyWorkerBootstrap(): Promise<void> {
  const file = "infra/local/services/lambda/runtime/bootstrap.mjs";
  await cp(join(root, file), join(dist, basename(file)));
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
await Promise.all([buildDeployables(dist), bundleCommand(), copyWorkerBootstrap()]);
