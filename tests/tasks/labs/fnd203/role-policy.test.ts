// One file, however long: it is a table of the states in which participants leave the step.
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { judge } from "../../../../tasks/labs/fnd203/role-policy/judge.ts";
import { observe, POLICY, ROLE } from "../../../../tasks/labs/fnd203/role-policy/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/role-policy/solve.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { situation } from "../../fixtures/situation.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const BUCKET = "The servers may write to the bucket for session logs";
const GROUP = "The servers may write to the log group";
const SESSIONS = "Sessions still work";
const LOOKUPS = "The agent may look up where it is to write";
const IN_PLACE = "The permissions stand in the policy that the role had";

interface Statement {
  Effect?: "Allow" | "Deny";
  Action: string | string[];
  Resource?: string | string[];
  NotResource?: string;
}

/** What the lab's templates give the role. */
const ORIGINAL: Statement = {
  Action: [
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "s3:GetEncryptionConfiguration",
  ],
  Resource: "*",
};
/** The guide's access levels, shortened to what counts here. */
const S3_WRITE: Statement = { Action: ["s3:PutObject", "s3:DeleteObject"], Resource: "*" };
const LOGS_WRITE: Statement = { Action: ["logs:Create*", "logs:Put*", "logs:Delete*"], Resource: "*" };
const LOGS_LIST: Statement = { Action: "logs:Describe*", Resource: "*" };

const document = (statements: readonly Statement[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });

let account: TestAccount;
let clients: Clients;
beforeAll(async () => {
  account = await startTestAccount();
  clients = clientsOf(account);
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  await clients.iam.send(
    new CreateRoleCommand({
      RoleName: ROLE,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: trust }),
    }),
  );
});
afterAll(() => account.stop());

/** The role as the stack makes it. */
beforeEach(async () => {
  const [{ PolicyNames = [] }, { AttachedPolicies = [] }] = await Promise.all([
    clients.iam.send(new ListRolePoliciesCommand({ RoleName: ROLE })),
    clients.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: ROLE })),
  ]);
  for (const PolicyName of PolicyNames)
    await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName }));
  for (const { PolicyArn } of AttachedPolicies)
    await clients.iam.send(new DetachRolePolicyCommand({ RoleName: ROLE, PolicyArn }));
  await edit(ORIGINAL);
});

const putInline = (PolicyName: string, ...statements: Statement[]) =>
  clients.iam.send(
    new PutRolePolicyCommand({ RoleName: ROLE, PolicyName, PolicyDocument: document(statements) }),
  );
const edit = (...statements: Statement[]) => putInline(POLICY, ...statements);
const managed = async (PolicyName: string, ...statements: Statement[]) =>
  (await clients.iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: document(statements) })))
    .Policy!.Arn!;
const verify = async () => judge(await observe(clients, situation()));
const readPolicy = async (): Promise<Statement[]> => {
  const { PolicyDocument = "" } = await clients.iam.send(
    new GetRolePolicyCommand({ RoleName: ROLE, PolicyName: POLICY }),
  );
  return JSON.parse(decodeURIComponent(PolicyDocument)).Statement;
};

const WRONG: [string, () => Promise<unknown>, [string, string]][] = [
  ["the policy as it was", async () => {}, [BUCKET, "s3:PutObject is not allowed"]],
  ["S3 only", () => edit(ORIGINAL, S3_WRITE), [GROUP, "logs:CreateLogStream and logs:PutLogEvents"]],
  ["CloudWatch Logs only", () => edit(ORIGINAL, LOGS_WRITE), [BUCKET, "s3:PutObject"]],
  [
    "reading in place of writing",
    () => edit(ORIGINAL, { Action: ["s3:Get*", "s3:List*"], Resource: "*" }, LOGS_LIST),
    [BUCKET, "s3:PutObject"],
  ],
  [
    "the bucket, and not its objects",
    () => edit(ORIGINAL, { ...S3_WRITE, Resource: "arn:aws:s3:::fdn203-ssmlogs-bucket-me" }, LOGS_WRITE),
    [BUCKET, "s3:PutObject"],
  ],
  [
    "another bucket",
    () => edit(ORIGINAL, { ...S3_WRITE, Resource: "arn:aws:s3:::fdn203-demo-bucket-me/*" }, LOGS_WRITE),
    [BUCKET, "s3:PutObject"],
  ],
  [
    "streams, and no events",
    () => edit(ORIGINAL, S3_WRITE, { Action: "logs:CreateLogStream", Resource: "*" }),
    [GROUP, "logs:PutLogEvents is not allowed"],
  ],
  [
    "another log group",
    () =>
      edit(ORIGINAL, S3_WRITE, {
        ...LOGS_WRITE,
        Resource: "arn:aws:logs:us-east-1:123456789012:log-group:other:*",
      }),
    [GROUP, "logs:CreateLogStream"],
  ],
  [
    "a document in place of the old one",
    () => edit({ ...S3_WRITE, Action: "s3:*" }, LOGS_WRITE, LOGS_LIST),
    [SESSIONS, "ssmmessages:CreateControlChannel"],
  ],
  [
    "what a statement denies again",
    () =>
      edit(ORIGINAL, S3_WRITE, LOGS_WRITE, {
        Effect: "Deny",
        Action: "s3:Put*",
        Resource: "arn:aws:s3:::*/*",
      }),
    [BUCKET, "s3:PutObject is denied explicitly"],
  ],
  [
    "what a permissions boundary leaves out",
    async () => {
      await edit(ORIGINAL, S3_WRITE, LOGS_WRITE);
      const PermissionsBoundary = await managed("Boundary", ORIGINAL, LOGS_WRITE);
      await clients.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary }));
      onTestFinished(async () => {
        await clients.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE }));
      });
    },
    [BUCKET, "s3:PutObject"],
  ],
];

