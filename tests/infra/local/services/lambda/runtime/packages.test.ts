import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryBlobs } from "../../../../../../infra/local/cloud.ts";
import { Packages } from "../../../../../../infra/local/services/lambda/runtime/packages.ts";
import { temporaryFolder } from "../../../../../helpers/program.ts";

const NOW = Date.parse("2026-11-22T09:00:00Z");
const HOUR_MS = 60 * 60 * 1000;

let blobs: MemoryBlobs;
let digest: string;
let temporary: string;
beforeEach(async () => {
  temporary = await temporaryFolder();
  vi.stubEnv("TMPDIR", temporary);
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  blobs = new MemoryBlobs();
  digest = await blobs.put(zipSync({ "index.mjs": strToU8("export {};") }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const after = (hours: number) => vi.setSystemTime(NOW + hours * HOUR_MS);
const contentOf = (folder: string) => readFile(path.join(folder, "index.mjs"), "utf8");

/** What lies in the folder that all accounts of a user unpack into. */
async function unpacked(): Promise<string[]> {
  const [root] = await readdir(temporary);
  return (await readdir(path.join(temporary, root!))).filter((name) => name !== "package.json");
}

test("an account that runs for days unpacks again what was removed meanwhile", async () => {
  const packages = new Packages(blobs);
  const { folder } = await packages.get(digest);
  await rm(folder, { recursive: true });
  after(30);
  expect(await contentOf((await packages.get(digest)).folder)).toBe("export {};");
});

test("what is in use is not removed by an account that starts, however long ago it was unpacked", async () => {
  const packages = new Packages(blobs);
  const { folder } = await packages.get(digest);
  after(20);
  await packages.get(digest);
  after(40);
  const other = await blobs.put(zipSync({ "index.mjs": strToU8("export const other = true;") }));
  await new Packages(blobs).get(other);
  expect(await contentOf(folder)).toBe("export {};");
  expect((await unpacked()).sort()).toEqual([digest, other].sort());
});

test("what nobody has used for a day is removed by the next account that starts", async () => {
  await new Packages(blobs).get(digest);
  after(40);
  const other = await blobs.put(zipSync({ "index.mjs": strToU8("export const other = true;") }));
  await new Packages(blobs).get(other);
  expect(await unpacked()).toEqual([other]);
});
