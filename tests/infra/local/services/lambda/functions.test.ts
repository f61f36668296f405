// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lambdaStore } from "../../../../../infra/local/services/lambda/store.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createFunction, createRole, invoke, zipOf } from "./function-fixture.ts";

const ROLE = "arn:aws:iam::123456789012:role/function-role";
const ARN = "arn:aws:lambda:us-east-1:123456789012:function";
const ANSWER_ONE = { "index.mjs": "export const handler = async () => 1;" };
const ANSWER_TWO = { "index.mjs": "export const handler = async () => 2;" };
let account: TestAccount;
let lambda: LambdaClient;
beforeAll(async () => {
  account = await startTestAccount();
  lambda = account.client(LambdaClient);
  await createRole(account);
});
afterAll(() => account.stop());

const create = (options: Partial<CreateFunctionCommandInput>) =>
  lambda.send(
    new CreateFunctionCommand({
      FunctionName: "refused",
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: ROLE,
      Code: { ZipFile: zipOf(ANSWER_ONE) },
      ...options,
    }),
  );

test("a function is Pending when made, then Active", async () => {
  const made = await create({ FunctionName: "life", Tags: { team: "blue" } });
  expect(made).toMatchObject({
    FunctionArn: `${ARN}:life`,
    State: "Pending",
    StateReasonCode: "Creating",
    Version: "$LATEST",
    MemorySize: 128,
    Timeout: 3,
    PackageType: "Zip",
    Architectures: ["x86_64"],
    LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/life" },
    LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
  });
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: "life" });
  await expect(create({ FunctionName: "life" })).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Function already exist: life",
    Type: "User",
    $metadata: { httpStatusCode: 409 },
  });
  const found = await lambda.send(new GetFunctionCommand({ FunctionName: "life" }));
  expect(found).toMatchObject({
    Configuration: { State: "Active", LastUpdateStatus: "Successful", CodeSha256: made.CodeSha256 },
    Code: { RepositoryType: "S3" },
    Tags: { team: "blue" },
  });
  const download = await fetch(found.Code?.Location ?? "");
  expect(Object.keys(unzipSync(await download.bytes()))).toEqual(["index.mjs"]);
  await lambda.send(new DeleteFunctionCommand({ FunctionName: "life" }));
  await expect(lambda.send(new GetFunctionCommand({ FunctionName: "life" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `Function not found: ${ARN}:life`,
    $metadata: { httpStatusCode: 404 },
  });
});

