import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Cloud, CloudState } from "./cloud.ts";

/** Raised when a change makes older snapshots unreadable. */
const FORMAT = 1;

const FILE = "account.json";

/** Saves come no closer together than this, … */
const MIN_INTERVAL_MS = 200;

/**
 * … and a save may take up to a tenth of the time: writing a large account down must not slow its use. One that has seen
 * a whole lab takes some 70 ms, and loses the last second where its process is killed.
 */
const BACK_OFF = 10;

/** A loaded snapshot; `notice` tells the participant what could not be read, and where it is kept. */
export interface LoadedSnapshot {
  state: CloudState;
  notice?: string;
}

/**
 * Reads the account that was saved in `home`, or starts an empty one. A file that cannot be understood is kept aside.
 * @throws the file system's error where the file is there and cannot be read: nothing may then overwrite it.
 */
export async function loadSnapshot(home: string): Promise<LoadedSnapshot> {
  const path = join(home, FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { state: {} };
    throw error;
  }
  try {
    return { state: decodeSnapshot(text) };
  } catch (error) {
    const kept = join(home, `account.corrupt-${new Date().toISOString().replaceAll(":", "-")}.json`);
    await rename(path, kept);
    const reason = error instanceof Error ? error.message : String(error);
    return {
      state: {},
      notice: `The saved account could not be read (${reason}). It is kept as ${kept}, and an empty account was started.`,
    };
  }
}

/** The whole account as JSON text. */
export function encodeSnapshot(state: CloudState): string {
  return JSON.stringify({ format: FORMAT, state: tag(state) });
}

/** @throws Error saying why, where the text is no snapshot that this version can read. */
export function decodeSnapshot(text: string): CloudState {
  let snapshot: { format?: unknown; state?: unknown } | null;
  try {
    snapshot = JSON.parse(text) as typeof snapshot;
  } catch {
    throw new Error("it is not valid JSON");
  }
  if (snapshot?.format !== FORMAT)
    throw new Error(
      `its format is ${String(snapshot?.format)}, where this version of Handrail reads ${FORMAT}`,
    );
  if (!isNested(snapshot.state, 3)) throw new Error("its state is not one of accounts, Regions and stores");
  return untag(snapshot.state) as CloudState;
}

/** Whether this is objects within objects, so many levels down: a `CloudState`, as far as anybody but its services knows. */
function isNested(value: unknown, levels: number): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return levels === 0 || Object.values(value).every((item) => isNested(item, levels - 1));
}

/** JSON has neither dates nor bytes, so they are `{"$date": …}` and `{"$bytes": …}`; data that looks so is wrapped. */
const TAGS = ["$date", "$bytes", "$plain"];

function tag(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(tag);
  const content = mapValues(value, tag);
  return isTagged(value) ? { $plain: content } : content;
}

function untag(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(untag);
  if (!isTagged(value)) return mapValues(value, untag);
  if (typeof value.$date === "string") return new Date(value.$date);
  if (typeof value.$bytes === "string") return new Uint8Array(Buffer.from(value.$bytes, "base64"));
  return mapValues(value.$plain as object, untag);
}

function isTagged(value: object): value is Record<string, unknown> {
  const keys = Object.keys(value);
  return keys.length === 1 && TAGS.includes(keys[0]!);
}

/** By `fromEntries`, which makes even `__proto__` a property like any other. */
function mapValues(value: object, map: (item: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item)]));
}

/** Writes the account down while it is used, and once more at the end. */
export class SnapshotWriter {
  readonly #cloud: Cloud;
  readonly #home: string;
  readonly #report: (message: string) => void;
  #saved: number;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #failing = false;

  /** `report` is told, once, when saving fails and when it works again. */
  constructor(cloud: Cloud, home: string, report: (message: string) => void) {
    this.#cloud = cloud;
    this.#home = home;
    this.#report = report;
    this.#saved = cloud.generation;
    this.#schedule(MIN_INTERVAL_MS);
  }

  /** Writes the account as it is now. Call it when nothing changes any more. @throws the file system's error */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#saving;
    await this.#save();
  }

  #schedule(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#saving = this.#saveIfChanged();
    }, milliseconds).unref();
  }

  async #saveIfChanged(): Promise<void> {
    const started = performance.now();
    try {
      if (this.#cloud.generation !== this.#saved) await this.#save();
      if (this.#failing) this.#report("The account is saved again.");
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#report(`The account could not be saved: ${(error as Error).message}`);
      this.#failing = true;
    }
    const took = performance.now() - started;
    if (this.#timer) this.#schedule(Math.max(MIN_INTERVAL_MS, took * BACK_OFF));
  }

  async #save(): Promise<void> {
    const generation = this.#cloud.generation;
    // In one go, so that what is written is the account of one moment.
    const text = encodeSnapshot(this.#cloud.state);
    await writeAtomically(join(this.#home, FILE), text);
    this.#saved = generation;
  }
}

/** Writes a file so that whoever reads it, after whatever happens, finds the old content or the new. */
async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
