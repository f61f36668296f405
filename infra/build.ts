/**
 * `npm run build`: everything that ships, into dist/. Nothing is compiled or synthesised later than this.
 *
 *   dist/handrail.js          the command, with the chunks that it loads on demand
 *   dist/evaluation-main.js   the process in which the local account evaluates what may take long
 *   dist/functions/*.zip      one bundle a task function, named by its content
 *   dist/templates/*.json     the orchestrator's template and the labs'
 *   dist/manifest.json        which bundle and template is which
 */
import { chmod, cp, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { BUNDLING } from "./bundling.ts";
import { buildDeployables } from "./deployables.ts";

const root = new URL("..", import.meta.url).pathname;
const dist = join(root, "dist");

async function bundleCommand(outdir: string): Promise<void> {
  await build({
    ...BUNDLING,
    entryPoints: {
      handrail: join(root, "cli/handrail.ts"),
      "evaluation-main": join(root, "infra/local/services/states/expressions/evaluation-main.ts"),
    },
    outdir,
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
async function copyWorkerBootstrap(outdir: string): Promise<void> {
  const file = "infra/local/services/lambda/runtime/bootstrap.mjs";
  await cp(join(root, file), join(outdir, basename(file)));
}

// Aside first: a build that fails leaves the last good one, and whoever starts the program meanwhile gets that.
const fresh = await mkdtemp(join(root, ".dist-"));
try {
  await Promise.all([buildDeployables(fresh), bundleCommand(fresh), copyWorkerBootstrap(fresh)]);
  await chmod(fresh, 0o755);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
} finally {
  await rm(fresh, { recursive: true, force: true });
}
