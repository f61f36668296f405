import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readManifest } from "../infra/manifest.ts";
import { dist } from "./open-lab.ts";

/** `handrail lab-role`: the template of the role by which a lab account lets the instructor's account in. */
export async function labRole(): Promise<void> {
  const { templates } = await readManifest(dist);
  const template = await readFile(join(dist, templates["lab-role"].file), "utf8");
  process.stdout.write(`${JSON.stringify(JSON.parse(template), null, 2)}\n`);
}
