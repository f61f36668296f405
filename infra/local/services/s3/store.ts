import type {
  AccessControlPolicy,
  BucketLifecycleConfiguration,
  ChecksumAlgorithm,
  ChecksumType,
  LoggingEnabled,
  ObjectOwnership,
  PublicAccessBlockConfiguration,
  ServerSideEncryption,
  ServerSideEncryptionRule,
  StorageClass,
  Tag,
} from "@aws-sdk/client-s3";
import { defineStore } from "../../cloud.ts";

/** How an object is stored encrypted: reported, not done. */
export interface Encryption {
  algorithm: ServerSideEncryption;
  keyId?: string;
  bucketKey?: boolean;
}

export interface Checksum {
  algorithm: ChecksumAlgorithm;
  value: string;
  type: ChecksumType;
}

/** What a PutObject, CopyObject or CreateMultipartUpload says of an object besides its bytes. */
export interface ObjectDescription {
  headers: {
    ContentType: string;
    CacheControl?: string;
    ContentDisposition?: string;
    ContentEncoding?: string;
    ContentLanguage?: string;
    ExpiresString?: string;
    WebsiteRedirectLocation?: string;
  };
  metadata: Record<string, string>;
  tags: Tag[];
  encryption: Encryption;
  storageClass: StorageClass;
}

export interface StoredObject extends ObjectDescription {
  kind: "object";
  key: string;
  /** `null`, as text, where the bucket was not versioned when the object was written. */
  versionId: string;
  lastModified: Date;
  /** The blob's digest in `cloud.blobs`. */
  digest: string;
  size: number;
  /** Without its quotes. */
  etag: string;
  checksum: Checksum;
  /** The sizes of the parts that a multipart upload was made of. */
  parts?: number[];
}

interface DeleteMarker {
  kind: "delete-marker";
  key: string;
  versionId: string;
  lastModified: Date;
}

export type ObjectVersion = StoredObject | DeleteMarker;

export interface UploadedPart {
  digest: string;
  size: number;
  etag: string;
  checksum: Checksum;
  lastModified: Date;
}

export interface MultipartUpload extends ObjectDescription {
  id: string;
  key: string;
  initiated: Date;
  checksumAlgorithm?: ChecksumAlgorithm;
  checksumType: ChecksumType;
  parts: Record<string, UploadedPart>;
}

/** Since January 2023 every bucket encrypts with SSE-S3 unless told otherwise. */
export const DEFAULT_ENCRYPTION: ServerSideEncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
  BucketKeyEnabled: false,
};

export interface Bucket {
  name: string;
  accountId: string;
  region: string;
  created: Date;
  versioning?: "Enabled" | "Suspended";
  encryption: ServerSideEncryptionRule;
  ownership?: ObjectOwnership;
  publicAccessBlock?: PublicAccessBlockConfiguration;
  acl?: AccessControlPolicy;
  policy?: string;
  lifecycle?: BucketLifecycleConfiguration;
  logging?: LoggingEnabled;
  tags?: Tag[];
  /** Each key's versions, newest first, under `slot(key)`. */
  objects: Record<string, ObjectVersion[]>;
  uploads: Record<string, MultipartUpload>;
}

/** Bucket names are unique over all accounts, and so is the store. */
export const bucketsStore = defineStore<{ buckets: Record<string, Bucket> }>({
  name: "s3",
  scope: "cloud",
  create: () => ({ buckets: {} }),
});

/** The property under which a key's versions are kept: keys such as `__proto__` are allowed in S3. */
export const slot = (key: string): string => `/${key}`;

/** The versions of a key, newest first; not to be changed where there are none. */
export function versionsOf(bucket: Bucket, key: string): ObjectVersion[] {
  return bucket.objects[slot(key)] ?? [];
}
