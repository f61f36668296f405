import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { openSession } from "../../../../infra/local/services/sts/sessions.ts";
import { tokenOf } from "../../../../infra/local/token.ts";
import { cliAvailable, useTestAccount } from "../../../helpers/local-account.ts";
import { authorization, sendRaw } from "../../../helpers/raw-request.ts";
import { registry, stubService } from "../../../helpers/stub-service.ts";

const services = [
  stubService("sts", {
    GetCallerIdentity: (_input, call) => ({
      Account: call.accountId,
      Arn: call.principal.arn,
      UserId: "id" in call.principal ? call.principal.id : "",
    }),
  }),
  stubService("ec2", {}),
  stubService("lambda", {}),
  stubService("s3", {
    GetObject: (_input, call) => ({ Body: `for ${call.principal.type}` as never }),
    ListObjects: (_input, call) => ({ Name: call.principal.type, Prefix: call.region }),
  }),
  stubService("ssm", {}),
];
const find = registry(...services);

const identity = new GetCallerIdentityCommand({});

test("twelve digits are that account's administrator", async () => {
  const account = await useTestAccount({ find });
  const credentials = { accessKeyId: "210987654321", secretAccessKey: "any" };
  const answer = await account.client(STSClient, { credentials }).send(identity);
  expect(answer).toMatchObject({
    Account: "210987654321",
    Arn: "arn:aws:iam::210987654321:user/participant",
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
  });
});

function openRoleSession(account: { cloud: Parameters<typeof openSession>[0] }, seconds: number) {
  const { accessKeyId, session } = openSession(account.cloud, seconds, (key) => ({
    type: "user",
    accountId: "123456789012",
    arn: "arn:aws:iam::123456789012:user/participant",
    id: "AIDAEXAMPLE",
    name: "participant",
    accessKeyId: key,
  }));
  return { accessKeyId, secretAccessKey: session.secretAccessKey, sessionToken: session.sessionToken };
}

test("a session's keys are whom STS gave them to, with their token only", async () => {
  const account = await useTestAccount({ find });
  const credentials = openRoleSession(account, 3600);
  const answer = await account.client(STSClient, { credentials }).send(identity);
  expect(answer.UserId).toBe("AIDAEXAMPLE");
  for (const sessionToken of [undefined, "another"]) {
    const client = account.client(STSClient, { credentials: { ...credentials, sessionToken } });
    await expect(client.send(identity)).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  }
});

test("an expired session is told so", async () => {
  const account = await useTestAccount({ find });
  const credentials = openRoleSession(account, -10);
  const client = account.client(STSClient, { credentials });
  await expect(client.send(identity)).rejects.toMatchObject({ Code: "ExpiredToken" });
});

test.each([
  ["sts", "AKIAIOSFODNN7EXAMPLE", 403, "<Code>InvalidClientTokenId</Code>"],
  ["sts", "ASIAIOSFODNN7EXAMPLE", 403, "<Code>InvalidClientTokenId</Code>"],
  ["ec2", "AKIAIOSFODNN7EXAMPLE", 401, "<Code>AuthFailure</Code>"],
  ["ssm", "AKIAIOSFODNN7EXAMPLE", 400, '"__type":"UnrecognizedClientException"'],
  ["lambda", "AKIAIOSFODNN7EXAMPLE", 403, "local account"],
  ["s3", "AKIAIOSFODNN7EXAMPLE", 403, "<AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId>"],
])("%s refuses %s in its own words", async (service, key, status, part) => {
  const account = await useTestAccount({ find });
  const answer = await sendRaw(account.endpoint, { headers: { authorization: authorization(service, key) } });
  expect(answer.status).toBe(status);
  expect(answer.body).toContain(part);
});

