import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { TEST_CREDENTIALS, type TestAccount, type TestCredentials } from "./local-account.ts";

/** A statement of a policy; without an Effect it allows. */
export interface Statement {
  Effect?: "Allow" | "Deny";
  Action: string | string[];
  Resource: string | string[];
  Condition?: object;
}

/** A role's session. */
export interface Actor {
  /** The role's. */
  name: string;
  /** As denials name it. */
  arn: string;
  credentials: TestCredentials;
}

const document = (statements: readonly object[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });

/** Makes a role that these principals may assume; absent, anybody of the account. Resolves to its ARN. */
export async function createRole(
  account: TestAccount,
  RoleName: string,
  Principal: object = { AWS: TEST_CREDENTIALS.accessKeyId },
): Promise<string> {
  const AssumeRolePolicyDocument = document([{ Principal, Action: "sts:AssumeRole" }]);
  const { Role } = await account
    .client(IAMClient)
    .send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role!.Arn!;
}

/** Puts a role's inline policy, in the place of the one that it had. */
export async function allow(account: TestAccount, RoleName: string, ...statements: Statement[]) {
  const PolicyDocument = document(statements);
  await account
    .client(IAMClient)
    .send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
}

/** The session that the participant gets by assuming a role. */
async function assume(account: TestAccount, RoleArn: string): Promise<Actor> {
  const { Credentials, AssumedRoleUser } = await account
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
  return {
    name: RoleArn.slice(RoleArn.lastIndexOf("/") + 1),
    arn: AssumedRoleUser!.Arn!,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  };
}

/** Somebody who may do what these statements say, and nothing else. */
export async function createActor(account: TestAccount, ...statements: Statement[]): Promise<Actor> {
  const name = `Actor-${crypto.randomUUID().slice(0, 8)}`;
  const arn = await createRole(account, name);
  if (statements.length > 0) await allow(account, name, ...statements);
  return await assume(account, arn);
}
