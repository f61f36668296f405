import {
  GetDocumentCommand,
  paginateListDocuments,
  paginateListDocumentVersions,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import type { InventoryItem } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import { collect } from "../runtime/pages.ts";
import { PREFERENCES } from "../session-channel/preferences-document.ts";

export const sessionDocumentId = (name: string): string => `document/${name}`;

/** One version of a session document. */
export interface DocumentVersion {
  version: string;
  content: string;
}

/** What the preferences are: sessions use the latest version, the console shows the default one. */
export interface PreferencesSettings {
  default: DocumentVersion;
  latest: DocumentVersion;
}

/** The account's own session documents; the preferences with what they say, because the lab changes them. */
export async function listSessionDocuments(clients: Clients): Promise<Omit<InventoryItem, "kind">[]> {
  const documents = await collect(
    paginateListDocuments(
      { client: clients.ssm },
      {
        Filters: [
          { Key: "Owner", Values: ["Self"] },
          { Key: "DocumentType", Values: ["Session"] },
        ],
      },
    ),
    (page) => page.DocumentIdentifiers,
  );
  return Promise.all(
    documents.map(async ({ Name = "" }) => ({
      id: sessionDocumentId(Name),
      name: Name,
      ...(Name === PREFERENCES ? { settings: JSON.stringify(await preferencesSettings(clients)) } : {}),
    })),
  );
}

/** @throws `InvalidDocument` where the Region has no preferences */
export async function preferencesSettings({ ssm }: Clients): Promise<PreferencesSettings> {
  const latest = await readVersion(ssm, "$LATEST");
  const versions = await collect(
    paginateListDocumentVersions({ client: ssm }, { Name: PREFERENCES }),
    (page) => page.DocumentVersions,
  );
  const shown = versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.DocumentVersion;
  return {
    default: shown === latest.version ? latest : await readVersion(ssm, "$DEFAULT"),
    latest,
  };
}

async function readVersion(ssm: SSMClient, wanted: string): Promise<DocumentVersion> {
  const { Content = "", DocumentVersion = "" } = await ssm.send(
    new GetDocumentCommand({ Name: PREFERENCES, DocumentVersion: wanted, DocumentFormat: "JSON" }),
  );
  return { version: DocumentVersion, content: Content };
}
