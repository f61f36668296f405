import { readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { createFunction, createRole, invoke, zipOf } from "./function-fixture.ts";

let account: TestAccount;
let bundle: string;
beforeAll(async () => {
  account = await startTestAccount();
  const built = await build({
    stdin: {
      contents: `
        import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
        import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
        export const handler = async () => {
          const { Arn } = await new STSClient().send(new GetCallerIdentityCommand());
          const { Buckets = [] } = await new S3Client().send(new ListBucketsCommand());
          return { Arn, buckets: Buckets.length };
        };`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
  });
  bundle = built.outputFiles[0]?.text ?? "";
});
afterAll(() => account.stop());

test("a bundle calls the account as its role, and may do what the role may", async () => {
  const Role = await createRole(account, { name: "lister", actions: ["s3:ListAllMyBuckets"] });
  await createFunction(account, "lists", { "index.js": bundle }, { Role, MemorySize: 256 });
  const run = await invoke(account, "lists");
  expect(run.payload).toEqual({
    Arn: "arn:aws:sts::123456789012:assumed-role/lister/lists",
    buckets: 0,
  });
});

test("a permission that the role lacks fails the call in the function", async () => {
  const Role = await createRole(account, { name: "powerless", actions: [] });
  await createFunction(account, "fails", { "index.js": bundle }, { Role, MemorySize: 256 });
  const run = await invoke(account, "fails");
  expect(run.failed).toBe("Unhandled");
  expect(run.payload).toMatchObject({
    errorType: "AccessDenied",
    errorMessage: expect.stringMatching(
      /assumed-role\/powerless\/fails is not authorized to perform: s3:ListAllMyBuckets/,
    ),
  });
});

test("a package is unpacked once, for all accounts, where only its user may write", async () => {
  // A folder of its own: in the user's, other tests unpack at the same time.
  vi.stubEnv("TMPDIR", await temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  // One archive: each that is made carries the time at which it was.
  const ZipFile = zipOf({ "index.mjs": "export const handler = async () => process.env.LAMBDA_TASK_ROOT;" });
  const folders: string[] = [];
  for (const own of [await startTestAccount(), await startTestAccount()]) {
    await createRole(own);
    await createFunction(own, "where", {}, { Code: { ZipFile } });
    folders.push((await invoke(own, "where")).payload);
    await own.stop();
  }
  const [folder, second] = folders;
  expect(second).toBe(folder);
  const root = statSync(dirname(folder!));
  expect(root.uid).toBe(process.getuid!());
  expect(root.mode & 0o022).toBe(0);
  expect(readdirSync(dirname(folder!)).filter((name) => name.startsWith(".unpacking"))).toEqual([]);
});
