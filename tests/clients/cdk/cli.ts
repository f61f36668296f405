import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ran } from "../../helpers/program.ts";

const require = createRequire(import.meta.url);
const CDK = join(require.resolve("aws-cdk/package.json"), "../bin/cdk");

export interface CdkPlace {
  /** An empty folder: the CLI's home, and where it puts what it makes. */
  home: string;
  /** The account. */
  endpoint: string;
  /** Where everything that would leave this machine is sent. */
  proxy: string;
}

/**
 * Runs the CDK's own CLI, as a person does who has exported what `handrail env` says, but with nothing of this
 * machine's environment, and no way out of it.
 */
export function cdk({ home, endpoint, proxy }: CdkPlace, ...args: string[]): Promise<Ran> {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    CDK_HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "123456789012",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_CONFIG_FILE: join(home, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    NO_PROXY: "127.0.0.1",
    CDK_DISABLE_CLI_TELEMETRY: "1",
    CDK_DISABLE_VERSION_CHECK: "1",
    // Checks templates with a tool that takes a second to load; they are not what is tested.
    CDK_VALIDATION: "false",
    CI: "true",
    // A fifth of each run is V8 compiling the CLI, and the library that the app is made of.
    NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
  };
  return new Promise((resolve) => {
    const command = [CDK, ...args, "--no-notices", "--no-color"];
    execFile(process.execPath, command, { cwd: home, env }, (error, stdout, stderr) =>
      resolve({ exitCode: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}
