import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { Clock, type Pace } from "../infra/local/clock.ts";
import type { ExecutionMoves } from "../tui/execution/execution-moves.ts";
import { LocalMoves } from "./changes/local-moves.ts";
import { healthOf, type LocalProcess, openLocalAccount } from "./local-process.ts";
import { describeError, Problem } from "./problem.ts";
import { shellCommand } from "./shell-environment.ts";

/** An account to work in, and the clients that reach it. */
export interface Connection {
  place: "local" | "aws";
  accountId: string;
  region: string;
  /** Who we are there: what GetCallerIdentity says. */
  arn: string;
  /** The profile of the AWS configuration, where one was named. */
  profile?: string;
  /** Where the local account listens. */
  endpoint?: string;
  /** What tells the local account from another that may listen there later: the session token of its credentials. */
  token?: string;
  /** What a second terminal evaluates to use the AWS CLI on the local account. */
  shellCommand?: string;
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  sfn: SFNClient;
  /** What any other client of this account is made with. */
  clientConfig: Pick<STSClientConfig, "region" | "credentials" | "endpoint">;
  /** How much shorter than AWS's the account's waits are. */
  timeScale: number;
  /** Milliseconds between two looks at something that runs. */
  pollEvery: number;
  /** Says when executions move; absent where nobody does. */
  moves?: ExecutionMoves;
  /** The URL of an object, as CloudFormation is to read it. */
  objectUrl: (bucket: string, key: string) => string;
  /** What the user should be told of the start. */
  notices: string[];
  close(): Promise<void>;
}

export interface LocalOptions {
  /** Absent: an account that is gone with its process. */
  home?: string;
  pace?: Pace;
  port?: number;
  accountId: string;
  region: string;
}

/**
 * Opens the local account. Every client is given endpoint, Region and credentials outright: nothing in the
 * environment or in a configuration file is asked, so nothing there can turn these calls on a real account.
 */
export async function connectLocally(options: LocalOptions): Promise<Connection> {
  const local: LocalProcess = await openLocalAccount(options);
  try {
    assertLoopback(local.endpoint);
    const health = await healthOf(local.endpoint);
    const token = health?.token;
    const config = {
      endpoint: local.endpoint,
      region: options.region,
      credentials: { accessKeyId: options.accountId, secretAccessKey: "local", sessionToken: token },
      // Each of these would otherwise be read from the environment or from a profile.
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      maxAttempts: 3,
      retryMode: "standard",
      // The signer would prefix hosts (`sync-127.0.0.1`) that do not resolve.
      disableHostPrefix: true,
    };
    const identity = await new STSClient(config).send(new GetCallerIdentityCommand());
    const closing = new AbortController();
    const place = { endpoint: local.endpoint, accountId: identity.Account!, region: options.region, token };
    return {
      ...place,
      place: "local",
      arn: identity.Arn!,
      shellCommand: shellCommand({ ...options, endpoint: local.endpoint }),
      cloudFormation: new CloudFormationClient(config),
      s3: new S3Client({ ...config, forcePathStyle: true }),
      sfn: new SFNClient(config),
      clientConfig: config,
      timeScale: new Clock(health?.pace ?? "real").scaled(1),
      pollEvery: 25,
      moves: new LocalMoves(place, closing.signal),
      objectUrl: (bucket, key) => `${local.endpoint}/${bucket}/${key}`,
      notices: local.notices,
      close: () => {
        closing.abort();
        return local.stop();
      },
    };
  } catch (error) {
    await local.stop();
    throw explain(error, options.region);
  }
}

/** The last line of defence: local mode speaks to this machine or not at all. */
function assertLoopback(endpoint: string): void {
  if (new URL(endpoint).hostname !== "127.0.0.1")
    throw new Problem(`The local account must be on 127.0.0.1, and its endpoint is ${endpoint}.`);
}

/** Nobody should wait longer than this to hear that there is no network. */
const CONNECTION_TIMEOUT_MS = 5_000;

/** Opens the AWS account that the user's own credentials lead to. Only ever with `--aws`. */
export async function connectToAws(options: { region?: string; profile?: string }): Promise<Connection> {
  const config = {
    ...options,
    retryMode: "adaptive",
    maxAttempts: 8,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS },
  };
  let region: string | undefined;
  try {
    // The first call is to fail soon where it must; later ones have a lab to bring to its end.
    const sts = new STSClient({ ...config, maxAttempts: 2 });
    region = await sts.config.region();
    const identity = await sts.send(new GetCallerIdentityCommand());
    return {
      place: "aws",
      accountId: identity.Account!,
      arn: identity.Arn!,
      profile: options.profile ?? process.env.AWS_PROFILE,
      region,
      cloudFormation: new CloudFormationClient(config),
      s3: new S3Client(config),
      sfn: new SFNClient(config),
      clientConfig: config,
      timeScale: 1,
      pollEvery: 2_000,
      objectUrl: (bucket, key) => `https://${bucket}.s3.${region}.amazonaws.com/${key}`,
      notices: [],
      close: async () => {},
    };
  } catch (error) {
    throw explain(error, region ?? options.region);
  }
}

/** What a failed first call means, in words that say what to do. */
function explain(error: unknown, region: string | undefined): Error {
  if (error instanceof Problem || !(error instanceof Error)) return new Problem(describeError(error).text);
  const { code } = error as NodeJS.ErrnoException;
  // The SDK's words for a missing Region and for credentials that it found nowhere.
  if (/^Region is missing/i.test(error.message))
    return new Problem("No Region is set. Name one with --region, such as us-east-1, or set AWS_REGION.");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new Problem(
      `The Region ${region} could not be reached (${error.message}). Is there a network, and does the Region exist? Name another with --region.`,
    );
  if (error.name === "CredentialsProviderError" || error.name === "TokenProviderError")
    return new Problem(
      `No AWS credentials were found (${error.message}). Sign in (aws sso login, aws login, aws configure), or leave --aws out to work in the local account.`,
    );
  if ("$fault" in error)
    return new Problem(
      `AWS refused who you are: ${error.name}: ${error.message}. Sign in anew, or name another --profile.`,
    );
  return new Problem(`AWS could not be reached: ${error.message || error.name}.`);
}
