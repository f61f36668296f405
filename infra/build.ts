/**
 * `npm run build`: everything that ships, into dist/. Nothing is compiled or synthesised later than this.
 *
 *   dist/handrail.js          the command, with the chunks that it loads on demand
 *   dist/functions/*.zip      one bundle a task function, named by its content
 *   dist/templates/*.json     the orchestrator's template and the labs'
 *   dist/manifest.json        which bundle and template is which
 */
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { zipSync } from "fflate";
import { FUNCTIONS, type FunctionName } from "../workflows/contract.ts";
import { STACKS, synthesise } from "./app.ts";
import type { Manifest } from "./manifest.ts";

const root = new URL("..", import.meta.url).pathname;
const dist = join(root, "dist");

const COMMON: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "esm",
  // ES modules first: of the AWS clients, only the commands that are used end up in a bundle.
  mainFields: ["module", "main"],
  loader: { ".md": "text" },
  // Names are what a stack trace and an error's `name` show.
  keepNames: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  // CommonJS dependencies inside an ES module bundle look for these.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: "warning",
};

/** A zip with a fixed date and its one file: the same code always has the same digest, so nothing is deployed anew. */
function zip(code: Uint8Array): Uint8Array {
  return zipSync({ "index.mjs": code }, { level: 6, mtime: new Date("2026-01-01T00:00:00Z") });
}

async function bundleFunctions(): Promise<Manifest["functions"]> {
  const entries = await Promise.all(
    FUNCTIONS.map(async (name): Promise<[FunctionName, Manifest["functions"][FunctionName]]> => {
      const result = await build({
        ...COMMON,
        entryPoints: [join(root, `tasks/${name}.lambda.ts`)],
        write: false,
        outfile: `${name}.mjs`,
      });
      const bytes = zip(result.outputFiles![0]!.contents);
      const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
      const file = `functions/${name}-${digest}.zip`;
      await writeFile(join(dist, file), bytes);
      return [name, { file, key: file }];
    }),
  );
  return Object.fromEntries(entries) as Manifest["functions"];
}

async function writeTemplates(functions: Manifest["functions"]): Promise<Manifest["templates"]> {
  const outdir = await mkdtemp(join(tmpdir(), "handrail-synth-"));
  // The checks run in `npm run synth`; installing the package should not take their two seconds.
  process.env.CDK_VALIDATION = "false";
  synthesise(outdir, Object.fromEntries(FUNCTIONS.map((name) => [name, functions[name].key])) as never);
  const templates = {} as Manifest["templates"];
  for (const stack of STACKS) {
    const template = JSON.parse(await readFile(join(outdir, `${stack}.template.json`), "utf8"));
    const file = `templates/${stack}.json`;
    await writeFile(join(dist, file), JSON.stringify(template));
    templates[stack] = { file, key: file };
  }
  await rm(outdir, { recursive: true });
  return templates;
}

async function bundleCommand(): Promise<void> {
  await build({
    ...COMMON,
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
await mkdir(join(dist, "functions"), { recursive: true });
await mkdir(join(dist, "templates"), { recursive: true });
const functions = await bundleFunctions();
const [templates] = await Promise.all([writeTemplates(functions), bundleCommand()]);
await copyWorkerBootstrap();
const manifest: Manifest = { functions, templates };
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));
