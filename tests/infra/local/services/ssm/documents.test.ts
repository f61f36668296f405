// One file, however long: most of it asks one account, whose start takes longer than most of its tests.
import * as api from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentsStore } from "../../../../../infra/local/services/ssm/documents/store.ts";
import {
  cliAvailable,
  startTestAccount,
  type TestAccount,
  useTestAccount,
} from "../../../../helpers/local-account.ts";

let account: TestAccount;
let ssm: api.SSMClient;

beforeAll(async () => {
  account = await startTestAccount();
  ssm = account.client(api.SSMClient);
});
afterAll(() => account.stop());

const INPUTS = {
  s3BucketName: "logs-of-sessions",
  s3KeyPrefix: "",
  s3EncryptionEnabled: true,
  cloudWatchLogGroupName: "",
  cloudWatchEncryptionEnabled: false,
  cloudWatchStreamingEnabled: false,
  kmsKeyId: "",
  runAsEnabled: false,
  runAsDefaultUser: "",
  idleSessionTimeout: "20",
  maxSessionDuration: "",
  shellProfile: { windows: "", linux: "" },
};

const preferences = (inputs: object = {}, more: object = {}) =>
  JSON.stringify({
    schemaVersion: "1.0",
    description: "Document to hold regional settings for Session Manager",
    sessionType: "Standard_Stream",
    inputs: { ...INPUTS, ...inputs },
    ...more,
  });

const create = (Name: string, Content: string, more: Partial<api.CreateDocumentCommandInput> = {}) =>
  ssm.send(
    new api.CreateDocumentCommand({
      Name,
      Content,
      DocumentType: "Session",
      DocumentFormat: "JSON",
      ...more,
    }),
  );
const update = (Name: string, Content: string, DocumentVersion?: string) =>
  ssm.send(new api.UpdateDocumentCommand({ Name, Content, DocumentVersion }));
const read = (Name: string, DocumentVersion?: string) =>
  ssm.send(new api.GetDocumentCommand({ Name, DocumentVersion }));

describe("the session preferences", () => {
  const Name = "SSM-SessionManagerRunShell";

  it("are no document until somebody makes one", async () => {
    await expect(read(Name)).rejects.toMatchObject({
      name: "InvalidDocument",
      message: "Document with name SSM-SessionManagerRunShell does not exist.",
    });
    await expect(ssm.send(new api.DescribeDocumentCommand({ Name }))).rejects.toMatchObject({
      name: "InvalidDocument",
    });
  });

  it("have versions, of which one is the default, until another is made it", async () => {
    const { DocumentDescription } = await create(Name, preferences());
    expect(DocumentDescription).toMatchObject({
      Name,
      Status: "Creating",
      Owner: "123456789012",
      DocumentType: "Session",
      SchemaVersion: "1.0",
      DocumentVersion: "1",
      LatestVersion: "1",
      DefaultVersion: "1",
      HashType: "Sha256",
      Description: "Document to hold regional settings for Session Manager",
    });
    await expect(create(Name, preferences())).rejects.toMatchObject({ name: "DocumentAlreadyExists" });

    await expect(update(Name, preferences(), "$LATEST")).rejects.toMatchObject({
      name: "DuplicateDocumentContent",
    });
    const changed = await update(Name, preferences({ idleSessionTimeout: "5" }), "$LATEST");
    expect(changed.DocumentDescription).toMatchObject({
      DocumentVersion: "2",
      LatestVersion: "2",
      DefaultVersion: "1",
    });

    expect(await read(Name)).toMatchObject({
      DocumentVersion: "1",
      Content: preferences(),
      Status: "Active",
    });
    expect(await read(Name, "$DEFAULT")).toMatchObject({ DocumentVersion: "1" });
    expect(await read(Name, "$LATEST")).toMatchObject({ DocumentVersion: "2" });
    expect(await read(Name, "2")).toMatchObject({ Content: preferences({ idleSessionTimeout: "5" }) });
    await expect(read(Name, "3")).rejects.toMatchObject({ name: "InvalidDocumentVersion" });
    // The version that is updated must be the latest.
    await expect(update(Name, preferences({ idleSessionTimeout: "6" }), "1")).rejects.toMatchObject({
      name: "InvalidDocumentVersion",
    });

    const promoted = await ssm.send(
      new api.UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: "2" }),
    );
    expect(promoted.Description).toMatchObject({ Name, DefaultVersion: "2" });
    const { DocumentVersions } = await ssm.send(new api.ListDocumentVersionsCommand({ Name }));
    expect(DocumentVersions!.map((it) => [it.DocumentVersion, it.IsDefaultVersion, it.Status])).toEqual([
      ["2", true, "Active"],
      ["1", false, "Active"],
    ]);
  });

  it("lose a version that is not the default, and all of them together", async () => {
    await expect(
      ssm.send(new api.DeleteDocumentCommand({ Name, DocumentVersion: "2" })),
    ).rejects.toMatchObject({ name: "InvalidDocumentOperation" });
    await ssm.send(new api.UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: "1" }));
    await ssm.send(new api.DeleteDocumentCommand({ Name, DocumentVersion: "2" }));
    expect(await read(Name, "$LATEST")).toMatchObject({ DocumentVersion: "1" });
    // A number is not used again.
    const again = await update(Name, preferences({ idleSessionTimeout: "7" }), "$LATEST");
    expect(again.DocumentDescription).toMatchObject({ DocumentVersion: "3" });
    await ssm.send(new api.DeleteDocumentCommand({ Name }));
    await expect(read(Name)).rejects.toMatchObject({ name: "InvalidDocument" });
    await expect(ssm.send(new api.DeleteDocumentCommand({ Name }))).rejects.toMatchObject({
      name: "InvalidDocument",
    });
  });
});

