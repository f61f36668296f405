import { basename } from "node:path";
import { DEFAULT_ACCOUNT_ID } from "../infra/local/default-account.ts";
import { defaultHome } from "./home.ts";
import type { Shell } from "./shells.ts";

/** What a shell or a client needs to know to talk to the local account, and to nothing else. */
export interface ShellEnvironment {
  endpoint: string;
  accountId: string;
  region: string;
  /** Tells the account from another that may listen there later; absent where it is not known. */
  token?: string;
}

/** What a shell needs to know to run this very program, whatever folder it is in. */
export interface ShellProgram {
  /** The program and its first arguments. */
  command: readonly string[];
  /** Where the local account is kept, if not in the default folder. */
  home?: string;
}

export const DEFAULT_REGION = "us-east-1";

/**
 * The variables that point the AWS CLI and the SDKs at the local account. The account's id is the access key: a real
 * key would be refused there, and these mean nothing to AWS.
 */
export function awsVariables({
  endpoint,
  accountId,
  region,
  token,
}: ShellEnvironment): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accountId,
    AWS_SECRET_ACCESS_KEY: "local",
    ...(token && { AWS_SESSION_TOKEN: token }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // StartSyncExecution and a few others would otherwise be sent to `sync-127.0.0.1`.
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    // A switch in the user's own configuration must not send the calls elsewhere.
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
    AWS_PAGER: "",
    // Whatever proxy there is, this machine is reached without it.
    NO_PROXY: "127.0.0.1,localhost",
    no_proxy: "127.0.0.1,localhost",
  };
}

/** Variables that would win over those above. */
const UNSET = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
];

/** A service's own endpoint, such as AWS_ENDPOINT_URL_S3, wins over the one for all. */
const SERVICE_ENDPOINTS = "AWS_ENDPOINT_URL_";

/**
 * Lines to be evaluated by a shell; `sh` is any POSIX shell, bash and zsh among them. They define `aws`: an AWS CLI
 * before 2.13 or 1.29 does not read AWS_ENDPOINT_URL, and would call AWS itself. With a program they define `handrail`
 * too, because the steps' commands open sessions with it, and npx finds it in its own folder only.
 */
export function shellLines(
  environment: ShellEnvironment,
  shell: Shell = "sh",
  program?: ShellProgram,
): string[] {
  const variables = Object.entries({
    ...awsVariables(environment),
    ...(program?.home === undefined ? {} : { HANDRAIL_HOME: program.home }),
  });
  const words = program?.command.map((word) => literal(word, shell)).join(" ");
  switch (shell) {
    case "sh":
      return [
        `unset ${UNSET.join(" ")}`,
        `for _handrail in $(env | sed -n 's/^\\(${SERVICE_ENDPOINTS}[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset "$_handrail"; done; unset _handrail`,
        ...variables.map(([name, value]) => `export ${name}=${literal(value, shell)}`),
        `aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }`,
        ...(words === undefined ? [] : [`handrail() { ${words} "$@"; }`]),
      ];
    case "fish":
      return [
        `set -e ${UNSET.join(" ")}`,
        `set -e (set -xn | string match '${SERVICE_ENDPOINTS}*')`,
        ...variables.map(([name, value]) => `set -gx ${name} ${literal(value, shell)}`),
        "function aws; command aws --endpoint-url $AWS_ENDPOINT_URL $argv; end",
        ...(words === undefined ? [] : [`function handrail; ${words} $argv; end`]),
      ].map((line) => `${line};`);
    case "powershell":
      return [
        `Remove-Item -ErrorAction SilentlyContinue ${UNSET.map((name) => `Env:${name}`).join(", ")}, Env:${SERVICE_ENDPOINTS}*`,
        ...variables.map(([name, value]) => `$Env:${name} = ${literal(value, shell)}`),
        "function aws { & (Get-Command aws -CommandType Application)[0] --endpoint-url $Env:AWS_ENDPOINT_URL @args }",
        ...(words === undefined ? [] : [`function handrail { & ${words} @args }`]),
      ];
  }
}

/** A text that the shell takes as it is. */
function literal(text: string, shell: Shell): string {
  switch (shell) {
    case "sh":
      return `'${text.replaceAll("'", "'\\''")}'`;
    case "fish":
      return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
    case "powershell":
      return `'${text.replaceAll("'", "''")}'`;
  }
}

/** This very program, for a shell in which it is not to be found by its name. */
export function thisProgram(home: string | undefined): ShellProgram {
  return {
    command: [process.execPath, ...process.execArgv, process.argv[1]!],
    home: home === defaultHome() ? undefined : home,
  };
}

/** Which account `handrail env` is to be asked for. */
export interface ShellPlace extends ShellEnvironment {
  /** Absent: the account is kept nowhere, and is found by its port. */
  home?: string;
}

/**
 * What is typed into a second terminal. It names this very program and the Node.js that runs it, because that
 * terminal may be in any folder and have an older one, and, of the account, what another terminal cannot know.
 */
export function shellCommand({ home, endpoint, region, accountId }: ShellPlace): string {
  const script = process.argv[1]!;
  const program = /^handrail(\.(cmd|exe|ps1))?$/.test(basename(script))
    ? "handrail"
    : `${quote(process.execPath)} ${quote(script)}`;
  const options = [
    home === undefined ? `--port ${new URL(endpoint).port}` : "",
    home === undefined || home === defaultHome() ? "" : `--home ${quote(home)}`,
    region === DEFAULT_REGION ? "" : `--region ${region}`,
    accountId === DEFAULT_ACCOUNT_ID ? "" : `--account-id ${accountId}`,
  ].filter(Boolean);
  return `eval "$(${[program, "env", ...options].join(" ")})"`;
}

const quote = (text: string): string =>
  /^[\w/.:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
