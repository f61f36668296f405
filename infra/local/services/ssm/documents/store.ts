import type { DocumentFormat, DocumentType } from "@aws-sdk/client-ssm";
import { defineStore, type Place } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import type { Tag } from "../tags.ts";
import { findAwsDocument } from "./aws-documents.ts";

/** One version of a document: its content never changes. */
export interface DocumentVersionRecord {
  version: number;
  versionName?: string;
  displayName?: string;
  targetType?: string;
  content: string;
  format: DocumentFormat;
  /** Hex SHA-256 of the content. */
  hash: string;
  created: Date;
  /** When it is `Active`. */
  activeAt: Date;
}

export interface DocumentRecord {
  name: string;
  type: DocumentType;
  /** `Amazon` or an account id. */
  owner: string;
  created: Date;
  tags: Tag[];
  /** From the oldest kept to the latest: at least one. */
  versions: DocumentVersionRecord[];
  defaultVersion: number;
  /** The number that the next version is given: numbers are not used again. */
  nextVersion: number;
}

interface DocumentsState {
  documents: Record<string, DocumentRecord>;
}

export const documentsStore = defineStore<DocumentsState>({
  name: "ssm-documents",
  scope: "region",
  create: () => ({ documents: {} }),
});

/** Documents that AWS owns have no account in their ARN. */
export function documentArn({ accountId, region }: Place, name: string): string {
  if (name.startsWith("arn:")) return name;
  return `arn:aws:ssm:${region}:${findAwsDocument(name) ? "" : accountId}:document/${name}`;
}

/** A document's own name, where it was named by its ARN. */
export const bareName = (name: string): string => /^arn:.*:document\/(.+)$/.exec(name)?.[1] ?? name;

/** A document of this account, or one that AWS publishes; undefined where there is none. */
export function findDocument(call: Pick<Call, "store">, name: string): DocumentRecord | undefined {
  const bare = bareName(name);
  return call.store(documentsStore).documents[bare] ?? findAwsDocument(bare);
}

/** @throws AwsError `InvalidDocument` */
export function getDocument(call: Pick<Call, "store">, name: string): DocumentRecord {
  const document = findDocument(call, name);
  if (!document) throw noSuchDocument(name);
  return document;
}

/** A document that the account may change. @throws AwsError `InvalidDocument`, `AccessDeniedException` */
export function ownDocument(call: Pick<Call, "store">, name: string): DocumentRecord {
  const document = getDocument(call, name);
  if (document.owner === "Amazon")
    throw new AwsError("AccessDeniedException", `Document ${name} is owned by Amazon and can't be changed.`);
  return document;
}

/** Observed: `Document with name SSM-SessionManagerRunShell does not exist.` */
export const noSuchDocument = (name: string) =>
  new AwsError("InvalidDocument", `Document with name ${name} does not exist.`);

export const latestVersion = (document: DocumentRecord): DocumentVersionRecord => document.versions.at(-1)!;

/**
 * The version that a request means: a number, `$LATEST`, `$DEFAULT`, or a version's name; the default one when
 * it names none.
 * @throws AwsError `InvalidDocumentVersion`
 */
export function getVersion(
  document: DocumentRecord,
  selector?: string,
  versionName?: string,
): DocumentVersionRecord {
  const wanted = selector === undefined || selector === "$DEFAULT" ? document.defaultVersion : selector;
  const named = (it: DocumentVersionRecord) =>
    selector === undefined && versionName !== undefined
      ? it.versionName === versionName
      : String(it.version) === String(wanted);
  const found = wanted === "$LATEST" ? latestVersion(document) : document.versions.find(named);
  if (!found || (versionName !== undefined && found.versionName !== versionName)) throw noSuchVersion();
  return found;
}

export const noSuchVersion = () =>
  new AwsError("InvalidDocumentVersion", "The document version is not valid or does not exist.");