describe("a session document's content", () => {
  const wrong: [what: string, content: string, code?: string][] = [
    ["no JSON", "{"],
    ["no object", "[]"],
    ["no schema version", JSON.stringify({ sessionType: "Standard_Stream", inputs: INPUTS })],
    ["another schema", preferences({}, { schemaVersion: "2.2" }), "InvalidDocumentSchemaVersion"],
    ["no session type", preferences({}, { sessionType: undefined })],
    ["an unknown session type", preferences({}, { sessionType: "Shell" })],
    ["no inputs", preferences({}, { inputs: undefined })],
    ...[
      "s3EncryptionEnabled",
      "cloudWatchEncryptionEnabled",
      "cloudWatchStreamingEnabled",
      "runAsEnabled",
    ].map((key): [string, string] => [`no ${key}`, preferences({ [key]: undefined })]),
    ["a duration that is no text", preferences({ idleSessionTimeout: 20 })],
    ["an idle time of more than an hour", preferences({ idleSessionTimeout: "61" })],
    ["an idle time of nothing", preferences({ idleSessionTimeout: "0" })],
    ["a duration of more than a day", preferences({ maxSessionDuration: "1441" })],
    ["an input that there is not", preferences({ s3Bucket: "logs" })],
    ["a boolean in words", preferences({ runAsEnabled: "yes" })],
    ["a member that there is not", preferences({}, { outputs: {} })],
    [
      "a command without properties",
      preferences({}, { sessionType: "InteractiveCommands", inputs: undefined }),
    ],
  ];
  it.each(wrong)("may not have %s", async (_, content, code = "InvalidDocumentContent") => {
    await expect(create("Wrong", content)).rejects.toMatchObject({ name: code });
  });

  it("may have its booleans as text, and be YAML", async () => {
    await create("Text", preferences({ runAsEnabled: "false", cloudWatchStreamingEnabled: "true" }));
    const yaml = [
      "schemaVersion: '1.0'",
      "sessionType: InteractiveCommands",
      "parameters: { path: { type: String, default: /var/log } }",
      "properties: { linux: { commands: 'ls {{ path }}', runAsElevated: true } }",
    ].join("\n");
    const { DocumentDescription } = await create("Yaml", yaml, { DocumentFormat: "YAML" });
    expect(DocumentDescription).toMatchObject({
      DocumentFormat: "YAML",
      Parameters: [{ Name: "path", Type: "String", DefaultValue: "/var/log" }],
    });
  });

  it("has at most 64 KB", async () => {
    await expect(create("Large", preferences({ s3KeyPrefix: "x".repeat(65_536) }))).rejects.toMatchObject({
      name: "MaxDocumentSizeExceeded",
    });
  });
});

