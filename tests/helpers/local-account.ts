import { execFile } from "node:child_process";
import { inject, onTestFinished } from "vitest";
import type { Pace } from "../../infra/local/clock.ts";
import type { Cloud } from "../../infra/local/cloud.ts";
import type { FindService } from "../../infra/local/dispatch.ts";
import { DEFAULT_ACCOUNT_ID, startLocalAccount } from "../../infra/local/local-account.ts";

/** Credentials as a client is given them; the access key id names the account. */
export interface TestCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

interface ClientConfig {
  endpoint: string;
  region: string;
  credentials: TestCredentials;
  maxAttempts: number;
  forcePathStyle: boolean;
  disableHostPrefix: boolean;
}

/** The parts of a client's configuration that a test may want otherwise. */
export type ClientOptions = Partial<Pick<ClientConfig, "region" | "credentials" | "maxAttempts">>;

export interface CliResult {
  stdout: string;
  stderr: string;
  code: number;
}

export interface TestAccount {
  endpoint: string;
  cloud: Cloud;
  /** An SDK client of this class on the account: us-east-1, account 123456789012, no retries. */
  client<C>(Client: new (config: ClientConfig) => C, options?: ClientOptions): C;
  /** Runs the real AWS CLI with an environment of its own; see `cliAvailable`. */
  cli(args: string[], options?: ClientOptions): Promise<CliResult>;
  stop(): Promise<void>;
}

export const TEST_CREDENTIALS: TestCredentials = { accessKeyId: DEFAULT_ACCOUNT_ID, secretAccessKey: "test" };

/** The AWS CLI of this machine, loaded once for all tests (tests/setup/aws-cli.ts). */
const awsCli = inject("awsCli");

/** Whether the AWS CLI is on this machine: `test.skipIf(!cliAvailable)` shows the tests that it would have run. */
export const cliAvailable = awsCli !== null;

/** The PATH on which `aws` is the loaded one. */
export const CLI_PATH = awsCli?.path;

/** Whether the AWS CLI is this version or newer; `one` where it is of the first line, `two` of the second. */
export function cliSince({ one, two }: { one: number; two: number }): boolean {
  const [major = 0, minor = 0] = awsCli?.version ?? [];
  return minor >= (major === 1 ? one : two);
}

/** Whether it reads AWS_ENDPOINT_URL: every client that it makes then goes there, and not only a command's own. */
export const cliReadsEndpoint = cliAvailable && cliSince({ one: 29, two: 13 });

/** What keeps a client of a test from AWS, wherever it would go: nobody listens there. */
export const NO_WAY_OUT = { HTTPS_PROXY: "http://127.0.0.1:9" };

/** Starts an ephemeral local account on a free port, at pace instant unless told. Whoever starts it stops it. */
export async function startTestAccount(
  options: { pace?: Pace; home?: string; find?: FindService } = {},
): Promise<TestAccount> {
  const account = await startLocalAccount({ pace: "instant", ...options });
  const clients: { destroy?: () => void }[] = [];
  return {
    endpoint: account.endpoint,
    cloud: account.cloud,
    client(Client, { region = "us-east-1", credentials = TEST_CREDENTIALS, maxAttempts = 1 } = {}) {
      const client = new Client({
        endpoint: account.endpoint,
        region,
        credentials,
        maxAttempts,
        // A bucket's or an operation's own host name does not resolve on 127.0.0.1.
        forcePathStyle: true,
        disableHostPrefix: true,
      });
      clients.push(client as { destroy?: () => void });
      return client;
    },
    cli: (args, clientOptions) => runCli(account.endpoint, args, clientOptions),
    async stop() {
      for (const client of clients) client.destroy?.();
      await account.stop();
      // A program ends then, whatever still works in it. Here it would go on beside the next test, and write into a
      // folder that is about to go.
      await account.cloud.stop();
    },
  };
}

/** The same, stopped when the running test ends. */
export async function useTestAccount(options?: Parameters<typeof startTestAccount>[0]): Promise<TestAccount> {
  const account = await startTestAccount(options);
  onTestFinished(() => account.stop());
  return account;
}

function runCli(endpoint: string, args: string[], options: ClientOptions = {}): Promise<CliResult> {
  const { region = "us-east-1", credentials = TEST_CREDENTIALS } = options;
  const env: NodeJS.ProcessEnv = {
    PATH: CLI_PATH,
    // pyenv's shims and the CLI's own caches want one; its configuration files are switched off below.
    HOME: process.env.HOME,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken ? { AWS_SESSION_TOKEN: credentials.sessionToken } : {}),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_MAX_ATTEMPTS: "1",
    AWS_PAGER: "",
    ...NO_WAY_OUT,
  };
  return new Promise((resolve) => {
    // AWS_ENDPOINT_URL is read since 2.13 and 1.29; an older one, such as Debian 12's, must be told.
    execFile(
      "aws",
      ["--endpoint-url", endpoint, ...args],
      { env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ stdout, stderr, code: error ? Number(error.code ?? 1) : 0 });
      },
    );
  });
}
