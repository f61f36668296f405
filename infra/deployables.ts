import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { zipSync } from "fflate";
import { FUNCTIONS, type FunctionName } from "../workflows/contract.ts";
import { STACKS, synthesise } from "./app.ts";
import { BUNDLING } from "./bundling.ts";
import type { Manifest } from "./manifest.ts";

const root = new URL("..", import.meta.url).pathname;

/**
 * Builds what goes into an account: the functions' bundles, the templates, and the manifest that says which is which.
 * The same sources give the same files, byte for byte.
 *
 * @param dist the folder to write them into; it must exist
 */
export async function buildDeployables(dist: string): Promise<void> {
  await Promise.all(["functions", "templates"].map((name) => mkdir(join(dist, name), { recursive: true })));
  const functions = await bundleFunctions(dist);
  const templates = await writeTemplates(dist, functions);
  const manifest: Manifest = { functions, templates };
  await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));
}

async function bundleFunctions(dist: string): Promise<Manifest["functions"]> {
  const entries = await Promise.all(
    FUNCTIONS.map(async (name): Promise<[FunctionName, Manifest["functions"][FunctionName]]> => {
      const result = await build({
        ...BUNDLING,
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

/** A zip with a fixed date and its one file: the same code always has the same digest, so nothing is deployed anew. */
function zip(code: Uint8Array): Uint8Array {
  return zipSync({ "index.mjs": code }, { level: 6, mtime: new Date("2026-01-01T00:00:00Z") });
}

async function writeTemplates(
  dist: string,
  functions: Manifest["functions"],
): Promise<Manifest["templates"]> {
  const outdir = await mkdtemp(join(tmpdir(), "handrail-synth-"));
  const keys = Object.fromEntries(FUNCTIONS.map((name) => [name, functions[name].key]));
  // What checks the templates runs in `npm run synth`; installing the package should not take its seconds.
  synthesise(outdir, keys as Record<FunctionName, string>, { checked: false });
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
