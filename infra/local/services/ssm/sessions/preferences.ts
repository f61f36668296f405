import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { readSessionContent, type SessionInputs } from "../documents/content.ts";
import { bareName, findDocument, latestVersion, noSuchDocument } from "../documents/store.ts";

/** The document of a Region's session preferences: there is none until somebody makes it. */
const PREFERENCES = "SSM-SessionManagerRunShell";

/** How a session is to run, from its document. */
export interface SessionPlan {
  documentName: string;
  sessionType: "Standard_Stream" | "InteractiveCommands";
  inputs: SessionInputs;
  /** What an interactive command runs. */
  command?: string;
}

/** The preferences of a Region that has none. */
const DEFAULT_INPUTS: SessionInputs = {
  s3BucketName: "",
  s3KeyPrefix: "",
  s3EncryptionEnabled: true,
  cloudWatchLogGroupName: "",
  cloudWatchEncryptionEnabled: true,
  cloudWatchStreamingEnabled: false,
  kmsKeyId: "",
  runAsEnabled: false,
  runAsDefaultUser: "",
  idleSessionTimeout: "",
  maxSessionDuration: "",
};

/**
 * The plan of a session: of its document's latest version, not the default one (observed:
 * aws/session-manager-plugin issue 112; unsure: that it is so for the implicit document as well).
 * @throws AwsError `InvalidDocument`, `InvalidParameters`, `NotImplemented`
 */
export function planSession(
  call: Call,
  documentName: string | undefined,
  parameters: Record<string, string[]> = {},
): SessionPlan {
  const name = bareName(documentName ?? PREFERENCES);
  const document = findDocument(call, name);
  if (!document) {
    if (documentName !== undefined) throw noSuchDocument(documentName);
    return { documentName: PREFERENCES, sessionType: "Standard_Stream", inputs: DEFAULT_INPUTS };
  }
  if (document.type !== "Session")
    throw new AwsError(
      "InvalidDocument",
      `Document type ${document.type} is not supported for sessions: ${name}.`,
    );
  const version = latestVersion(document);
  const content = readSessionContent(version.content, version.format);
  const unknown = Object.keys(parameters).find((key) => !content.parameters?.[key]);
  if (unknown !== undefined)
    throw new AwsError("InvalidParameters", `Parameter "${unknown}" is not defined in document ${name}.`);
  const inputs = content.inputs ?? preferencesOf(call);
  if (content.sessionType === "Standard_Stream")
    return { documentName: name, sessionType: "Standard_Stream", inputs };
  if (content.sessionType !== "InteractiveCommands")
    throw new AwsError(
      "NotImplemented",
      `The local account does not know sessions of type ${content.sessionType} yet, as ${name} has them.`,
      501,
    );
  const linux = content.properties?.linux as { commands?: unknown } | undefined;
  const command = String(linux?.commands ?? "").replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, key: string) => {
    const value = parameters[key]?.[0] ?? content.parameters?.[key]?.default;
    if (value === undefined) throw new AwsError("InvalidParameters", `Parameter "${key}" needs a value.`);
    return String(value);
  });
  return { documentName: name, sessionType: "InteractiveCommands", inputs, command };
}

/** A document that says nothing of logs leaves them to the Region's preferences. */
function preferencesOf(call: Call): SessionInputs {
  const document = findDocument(call, PREFERENCES);
  if (!document) return DEFAULT_INPUTS;
  const version = latestVersion(document);
  return readSessionContent(version.content, version.format).inputs ?? DEFAULT_INPUTS;
}
