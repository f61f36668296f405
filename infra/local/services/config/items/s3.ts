import type { Bucket, Grant, Owner } from "@aws-sdk/client-s3";
import { AwsError } from "../../../errors.ts";
import { allPages, type Json, type Reader, type Resource, tagMap } from "./resource.ts";
import { plain } from "./template.ts";

/** The Region's buckets. Their settings are supplementary; the configuration itself is a name, an owner and a date. */
export async function readBuckets(reader: Reader): Promise<Resource[]> {
  const pages = await allPages(async (ContinuationToken) => {
    const page = await reader.ask("s3", "ListBuckets", { BucketRegion: reader.region, ContinuationToken });
    return { items: page.Buckets, next: page.ContinuationToken };
  });
  const buckets = await Promise.all(pages.map((bucket) => readBucket(reader, bucket)));
  return buckets.flatMap((bucket) => bucket ?? []);
}

async function readBucket({ ask }: Reader, bucket: Bucket): Promise<Resource | undefined> {
  const input = { Bucket: bucket.Name! };
  const [acl, policy, versioning, encryption, block, tagging, lifecycle] = await Promise.all([
    ifSet(ask("s3", "GetBucketAcl", input)),
    ifSet(ask("s3", "GetBucketPolicy", input)),
    ifSet(ask("s3", "GetBucketVersioning", input)),
    ifSet(ask("s3", "GetBucketEncryption", input)),
    ifSet(ask("s3", "GetPublicAccessBlock", input)),
    ifSet(ask("s3", "GetBucketTagging", input)),
    ifSet(ask("s3", "GetBucketLifecycleConfiguration", input)),
  ]);
  // Deleted while we read.
  if (!acl) return undefined;
  const tags = tagMap(tagging?.TagSet);
  const supplementary: Record<string, Json | undefined> = {
    // Observed: this one is a text inside the text.
    AccessControlList: JSON.stringify(accessControlList(acl.Owner, acl.Grants ?? [])),
    BucketAccelerateConfiguration: { status: null },
    BucketLoggingConfiguration: { destinationBucketName: null, logFilePrefix: null },
    BucketNotificationConfiguration: { configurations: {} },
    BucketPolicy: { policyText: policy?.Policy ?? null },
    BucketVersioningConfiguration: { status: versioning?.Status ?? "Off", isMfaDeleteEnabled: null },
    IsRequesterPaysEnabled: false,
    ServerSideEncryptionConfiguration: encryption && serverSideEncryption(encryption),
    PublicAccessBlockConfiguration: block && plain(block.PublicAccessBlockConfiguration),
    BucketTaggingConfiguration: Object.keys(tags).length > 0 ? { tagSets: [{ tags }] } : undefined,
    BucketLifecycleConfiguration: lifecycle && { rules: plain(lifecycle.Rules) },
  };
  return {
    type: "AWS::S3::Bucket",
    id: bucket.Name!,
    name: bucket.Name!,
    arn: `arn:aws:s3:::${bucket.Name}`,
    zone: "Regional",
    created: bucket.CreationDate,
    tags,
    relationships: [],
    configuration: {
      name: bucket.Name!,
      owner: owner(acl.Owner),
      creationDate: bucket.CreationDate?.toISOString() ?? null,
    },
    supplementary: Object.fromEntries(
      Object.entries(supplementary).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, JSON.stringify(value)]],
      ),
    ),
  };
}

/** S3 answers an error for most settings that a bucket does not have. */
async function ifSet<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (AwsError.is(error)) return undefined;
    throw error;
  }
}

const owner = (of: Owner | undefined): Json => ({ displayName: of?.DisplayName ?? null, id: of?.ID ?? null });

/** In the spelling of the first AWS SDK for Java, which Config has kept. */
const PERMISSIONS: Record<string, string> = {
  FULL_CONTROL: "FullControl",
  READ: "Read",
  READ_ACP: "ReadAcp",
  WRITE: "Write",
  WRITE_ACP: "WriteAcp",
};

const GROUP = "http://acs.amazonaws.com/groups/";

function accessControlList(of: Owner | undefined, grants: readonly Grant[]): Json {
  return {
    grantSet: null,
    grantList: grants.map(({ Grantee, Permission = "" }) => ({
      grantee: Grantee?.URI?.startsWith(GROUP)
        ? Grantee.URI.slice(Grantee.URI.lastIndexOf("/") + 1)
        : { id: Grantee?.ID ?? null, displayName: Grantee?.DisplayName ?? null },
      permission: PERMISSIONS[Permission] ?? Permission,
    })),
    owner: owner(of),
    isRequesterCharged: false,
  };
}

function serverSideEncryption({
  ServerSideEncryptionConfiguration: configuration,
}: {
  ServerSideEncryptionConfiguration?: {
    Rules?: {
      ApplyServerSideEncryptionByDefault?: { SSEAlgorithm?: string; KMSMasterKeyID?: string };
      BucketKeyEnabled?: boolean;
    }[];
  };
}): Json {
  return {
    rules: (configuration?.Rules ?? []).map((rule) => ({
      applyServerSideEncryptionByDefault: {
        sseAlgorithm: rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? null,
        kmsMasterKeyID: rule.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID ?? null,
      },
      bucketKeyEnabled: rule.BucketKeyEnabled ?? false,
    })),
  };
}