test.each([
  ["sts", 403, "<Code>InvalidClientTokenId</Code>"],
  ["ec2", 401, "<Code>AuthFailure</Code>"],
  ["ssm", 400, '"__type":"UnrecognizedClientException"'],
  ["lambda", 403, "The security token included in the request is invalid."],
  ["s3", 400, "<Code>InvalidToken</Code>"],
])("%s takes no credentials of another local account", async (service, status, part) => {
  const [account, other] = await Promise.all([useTestAccount({ find }), useTestAccount({ find })]);
  const headers = {
    authorization: authorization(service),
    "x-amz-security-token": tokenOf(other.cloud),
  };
  const answer = await sendRaw(account.endpoint, { headers });
  expect(answer.status).toBe(status);
  expect(answer.body).toContain(part);
  expect(answer.body).toMatch(/Another local account answers here now/);
});

test("a session token is for whoever has it from us: our own is taken, and one that is none of ours", async () => {
  const account = await useTestAccount({ find });
  for (const sessionToken of [tokenOf(account.cloud), "somebody's"]) {
    const credentials = { accessKeyId: "123456789012", secretAccessKey: "any", sessionToken };
    const answer = await account.client(STSClient, { credentials }).send(identity);
    expect(answer.Account).toBe("123456789012");
  }
});

test("REST JSON names an error in its header", async () => {
  const account = await useTestAccount({ find });
  const client = account.client(LambdaClient);
  const incomplete = new CreateFunctionCommand({ FunctionName: "f", Code: {}, Role: undefined });
  await expect(client.send(incomplete)).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "1 validation error detected: Value null at 'role' failed to satisfy constraint: Member must not be null",
  });
});

test("a Region that AWS does not have is refused by name", async () => {
  const account = await useTestAccount({ find });
  const client = account.client(STSClient, { region: "moon-west-1" });
  await expect(client.send(identity)).rejects.toMatchObject({
    message: expect.stringContaining("'moon-west-1'"),
  });
});

test("without credentials one is nobody, and to S3 anonymous", async () => {
  const account = await useTestAccount({ find });
  const ssm = await sendRaw(account.endpoint, {
    method: "POST",
    headers: { "x-amz-target": "AmazonSSM.GetParameter" },
  });
  expect(ssm.body).toContain("MissingAuthenticationTokenException");
  const s3 = await sendRaw(account.endpoint, { path: "/bucket" });
  expect(s3.body).toMatch(/<Code>AccessDenied<\/Code>|<Name>anonymous<\/Name>/);
});

test("a presigned URL carries its credential, and ends", async () => {
  const account = await useTestAccount({ find });
  const url = (date: string) =>
    `/bucket?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=123456789012%2F20261122%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=${date}&X-Amz-Expires=600&X-Amz-Signature=0`;
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const valid = await sendRaw(account.endpoint, { path: url(now) });
  expect(valid.body).toContain("<Name>user</Name><Prefix>eu-west-1</Prefix>");
  const over = await sendRaw(account.endpoint, { path: url("20200101T000000Z") });
  expect(over).toMatchObject({ status: 403, body: expect.stringContaining("Request has expired") });
});

test("a service that the local account has not says so in the caller's protocol", async () => {
  const account = await useTestAccount({ find });
  const headers = { authorization: authorization("guardduty") };
  const rest = await sendRaw(account.endpoint, { path: "/detector", headers });
  expect(rest.status).toBe(501);
  expect(JSON.parse(rest.body).message).toBe("The local account has no service guardduty.");
  const cbor = await sendRaw(account.endpoint, {
    method: "POST",
    headers: { authorization: authorization("ssm"), "smithy-protocol": "rpc-v2-cbor" },
  });
  expect(cbor).toMatchObject({ status: 501, body: expect.stringContaining("rpc-v2-cbor") });
});

test.skipIf(!cliAvailable)("a URL that the AWS CLI presigned is taken", async () => {
  const account = await useTestAccount({ find });
  const { stdout } = await account.cli(["s3", "presign", "s3://bucket/key"]);
  const { pathname, search } = new URL(stdout.trim());
  const answer = await sendRaw(account.endpoint, { path: pathname + search });
  expect(answer.body).toBe("for user");
});

test.skipIf(!cliAvailable)("the AWS CLI is told about keys of a real account", async () => {
  const account = await useTestAccount({ find });
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" };
  const answer = await account.cli(["sts", "get-caller-identity"], { credentials });
  expect(answer.stderr).toContain("(InvalidClientTokenId)");
  expect(answer.code).not.toBe(0);
});