test.each(WRONG)("%s is unmet", async (_, change, finding) => {
  await change();
  expectUnmet(await verify(), finding);
});

// What is denied or bounded elsewhere is somebody's will, and not overcome by one more statement.
test.each(WRONG.slice(0, 9))("%s is solved in the same policy, once", async (_, change) => {
  await change();
  const before = await readPolicy();
  expect(await solve(clients, situation())).toMatchObject([{ operation: "PutRolePolicy" }]);
  const findings = await verify();
  expectMet(findings);
  expect(findings.every(({ status }) => status === "met")).toBe(true);
  expect(await solve(clients, situation())).toEqual([]);
  expect((await readPolicy()).slice(0, before.length)).toEqual(before);
});

const RIGHT: [string, () => Promise<unknown>, [string, string] | undefined][] = [
  ["the guide's levels with List", () => edit(ORIGINAL, S3_WRITE, LOGS_WRITE, LOGS_LIST), undefined],
  [
    "no more than is needed",
    () =>
      edit(
        ORIGINAL,
        { Action: "s3:PutObject", Resource: "arn:aws:s3:::fdn203-ssmlogs-bucket-me/*" },
        {
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: "arn:aws:logs:us-east-1:123456789012:log-group:fnd203-ssmlogs-logs:*",
        },
        LOGS_LIST,
      ),
    undefined,
  ],
  [
    "the guide to the letter",
    () => edit(ORIGINAL, S3_WRITE, LOGS_WRITE),
    [LOOKUPS, "logs:DescribeLogGroups"],
  ],
  [
    "a bucket that the agent cannot check",
    () =>
      edit(
        { ...ORIGINAL, Action: (ORIGINAL.Action as string[]).filter((one) => !one.startsWith("s3:")) },
        S3_WRITE,
        LOGS_WRITE,
        LOGS_LIST,
      ),
    [LOOKUPS, "s3:GetEncryptionConfiguration"],
  ],
  [
    "an inline policy more",
    () => putInline("Logging", S3_WRITE, LOGS_WRITE, LOGS_LIST),
    [IN_PLACE, "has Logging as well"],
  ],
  [
    "a managed policy",
    async () => {
      const PolicyArn = await managed("LogWriters", S3_WRITE, LOGS_WRITE, LOGS_LIST);
      await clients.iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn }));
    },
    [IN_PLACE, "policy/LogWriters"],
  ],
  [
    "another policy instead",
    async () => {
      await putInline("All", ORIGINAL, S3_WRITE, LOGS_WRITE, LOGS_LIST);
      await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: POLICY }));
    },
    [IN_PLACE, `has lost ${POLICY}`],
  ],
];

test.each(RIGHT)("%s is met", async (_, change, said) => {
  await change();
  const findings = await verify();
  expectMet(findings, said);
  if (!said) expect(findings.every(({ status }) => status === "met")).toBe(true);
  expect(await solve(clients, situation())).toEqual([]);
});

test("what counts are the bucket and the group that there are", async () => {
  const bucket = "fnd203-ssmlogs-bucket-me";
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName: "fdn203-demo-bucket-me" }));
  await solve(clients, situation());
  const [, s3, logs] = await readPolicy();
  expect(s3?.Resource).toBe(`arn:aws:s3:::${bucket}/*`);
  expect(logs?.Resource).toContain("arn:aws:logs:us-east-1:123456789012:log-group:fdn203-demo-bucket-me:*");
  expect(stepStatusOf(await verify())).toBe("met");
});

test("a lost policy is put back with what sessions need", async () => {
  await clients.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: POLICY }));
  expectUnmet(await verify(), [BUCKET, "s3:PutObject"]);
  await solve(clients, situation());
  const findings = await verify();
  expect(findings.every(({ status }) => status === "met")).toBe(true);
});

test("a denial is not overcome, and said so", async () => {
  await edit(ORIGINAL, { Effect: "Deny", Action: "logs:*", Resource: "*" });
  await solve(clients, situation());
  expectUnmet(await verify(), [GROUP, "denied explicitly"]);
});

test("without the lab's role nothing can be done", async () => {
  const empty = await startTestAccount();
  try {
    const none = clientsOf(empty);
    expectUnmet(judge(await observe(none, situation())), [BUCKET, `no role ${ROLE}`]);
    await expect(solve(none, situation())).rejects.toMatchObject({ name: "NotSolved" });
  } finally {
    await empty.stop();
  }
});
