/** What a shell or a client needs to know to talk to the local account, and to nothing else. */
export interface ShellEnvironment {
  endpoint: string;
  accountId: string;
  region: string;
}

/**
 * The variables that point the AWS CLI and the SDKs at the local account. The account's id is the access key: a real
 * key would be refused there, and these mean nothing to AWS.
 */
export function awsVariables({ endpoint, accountId, region }: ShellEnvironment): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accountId,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // StartSyncExecution and a few others would otherwise be sent to `sync-127.0.0.1`.
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    // A switch in the user's own configuration must not send the calls elsewhere.
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
    AWS_PAGER: "",
  };
}

/** Variables that would win over those above. */
export const UNSET = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_USE_FIPS_ENDPOINT"];

/** Lines to be evaluated by a POSIX shell. */
export function shellLines(environment: ShellEnvironment): string[] {
  return [
    `unset ${UNSET.join(" ")} \${!AWS_ENDPOINT_URL_@}`,
    ...Object.entries(awsVariables(environment)).map(([name, value]) => `export ${name}='${value}'`),
  ];
}
