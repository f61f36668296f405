import { AwsError } from "../../../errors.ts";
import { pageOf } from "../../../paging.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { awsDocuments } from "./aws-documents.ts";
import { describeVersion, identifyDocument, statusOf } from "./output.ts";
import { type DocumentRecord, documentsStore, getDocument, getVersion, ownDocument } from "./store.ts";

export const documentReads = {
  DescribeDocument: ({ Name = "", DocumentVersion, VersionName }, call) => {
    const document = getDocument(call, Name);
    const version = getVersion(document, DocumentVersion, VersionName);
    return { Document: describeVersion(call, document, version) };
  },

  GetDocument: ({ Name = "", DocumentVersion, VersionName, DocumentFormat }, call) => {
    const document = getDocument(call, Name);
    const version = getVersion(document, DocumentVersion, VersionName);
    if (DocumentFormat !== undefined && DocumentFormat !== version.format)
      throw new AwsError(
        "NotImplemented",
        "The local account does not convert documents from one format into another yet.",
        501,
      );
    return {
      Name: document.name,
      CreatedDate: version.created,
      ...(version.displayName === undefined ? {} : { DisplayName: version.displayName }),
      ...(version.versionName === undefined ? {} : { VersionName: version.versionName }),
      DocumentVersion: String(version.version),
      Status: statusOf(document, version, call.cloud.clock.now()),
      Content: version.content,
      DocumentType: document.type,
      DocumentFormat: version.format,
    };
  },

  ListDocumentVersions: ({ Name = "", MaxResults = 50, NextToken }, call) => {
    validateMembers("ValidationException", { maxResults: [MaxResults, { atLeast: 1, atMost: 50 }] });
    const document = getDocument(call, Name);
    const { items, next } = pageOf([...document.versions].reverse(), MaxResults, NextToken, invalidToken);
    return {
      DocumentVersions: items.map((version) => ({
        Name: document.name,
        ...(version.displayName === undefined ? {} : { DisplayName: version.displayName }),
        DocumentVersion: String(version.version),
        ...(version.versionName === undefined ? {} : { VersionName: version.versionName }),
        CreatedDate: version.created,
        IsDefaultVersion: version.version === document.defaultVersion,
        DocumentFormat: version.format,
        Status: statusOf(document, version, call.cloud.clock.now()),
      })),
      NextToken: next,
    };
  },

  ListDocuments: (input, call) => {
    const { MaxResults = 50, NextToken } = input;
    validateMembers("ValidationException", { maxResults: [MaxResults, { atLeast: 1, atMost: 50 }] });
    const filters = [
      ...(input.Filters ?? []).map(({ Key = "", Values = [] }) => ({ key: Key, values: Values })),
      ...(input.DocumentFilterList ?? []).map(({ key = "", value = "" }) => ({ key, values: [value] })),
    ];
    const found = [...Object.values(call.store(documentsStore).documents), ...awsDocuments()]
      .filter((document) => filters.every(({ key, values }) => matches(document, key, values, call)))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, next } = pageOf(found, MaxResults, NextToken, invalidToken);
    return { DocumentIdentifiers: items.map(identifyDocument), NextToken: next };
  },

  // Documents are not shared here, so that a document is its own account's alone.
  DescribeDocumentPermission: ({ Name = "", PermissionType }, call) => {
    validateMembers("ValidationException", { permissionType: [PermissionType, { enum: ["Share"] }] });
    ownDocument(call, Name);
    return { AccountIds: [], AccountSharingInfoList: [] };
  },
} satisfies Operations<"ssm">;

/** Both kinds of filter have the same keys; `Name` is compared by its beginning (API reference, DocumentKeyValuesFilter). */
function matches(document: DocumentRecord, key: string, values: readonly string[], call: Call): boolean {
  const {
    Name,
    Owner,
    PlatformTypes = [],
    DocumentType,
    SchemaVersion,
    TargetType,
    Tags,
  } = identifyDocument(document);
  if (key.startsWith("tag:")) {
    const tag = Tags?.find((it) => `tag:${it.Key}` === key);
    return tag !== undefined && values.includes(tag.Value!);
  }
  switch (key) {
    case "Name":
      return values.some((value) => Name!.startsWith(value));
    case "SearchKeyword":
      return values.some((value) => Name!.toLowerCase().includes(value.toLowerCase()));
    case "Owner":
      return values.some((value) => ownedBy(Owner!, value, call));
    case "PlatformTypes":
      return values.some((value) => PlatformTypes.some((it) => it === value));
    case "DocumentType":
      return values.some((value) => value === DocumentType);
    case "SchemaVersion":
      return values.some((value) => value === SchemaVersion);
    case "TargetType":
      return values.some((value) => value === TargetType);
    default:
      throw new AwsError("InvalidFilterKey", `The specified filter key ${key} is not valid.`);
  }
}

function ownedBy(owner: string, value: string, call: Call): boolean {
  switch (value.toLowerCase()) {
    case "self":
    case "private":
      return owner === call.accountId;
    case "amazon":
    case "public":
      return owner === "Amazon";
    case "all":
      return true;
    default:
      return false;
  }
}

const invalidToken = () => new AwsError("InvalidNextToken", "The specified token is not valid.");
