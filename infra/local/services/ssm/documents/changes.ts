import { createHash } from "node:crypto";
import type { DocumentFormat, DocumentType } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { mergeTags } from "../tags.ts";
import { readContent } from "./content.ts";
import { describeVersion } from "./output.ts";
import {
  type DocumentRecord,
  type DocumentVersionRecord,
  documentsStore,
  getVersion,
  latestVersion,
  noSuchVersion,
  ownDocument,
} from "./store.ts";

/** Observed: a document or a version is `Active` a second or two after it was made. */
const SETTLING_MS = 2_000;

/** Systems Manager endpoints and quotas. */
const MAX_DOCUMENTS = 500;
const MAX_VERSIONS = 1_000;

const NAME = { pattern: "[a-zA-Z0-9_\\-.]{3,128}" };
const VERSION_NAME = { pattern: "[a-zA-Z0-9_\\-.]{1,128}" };
const FORMAT = { enum: ["YAML", "JSON", "TEXT"] };

export const documentChanges = {
  CreateDocument: (input, call) => {
    const { Name = "", Content = "", DocumentType = "Command", DocumentFormat = "JSON" } = input;
    refuse("CreateDocument", { Attachments: input.Attachments, Requires: input.Requires });
    validateMembers("ValidationException", {
      name: [Name, NAME],
      content: [Content, { min: 1 }],
      versionName: [input.VersionName, VERSION_NAME],
      documentFormat: [DocumentFormat, FORMAT],
    });
    // API reference, CreateDocument: names that AWS uses as prefixes for its own.
    if (/^(aws|amazon|amzn|AWSEC2|AWSConfigRemediation|AWSSupport)/i.test(Name))
      throw new AwsError(
        "ValidationException",
        `Document name ${Name} begins with a prefix that AWS reserves.`,
      );
    const { documents } = call.store(documentsStore);
    // Observed.
    if (documents[Name])
      throw new AwsError("DocumentAlreadyExists", `Document with same name ${Name} already exists`);
    if (Object.keys(documents).length >= MAX_DOCUMENTS)
      throw new AwsError(
        "DocumentLimitExceeded",
        "You can have at most 500 active Systems Manager documents.",
      );
    readContent(Content, DocumentType, DocumentFormat);
    const version = newVersion(call, 1, Content, DocumentFormat, input);
    const document: DocumentRecord = {
      name: Name,
      type: DocumentType as DocumentType,
      owner: call.accountId,
      created: version.created,
      tags: mergeTags([], input.Tags),
      versions: [version],
      defaultVersion: 1,
      nextVersion: 2,
    };
    documents[Name] = document;
    return { DocumentDescription: { ...describeVersion(call, document, version), Status: "Creating" } };
  },

  UpdateDocument: (input, call) => {
    const { Name = "", Content = "", DocumentVersion, VersionName } = input;
    refuse("UpdateDocument", { Attachments: input.Attachments });
    validateMembers("ValidationException", {
      content: [Content, { min: 1 }],
      versionName: [VersionName, VERSION_NAME],
      documentFormat: [input.DocumentFormat, FORMAT],
    });
    const document = ownDocument(call, Name);
    const last = latestVersion(document);
    // "Updating a previous version of a document isn't supported" (API reference). Unsure: that a request without
    // a version means the default one.
    if (getVersion(document, DocumentVersion) !== last) throw noSuchVersion();
    const format = input.DocumentFormat ?? last.format;
    readContent(Content, document.type, format);
    // Unsure: that AWS looks at every version, as here, and not at the latest alone.
    if (document.versions.some((version) => version.content === Content))
      throw new AwsError(
        "DuplicateDocumentContent",
        "The content of the association document matches another document. Change the content of the document and try again.",
      );
    if (VersionName !== undefined && document.versions.some((it) => it.versionName === VersionName))
      throw new AwsError("DuplicateDocumentVersionName", "The specified version name is a duplicate.");
    if (document.versions.length >= MAX_VERSIONS)
      throw new AwsError(
        "DocumentVersionLimitExceeded",
        "The document has too many versions. Delete one or more document versions and try again.",
      );
    const version = newVersion(call, document.nextVersion, Content, format, input);
    document.nextVersion++;
    document.versions.push(version);
    return { DocumentDescription: { ...describeVersion(call, document, version), Status: "Updating" } };
  },

  UpdateDocumentDefaultVersion: ({ Name = "", DocumentVersion = "" }, call) => {
    validateMembers("ValidationException", {
      documentVersion: [DocumentVersion, { pattern: "[1-9][0-9]*" }],
    });
    const document = ownDocument(call, Name);
    const version = getVersion(document, DocumentVersion);
    document.defaultVersion = version.version;
    return {
      Description: {
        Name: document.name,
        DefaultVersion: DocumentVersion,
        ...(version.versionName === undefined ? {} : { DefaultVersionName: version.versionName }),
      },
    };
  },

  DeleteDocument: ({ Name = "", DocumentVersion, VersionName }, call) => {
    const document = ownDocument(call, Name);
    if (DocumentVersion === undefined && VersionName === undefined) {
      delete call.store(documentsStore).documents[document.name];
      return {};
    }
    const version = getVersion(document, DocumentVersion, VersionName);
    if (version.version === document.defaultVersion)
      throw new AwsError("InvalidDocumentOperation", "Default version of the document can't be deleted.");
    document.versions = document.versions.filter((it) => it !== version);
    return {};
  },
} satisfies Operations<"ssm">;

function newVersion(
  call: Call,
  version: number,
  content: string,
  format: DocumentFormat,
  names: { VersionName?: string; DisplayName?: string; TargetType?: string },
): DocumentVersionRecord {
  return {
    version,
    content,
    format,
    hash: createHash("sha256").update(content).digest("hex"),
    created: call.cloud.clock.now(),
    activeAt: call.cloud.clock.after(SETTLING_MS),
    ...(names.VersionName === undefined ? {} : { versionName: names.VersionName }),
    ...(names.DisplayName === undefined ? {} : { displayName: names.DisplayName }),
    ...(names.TargetType === undefined ? {} : { targetType: names.TargetType }),
  };
}

function refuse(operation: string, members: Record<string, readonly unknown[] | undefined>): void {
  for (const [member, value] of Object.entries(members))
    if (value?.length)
      throw new AwsError(
        "NotImplemented",
        `The local account does not know ssm:${operation}'s ${member} yet.`,
        501,
      );
}