test("an update settles before the next one, and is what runs then", async () => {
  const FunctionName = "updated";
  // How long settling takes is the store's to say, so that the test need not be faster than it.
  const settle = (member: "activeAt" | "updatedAt", at: Date) => {
    const place = { accountId: "123456789012", region: "us-east-1" };
    account.cloud.store(lambdaStore, place).functions[FunctionName]!.latest[member] = at;
  };
  const later = () => new Date(Date.now() + 600_000);
  await createFunction(account, FunctionName, ANSWER_ONE);
  settle("activeAt", later());
  await expect(invoke(account, FunctionName)).rejects.toMatchObject({ name: "ResourceConflictException" });
  settle("activeAt", new Date());
  expect((await invoke(account, FunctionName)).payload).toBe(1);

  const code = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf(ANSWER_TWO) }));
  expect(code.LastUpdateStatus).toBe("InProgress");
  settle("updatedAt", later());
  const settings = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 });
  await expect(lambda.send(settings)).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:updated`,
  });
  settle("updatedAt", new Date());
  expect(await lambda.send(settings)).toMatchObject({ Timeout: 9, CodeSha256: code.CodeSha256 });
  expect((await invoke(account, FunctionName)).payload).toBe(2);
});

test("code can come from S3", async () => {
  const s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "bundles" }));
  await s3.send(new PutObjectCommand({ Bucket: "bundles", Key: "one.zip", Body: zipOf(ANSWER_ONE) }));
  await create({ FunctionName: "from-s3", Code: { S3Bucket: "bundles", S3Key: "one.zip" } });
  expect((await invoke(account, "from-s3")).payload).toBe(1);
});

describe("CreateFunction refuses", () => {
  beforeAll(() => createRole(account, { name: "for-ec2", trust: "ec2.amazonaws.com" }));

  test.each<[string, Partial<CreateFunctionCommandInput>, string, RegExp]>([
    [
      "a role that is not there",
      { Role: "arn:aws:iam::123456789012:role/none" },
      "InvalidParameterValueException",
      /^The role defined for the function cannot be assumed by Lambda\.$/,
    ],
    [
      "a role that does not trust it",
      { Role: "arn:aws:iam::123456789012:role/for-ec2" },
      "InvalidParameterValueException",
      /^The role defined for the function cannot be assumed by Lambda\.$/,
    ],
    [
      "bytes that are no archive",
      { Code: { ZipFile: Buffer.from("text") } },
      "InvalidParameterValueException",
      /^Could not unzip uploaded file/,
    ],
    [
      "an empty archive",
      { Code: { ZipFile: zipOf({}) } },
      "InvalidParameterValueException",
      /^Uploaded file must be a non-empty zip$/,
    ],
    [
      "a key that is not there",
      { Code: { S3Bucket: "no-such-bucket", S3Key: "k" } },
      "InvalidParameterValueException",
      /^Error occurred while GetObject\. S3 Error Code: NoSuchBucket\./,
    ],
    [
      "an old runtime",
      { Runtime: "nodejs12.x" },
      "InvalidParameterValueException",
      /nodejs12\.x is no longer supported/,
    ],
    [
      "a name that is none",
      { FunctionName: "a name" },
      "ValidationException",
      /at 'functionName' failed to satisfy constraint/,
    ],
    ["too much time", { Timeout: 901 }, "ValidationException", /less than or equal to 900/],
    ["too little memory", { MemorySize: 64 }, "ValidationException", /greater than or equal to 128/],
    [
      "a reserved variable",
      { Environment: { Variables: { AWS_REGION: "x" } } },
      "InvalidParameterValueException",
      /Reserved keys used in this request: AWS_REGION$/,
    ],
    [
      "large variables",
      { Environment: { Variables: { BIG: "x".repeat(4097) } } },
      "InvalidParameterValueException",
      /exceeded the 4KB limit/,
    ],
    ["layers", { Layers: ["arn:aws:lambda:us-east-1:123456789012:layer:x:1"] }, "NotImplemented", /Layers/],
    ["subnets", { VpcConfig: { SubnetIds: ["subnet-1"] } }, "NotImplemented", /VpcConfig/],
  ])("%s", async (_what, options, name, message) => {
    await expect(create(options)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});

test("a function has many names", async () => {
  await create({ FunctionName: "named" });
  for (const name of [
    "named",
    "123456789012:function:named",
    "function:named",
    `${ARN}:named`,
    `${ARN}:named:$LATEST`,
    "named:$LATEST",
  ])
    expect((await invoke(account, name)).payload).toBe(1);
  await expect(
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "named:7" })),
  ).rejects.toMatchObject({ message: `Function not found: ${ARN}:named:7` });
  await expect(invoke(account, "nobody")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `Function not found: ${ARN}:nobody:$LATEST`,
  });
});

test("versions stay as they were published", async () => {
  const FunctionName = "versioned";
  await create({ FunctionName });
  const publish = () => lambda.send(new PublishVersionCommand({ FunctionName }));
  expect(await publish()).toMatchObject({ Version: "1", FunctionArn: `${ARN}:versioned:1` });
  // Nothing has changed since: the same version.
  expect(await publish()).toMatchObject({ Version: "1" });
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf(ANSWER_TWO) }));
  expect((await publish()).Version).toBe("2");
  expect(await invoke(account, `${FunctionName}:live`)).toMatchObject({ payload: 1, version: "1" });
  expect((await invoke(account, FunctionName, {}, { Qualifier: "2" })).payload).toBe(2);
  const { Versions } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  expect(Versions?.map((one) => one.Version)).toEqual(["$LATEST", "1", "2"]);
  await expect(
    lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" })),
  ).rejects.toMatchObject({ name: "ResourceConflictException" });
});

test("the resource policy's statements", async () => {
  const FunctionName = "with-policy";
  await create({ FunctionName });
  const add = (StatementId: string, Principal: string, SourceArn?: string) =>
    lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId,
        Action: "lambda:InvokeFunction",
        Principal,
        SourceArn,
      }),
    );
  const policy = () => lambda.send(new GetPolicyCommand({ FunctionName }));
  await expect(policy()).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The resource you requested does not exist.",
  });
  await add("events", "events.amazonaws.com", "arn:aws:events:us-east-1:123456789012:rule/r");
  await expect(add("events", "events.amazonaws.com")).rejects.toMatchObject({
    name: "ResourceConflictException",
  });
  expect(JSON.parse((await policy()).Policy ?? "")).toEqual({
    Version: "2012-10-17",
    Id: "default",
    Statement: [
      {
        Sid: "events",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: `${ARN}:with-policy`,
        Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:events:us-east-1:123456789012:rule/r" } },
      },
    ],
  });
  const stranger = account.client(LambdaClient, {
    credentials: { accessKeyId: "210987654321", secretAccessKey: "test" },
  });
  const call = new InvokeCommand({ FunctionName: `${ARN}:with-policy` });
  await expect(stranger.send(call)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await add("stranger", "210987654321");
  const answer = await stranger.send(call);
  expect(answer.Payload?.transformToString()).toBe("1");
  const remove = (StatementId: string) =>
    lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
  await remove("stranger");
  await remove("events");
  await expect(remove("events")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("tags", async () => {
  await create({ FunctionName: "tagged", Tags: { a: "1" } });
  const Resource = `${ARN}:tagged`;
  await lambda.send(new TagResourceCommand({ Resource, Tags: { b: "2" } }));
  await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["a"] }));
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: "2" });
});

test("functions are listed by pages", async () => {
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await lambda.send(new ListFunctionsCommand({ MaxItems: 2, Marker }));
    expect(page.Functions?.length).toBeLessThanOrEqual(2);
    names.push(...(page.Functions ?? []).map((one) => one.FunctionName));
    Marker = page.NextMarker;
  } while (Marker);
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toContain("named");
});

describe("Invoke", () => {
  beforeAll(() => create({ FunctionName: "invoked" }));

  test("without running, for a dry run", async () => {
    expect(await invoke(account, "invoked", {}, { InvocationType: "DryRun" })).toMatchObject({
      status: 204,
      payload: undefined,
    });
  });

  test.each([
    ["what is no JSON", "{", "InvalidRequestContentException", 400],
    ["more than 6 MB", JSON.stringify("x".repeat(6 * 1024 * 1024)), "RequestTooLargeException", 413],
  ])("refuses %s", async (_what, Payload, name, httpStatusCode) => {
    await expect(lambda.send(new InvokeCommand({ FunctionName: "invoked", Payload }))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode },
    });
  });

  test("within the reserved concurrency", async () => {
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: "invoked", ReservedConcurrentExecutions: 0 }),
    );
    await expect(invoke(account, "invoked")).rejects.toMatchObject({
      name: "TooManyRequestsException",
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      $metadata: { httpStatusCode: 429 },
    });
  });

  test("says which runtimes it cannot run", async () => {
    await create({ FunctionName: "python", Runtime: "python3.14" });
    await expect(invoke(account, "python")).rejects.toMatchObject({
      message: expect.stringContaining("python3.14"),
    });
  });
});
