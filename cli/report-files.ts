import { open, realpath, rm, stat, writeFile } from "node:fs/promises";
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
  const there = await stat(path).catch(() => undefined);
  // Whoever reads a pipe would take a try for the whole of what comes.
  if (there?.isFIFO()) return;
  // Whether one may write is for the system to say: rights, a full table of files, a disk that may only be read.
  const file = await open(path, "a").catch((error: Error) => {
    throw cannotBeWritten(option, path, error);
  });
  await file.close();
  // Of a link to a file that was not there it is the file that was made now.
  if (!there) await rm(await realpath(path), { force: true });
}

/**
 * Writes reports, each whatever becomes of the others: a full disk must not take away what can be told of work that is done.
 *
 * @param texts what goes to the file of each option
 * @returns what could be written, and for each that no longer can be, why
 */
export async function writeReports(
  files: ReportFiles,
  texts: Readonly<Record<string, () => string>>,
): Promise<{ written: string[]; problems: Problem[] }> {
  const written: string[] = [];
  const problems: Problem[] = [];
  for (const [option, path] of Object.entries(files)) {
    if (path === undefined) continue;
    await writeFile(path, texts[option]!()).then(
      () => written.push(path),
      (error: Error) => problems.push(cannotBeWritten(option, path, error)),
    );
  }
  return { written, problems };
}

const cannotBeWritten = (option: string, path: string, { message }: Error): Problem =>
  new Problem(
    `The file ${path} of --${option} cannot be written: ${message}. Name one in a folder that is there and that you may write to.`,
  );
