import { AssumeRoleCommand, type STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { LAB_ROLE } from "../../workflows/contract.ts";

/** Where the function itself is. */
export interface OwnPlace {
  partition: string;
  accountId: string;
}

/** What a client of an account that is not ours is made with, in our Region. */
export type LabAccount = Pick<STSClientConfig, "credentials" | "requestHandler">;

/** The shortest that AWS has (AssumeRole): a session is for one call, and its credentials are kept nowhere. */
const SESSION_SECONDS = 900;

/**
 * Takes on the lab role in an account, for these actions alone, whatever else the role may do.
 *
 * @param actions what its clients are going to be asked for
 * @param resource on what, where that is known
 * @throws AccessDenied where the role is not there, does not trust us, or its time is over: AWS does not say which
 */
export async function enterAccount(
  sts: STSClient,
  { partition }: OwnPlace,
  accountId: string,
  actions: readonly string[],
  resource = "*",
): Promise<LabAccount> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:${partition}:iam::${accountId}:role/${LAB_ROLE}`,
      RoleSessionName: "handrail-fleet",
      DurationSeconds: SESSION_SECONDS,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: actions, Resource: resource }],
      }),
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  const credentials = {
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken,
  };
  // Connections are not an account's: hundreds of accounts, looked at for hours, make do with those that are open.
  return { credentials, requestHandler: sts.config.requestHandler };
}
