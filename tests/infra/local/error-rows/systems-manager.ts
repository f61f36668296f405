import * as ssm from "@aws-sdk/client-ssm";
import { documentsStore } from "../../../../infra/local/services/ssm/documents/store.ts";
import { createActor } from "../../../helpers/actors.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";
import { launchNode, makeRole } from "../services/ssm/managed-node.ts";
import { PLACE, type Row } from "./row.ts";

const systems = (account: TestAccount) => account.client(ssm.SSMClient);
const PREFERENCES = "SSM-SessionManagerRunShell";
const CONTENT = JSON.stringify({
  schemaVersion: "1.0",
  description: "Preferences",
  sessionType: "Standard_Stream",
  inputs: {
    s3EncryptionEnabled: true,
    cloudWatchEncryptionEnabled: false,
    cloudWatchStreamingEnabled: false,
    runAsEnabled: false,
  },
});

const createPreferences = (account: TestAccount, Content = CONTENT) =>
  systems(account).send(
    new ssm.CreateDocumentCommand({ Name: PREFERENCES, Content, DocumentType: "Session" }),
  );
const updatePreferences = (account: TestAccount, Content: string) =>
  systems(account).send(
    new ssm.UpdateDocumentCommand({ Name: PREFERENCES, Content, DocumentVersion: "$LATEST" }),
  );
const startSession = (account: TestAccount, Target: string, DocumentName?: string) =>
  systems(account).send(new ssm.StartSessionCommand({ Target, DocumentName }));

export const systemsManagerRows: Row[] = [
  ["StartSession", "no such node", 400, "TargetNotConnected", (a) => startSession(a, "i-0123456789abcdef0")],
  [
    "StartSession",
    "an instance without an agent that may",
    400,
    "TargetNotConnected",
    async (a) => {
      await makeRole(a, ["s3:GetObject"]);
      await startSession(a, await launchNode(a));
    },
  ],
  [
    "StartSession",
    "no such document",
    400,
    "InvalidDocument",
    async (a) => {
      await makeRole(a);
      await startSession(a, await launchNode(a), "No-Such-Document");
    },
  ],
  [
    "StartSession",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      await makeRole(a);
      const Target = await launchNode(a);
      const { credentials } = await createActor(a);
      await a.client(ssm.SSMClient, { credentials }).send(new ssm.StartSessionCommand({ Target }));
    },
  ],
  [
    "CreateDocument",
    "exists",
    400,
    "DocumentAlreadyExists",
    async (a) => {
      await createPreferences(a);
      await createPreferences(a);
    },
  ],
  ["CreateDocument", "no JSON", 400, "InvalidDocumentContent", (a) => createPreferences(a, "{")],
  [
    "UpdateDocument",
    "the same content",
    400,
    "DuplicateDocumentContent",
    async (a) => {
      await createPreferences(a);
      await updatePreferences(a, CONTENT);
    },
  ],
  ["UpdateDocument", "no such document", 400, "InvalidDocument", (a) => updatePreferences(a, CONTENT)],
  [
    "UpdateDocument",
    "no JSON",
    400,
    "InvalidDocumentContent",
    async (a) => {
      await createPreferences(a);
      await updatePreferences(a, "{");
    },
  ],
  [
    "UpdateDocument",
    "a thousand versions",
    400,
    "DocumentVersionLimitExceeded",
    async (a) => {
      await createPreferences(a);
      const document = a.cloud.store(documentsStore, PLACE).documents[PREFERENCES]!;
      for (let version = 2; version <= 1_000; version++)
        document.versions.push({ ...document.versions[0]!, version, content: `${version}` });
      await updatePreferences(a, CONTENT.replace("Preferences", "Others"));
    },
  ],
  [
    "UpdateDocumentDefaultVersion",
    "no such version",
    400,
    "InvalidDocumentVersion",
    async (a) => {
      await createPreferences(a);
      const input = { Name: PREFERENCES, DocumentVersion: "7" };
      await systems(a).send(new ssm.UpdateDocumentDefaultVersionCommand(input));
    },
  ],
  [
    "GetDocument",
    "no such document",
    400,
    "InvalidDocument",
    (a) => systems(a).send(new ssm.GetDocumentCommand({ Name: PREFERENCES })),
  ],
  [
    "DeleteDocument",
    "no such document",
    400,
    "InvalidDocument",
    (a) => systems(a).send(new ssm.DeleteDocumentCommand({ Name: PREFERENCES })),
  ],
];
