import { access, open, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Problem } from "./problem.ts";

/** The files that a command's reports go to, by the option that names each. */
export type ReportFiles = Readonly<Record<string, string | undefined>>;

/**
 * Sees that reports can be written, before the work that they are about is begun: a file that cannot be is not to be found
 * out an hour later. Leaves what is there as it is.
 *
 * @throws Problem saying which cannot be, and why
 */
export async function checkWritable(files: ReportFiles): Promise<void> {
  const options = new Map<string, string>();
  for (const [option, path] of Object.entries(files)) {
    if (path === undefined) continue;
    const other = options.get(resolve(path));
    if (other)
      throw new Problem(`--${other} and --${option} name the same file, ${path}. Name a file for each.`);
    options.set(resolve(path), option);
    await tryOut(option, path);
  }
}

async function tryOut(option: string, path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  // Whether one may write is for the system to say: rights, a full table of files, a disk that may only be read.
  const file = await open(path, "a").catch((error: Error) => {
    throw cannotBeWritten(option, path, error);
  });
  await file.close();
  if (!isThere) await rm(path, { force: true });
}

/** @throws Problem where it can no longer be written */
export async function writeReport(option: string, path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((error: Error) => {
    throw cannotBeWritten(option, path, error);
  });
}

const cannotBeWritten = (option: string, path: string, { message }: Error): Problem =>
  new Problem(
    `The file ${path} of --${option} cannot be written: ${message}. Name one in a folder that is there and that you may write to.`,
  );