describe("documents", () => {
  it("are named by rules, and by none that AWS reserves", async () => {
    for (const name of ["ab", "with space", "AWS-Mine", "aws-mine"])
      await expect(create(name, preferences())).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("of AWS can be read, and not changed", async () => {
    const { Document } = await ssm.send(
      new api.DescribeDocumentCommand({ Name: "AWS-StartInteractiveCommand" }),
    );
    expect(Document).toMatchObject({ Owner: "Amazon", DocumentType: "Session", Status: "Active" });
    expect(Document!.Parameters).toMatchObject([{ Name: "command", Type: "String" }]);
    for (const change of [
      update("AWS-RunShellScript", preferences(), "$LATEST"),
      ssm.send(new api.DeleteDocumentCommand({ Name: "AWS-RunShellScript" })),
    ])
      await expect(change).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("are listed by owner, type and name, page by page", async () => {
    await create("Listed-A", preferences());
    await create("Listed-B", preferences());
    const list = async (input: api.ListDocumentsCommandInput) => {
      const page = await ssm.send(new api.ListDocumentsCommand(input));
      return { names: page.DocumentIdentifiers!.map((it) => it.Name), next: page.NextToken };
    };
    const mine = [
      { Key: "Owner", Values: ["Self"] },
      { Key: "Name", Values: ["Listed-"] },
    ];
    expect((await list({ Filters: mine })).names).toEqual(["Listed-A", "Listed-B"]);
    const first = await list({ Filters: mine, MaxResults: 1 });
    expect(first.names).toEqual(["Listed-A"]);
    expect((await list({ Filters: mine, MaxResults: 1, NextToken: first.next })).names).toEqual(["Listed-B"]);
    expect((await list({ DocumentFilterList: [{ key: "Owner", value: "Amazon" }] })).names).toContain(
      "AWS-RunShellScript",
    );
    await expect(list({ Filters: [{ Key: "Colour", Values: ["red"] }] })).rejects.toMatchObject({
      name: "InvalidFilterKey",
    });
    await expect(list({ NextToken: "nonsense" })).rejects.toMatchObject({ name: "InvalidNextToken" });
  });

  it("carry tags", async () => {
    const target = { ResourceType: "Document", ResourceId: "Listed-A" } as const;
    await ssm.send(new api.AddTagsToResourceCommand({ ...target, Tags: [{ Key: "Lab", Value: "FND203" }] }));
    expect((await ssm.send(new api.ListTagsForResourceCommand(target))).TagList).toEqual([
      { Key: "Lab", Value: "FND203" },
    ]);
    await ssm.send(new api.RemoveTagsFromResourceCommand({ ...target, TagKeys: ["Lab"] }));
    expect((await ssm.send(new api.ListTagsForResourceCommand(target))).TagList).toEqual([]);
  });

  it("have at most a thousand versions", async () => {
    const Name = "Many-Versions";
    await create(Name, preferences());
    const place = { accountId: "123456789012", region: "us-east-1" };
    const document = account.cloud.store(documentsStore, place).documents[Name]!;
    const [first] = document.versions;
    for (let version = 2; version <= 1_000; version++)
      document.versions.push({ ...first!, version, content: `${version}` });
    await expect(update(Name, preferences({ idleSessionTimeout: "9" }), "$LATEST")).rejects.toMatchObject({
      name: "DocumentVersionLimitExceeded",
    });
  });

  it("keep what is not known here from being left out silently", async () => {
    const Requires = [{ Name: "Other", Version: "1" }];
    await expect(create("Requiring", preferences(), { Requires })).rejects.toMatchObject({
      name: "NotImplemented",
    });
    await expect(create("Package", "{}", { DocumentType: "Package" })).rejects.toMatchObject({
      name: "NotImplemented",
    });
    await expect(
      ssm.send(
        new api.UpdateDocumentMetadataCommand({ Name: "Listed-A", DocumentReviews: { Action: "Approve" } }),
      ),
    ).rejects.toMatchObject({ name: "NotImplemented" });
  });

  it.skipIf(!cliAvailable)("are made with the AWS CLI", async () => {
    const { code, stdout } = await account.cli([
      ...["ssm", "create-document", "--name", "From-CLI", "--document-type", "Session"],
      ...["--document-format", "JSON", "--content", preferences()],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).DocumentDescription).toMatchObject({ Name: "From-CLI", Status: "Creating" });
  });
});

it("a document is active a moment after it was made", async () => {
  const slow = await useTestAccount({ pace: "real" });
  const client = slow.client(api.SSMClient);
  const Name = "Slow";
  await client.send(new api.CreateDocumentCommand({ Name, Content: preferences(), DocumentType: "Session" }));
  const { Document } = await client.send(new api.DescribeDocumentCommand({ Name }));
  expect(Document).toMatchObject({ Status: "Creating" });
});

it("a service setting has a default, can be set and reset", async () => {
  const SettingId = "/ssm/documents/console/public-sharing-permission";
  const get = async () => (await ssm.send(new api.GetServiceSettingCommand({ SettingId }))).ServiceSetting;
  expect(await get()).toMatchObject({
    SettingValue: "Enable",
    Status: "Default",
    LastModifiedUser: "System",
  });
  await ssm.send(new api.UpdateServiceSettingCommand({ SettingId, SettingValue: "Disable" }));
  expect(await get()).toMatchObject({
    SettingValue: "Disable",
    Status: "Customized",
    LastModifiedUser: "arn:aws:iam::123456789012:user/participant",
    ARN: `arn:aws:ssm:us-east-1:123456789012:servicesetting${SettingId}`,
  });
  await ssm.send(new api.ResetServiceSettingCommand({ SettingId }));
  expect(await get()).toMatchObject({ SettingValue: "Enable", Status: "Default" });
  await expect(
    ssm.send(new api.GetServiceSettingCommand({ SettingId: "/ssm/nothing" })),
  ).rejects.toMatchObject({ name: "ServiceSettingNotFound" });
  // A role for every instance would change what registers: it is not passed over.
  const management = "/ssm/managed-instance/default-ec2-instance-management-role";
  expect(
    (await ssm.send(new api.GetServiceSettingCommand({ SettingId: management }))).ServiceSetting,
  ).toMatchObject({
    SettingValue: "$None",
  });
  await expect(
    ssm.send(new api.UpdateServiceSettingCommand({ SettingId: management, SettingValue: "SomeRole" })),
  ).rejects.toMatchObject({ name: "NotImplemented" });
});
