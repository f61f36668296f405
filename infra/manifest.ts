import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionName } from "../workflows/contract.ts";

/** What a build made, by name: `file` is relative to dist/, `key` is where it goes in the orchestrator's bucket. */
export interface Manifest {
  functions: Record<FunctionName, Artefact>;
  templates: Record<"orchestrator" | "lab-role" | "fnd203", Artefact>;
}

interface Artefact {
  file: string;
  key: string;
}

/** Reads the manifest of a build. @throws when `dist` holds none: the package was not built. */
export async function readManifest(dist: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(dist, "manifest.json"), "utf8"));
}
