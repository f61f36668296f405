import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cliAvailable, startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let folder: string;
beforeAll(async () => {
  account = await startTestAccount();
  folder = await mkdtemp(path.join(tmpdir(), "handrail-test-"));
});
afterAll(async () => {
  await account.stop();
  await rm(folder, { recursive: true });
});

async function aws(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await account.cli(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  return stdout;
}

describe.skipIf(!cliAvailable)("the AWS CLI", () => {
  // Eight runs of a program that takes a second to start, or five where the machine is busy.
  test("uploads, lists, downloads, presigns and empties", { timeout: 120_000 }, async () => {
    const file = path.join(folder, "file with blanks.txt");
    await writeFile(file, "some text");
    // Above 8 MB the CLI uploads by parts.
    const large = path.join(folder, "large.bin");
    await writeFile(large, Buffer.alloc(9 * 1024 * 1024, "x"));

    await aws("s3", "mb", "s3://cli-bucket");
    await aws("s3", "cp", folder, "s3://cli-bucket/in/", "--recursive");
    expect(await aws("s3", "ls", "s3://cli-bucket/in/")).toMatch(
      / {2,}9 file with blanks\.txt[\s\S]*9437184 large\.bin/,
    );
    await aws("s3", "cp", "s3://cli-bucket/in/large.bin", path.join(folder, "back.bin"));
    expect((await readFile(path.join(folder, "back.bin"))).equals(await readFile(large))).toBe(true);

    const url = (await aws("s3", "presign", "s3://cli-bucket/in/file with blanks.txt")).trim();
    expect(await (await fetch(url)).text()).toBe("some text");

    const refused = await account.cli(["s3", "rb", "s3://cli-bucket"]);
    expect(refused.stderr).toContain("BucketNotEmpty");
    await aws("s3", "rb", "s3://cli-bucket", "--force");
    await aws("s3api", "wait", "bucket-not-exists", "--bucket", "cli-bucket");
  });
});
