import {
  type DocumentVersionInfo,
  GetDocumentCommand,
  paginateListDocumentVersions,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import { PREFERENCES } from "../../session-channel/preferences-document.ts";
import type { LabSituation } from "../lab.ts";

/** The contents of a session document, read leniently: whoever wrote it may have written anything. */
export interface PreferencesContent {
  sessionType?: unknown;
  inputs?: Record<string, unknown>;
  [member: string]: unknown;
}

/** The Region's Session Manager preferences: the session document that every session uses that names none. */
export interface Preferences {
  /** From the latest to the oldest. */
  versions: { version: string; createdAt: Date; status: string; isDefault: boolean }[];
  /** What sessions use: the latest version (observed: aws/session-manager-plugin issue 112). */
  latest: PreferencesContent;
  /** What the console's preferences page shows: the default version. The same object where that is the latest one. */
  default: PreferencesContent;
}

/** What is being read for a verification: the steps that look at the same document share one reading of it. */
const readings = new WeakMap<LabSituation, Promise<Preferences | undefined>>();

/** The preferences, or undefined where the Region has none; read once for all steps verified together. */
export function sharedPreferences(clients: Clients, lab: LabSituation): Promise<Preferences | undefined> {
  const reading = readings.get(lab) ?? readPreferences(clients);
  readings.set(lab, reading);
  return reading;
}

/** The same, read anew. */
export async function readPreferences({ ssm }: Clients): Promise<Preferences | undefined> {
  try {
    const [found, latest] = await Promise.all([
      collect(
        paginateListDocumentVersions({ client: ssm }, { Name: PREFERENCES }),
        (page) => page.DocumentVersions,
      ),
      readContent(ssm, "$LATEST"),
    ]);
    const versions = found.map(versionOf).toSorted((a, b) => Number(b.version) - Number(a.version));
    return {
      versions,
      latest,
      default: versions[0]?.isDefault ? latest : await readContent(ssm, "$DEFAULT"),
    };
  } catch (error) {
    if (isAwsError(error, "InvalidDocument")) return undefined;
    throw error;
  }
}

const versionOf = (info: DocumentVersionInfo) => ({
  version: info.DocumentVersion!,
  createdAt: info.CreatedDate!,
  status: info.Status ?? "Active",
  isDefault: info.IsDefaultVersion ?? false,
});

async function readContent(ssm: SSMClient, DocumentVersion: string): Promise<PreferencesContent> {
  const { Content = "{}" } = await ssm.send(
    new GetDocumentCommand({ Name: PREFERENCES, DocumentVersion, DocumentFormat: "JSON" }),
  );
  return JSON.parse(Content);
}

/** One of the inputs as text; the empty text where it is not set. */
export function textInput({ inputs }: PreferencesContent, name: string): string {
  const value = inputs?.[name];
  return typeof value === "string" ? value.trim() : "";
}

/** One of the inputs as a switch. AWS takes the words as well. */
export function flagInput({ inputs }: PreferencesContent, name: string): boolean {
  const value = inputs?.[name];
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}

/** Where a session's log goes in S3: the agent puts it under the prefix, as `SESSION.log`. */
export function logKey(content: PreferencesContent, sessionId: string): string {
  const prefix = textInput(content, "s3KeyPrefix").replace(/\/+$/, "");
  return prefix === "" ? `${sessionId}.log` : `${prefix}/${sessionId}.log`;
}
