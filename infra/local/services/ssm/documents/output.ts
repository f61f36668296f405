import type { DocumentDescription, DocumentIdentifier, DocumentParameter } from "@aws-sdk/client-ssm";
import type { Call } from "../../../service.ts";
import { type ParameterContent, readContent } from "./content.ts";
import { type DocumentRecord, type DocumentVersionRecord, latestVersion } from "./store.ts";

/** A version's status: what is new is active a moment later. */
export function statusOf(
  document: DocumentRecord,
  version: DocumentVersionRecord,
  now: Date,
): "Creating" | "Updating" | "Active" {
  if (version.activeAt <= now) return "Active";
  return document.versions[0] === version ? "Creating" : "Updating";
}

/** A document as DescribeDocument and the operations that change one answer it. */
export function describeVersion(
  call: Call,
  document: DocumentRecord,
  version: DocumentVersionRecord,
): DocumentDescription {
  const content = readContent(version.content, document.type, version.format);
  return {
    Hash: version.hash,
    HashType: "Sha256",
    Name: document.name,
    ...(version.displayName === undefined ? {} : { DisplayName: version.displayName }),
    ...(version.versionName === undefined ? {} : { VersionName: version.versionName }),
    Owner: document.owner,
    CreatedDate: version.created,
    Status: statusOf(document, version, call.cloud.clock.now()),
    DocumentVersion: String(version.version),
    ...(content.description === undefined ? {} : { Description: content.description }),
    Parameters: Object.entries(content.parameters ?? {}).map(([name, it]) => parameterOutput(name, it)),
    PlatformTypes: platforms(document),
    DocumentType: document.type,
    SchemaVersion: content.schemaVersion,
    LatestVersion: String(latestVersion(document).version),
    DefaultVersion: String(document.defaultVersion),
    DocumentFormat: version.format,
    ...(version.targetType === undefined ? {} : { TargetType: version.targetType }),
    Tags: document.tags,
  };
}

function parameterOutput(
  Name: string,
  { type, description, default: value }: ParameterContent,
): DocumentParameter {
  return {
    Name,
    Type: type === "StringList" ? "StringList" : "String",
    ...(description === undefined ? {} : { Description: description }),
    ...(value === undefined
      ? {}
      : { DefaultValue: typeof value === "string" ? value : JSON.stringify(value) }),
  };
}

/** A document as ListDocuments answers it: its default version. */
export function identifyDocument(document: DocumentRecord): DocumentIdentifier {
  const version = document.versions.find((it) => it.version === document.defaultVersion)!;
  const { schemaVersion } = readContent(version.content, document.type, version.format);
  return {
    Name: document.name,
    CreatedDate: document.created,
    ...(version.displayName === undefined ? {} : { DisplayName: version.displayName }),
    Owner: document.owner,
    ...(version.versionName === undefined ? {} : { VersionName: version.versionName }),
    PlatformTypes: platforms(document),
    DocumentVersion: String(version.version),
    DocumentType: document.type,
    SchemaVersion: schemaVersion,
    DocumentFormat: version.format,
    ...(version.targetType === undefined ? {} : { TargetType: version.targetType }),
    Tags: document.tags,
  };
}

function platforms(document: DocumentRecord): ("Windows" | "Linux" | "MacOS")[] {
  return document.name === "AWS-RunShellScript" ? ["Linux", "MacOS"] : ["Windows", "Linux", "MacOS"];
}
