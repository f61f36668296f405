import { createHash, randomBytes } from "node:crypto";
import type { Call } from "../../service.ts";
import { type Bucket, bucketsStore, slot } from "../s3/store.ts";
import type { FunctionRecord, FunctionVersion } from "./store.ts";

/** The account in which Lambda keeps packages. On AWS it is Lambda's own as well, one a Region. */
const LAMBDA_ACCOUNT = "999999999999";

/** Lambda's URLs to a package are good for ten minutes. */
const EXPIRES_SECONDS = 600;

/** Lambda's own bucket of a Region: nobody else's account lists it. */
function snapshotsBucket(call: Call): Bucket {
  const name = `awslambda-${call.region}-tasks`;
  const { buckets } = call.store(bucketsStore);
  buckets[name] ??= {
    name,
    accountId: LAMBDA_ACCOUNT,
    region: call.region,
    created: call.cloud.clock.now(),
    encryption: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
    ownership: "BucketOwnerEnforced",
    objects: {},
    uploads: {},
  };
  return buckets[name];
}

/**
 * A presigned URL, on the account's own endpoint, from which the deployment package can be downloaded as on AWS.
 * The package is the same blob; the object is made when somebody asks for it.
 */
export function codeLocation(call: Call, record: FunctionRecord, version: FunctionVersion): string {
  const bucket = snapshotsBucket(call);
  const now = call.cloud.clock.now();
  const { digest, sha256, size } = version.code;
  const key = `snapshots/${call.accountId}/${record.name}-${digest.slice(0, 32)}`;
  bucket.objects[slot(key)] = [
    {
      kind: "object",
      key,
      versionId: "null",
      lastModified: now,
      digest,
      size,
      etag: createHash("md5").update(digest).digest("hex"),
      checksum: { algorithm: "SHA256", value: sha256, type: "FULL_OBJECT" },
      headers: { ContentType: "application/zip" },
      metadata: {},
      tags: [],
      encryption: { algorithm: "AES256" },
      storageClass: "STANDARD",
    },
  ];
  const date = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Date": date,
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Expires": String(EXPIRES_SECONDS),
    "X-Amz-Credential": `${LAMBDA_ACCOUNT}/${date.slice(0, 8)}/${call.region}/s3/aws4_request`,
    "X-Amz-Signature": randomBytes(32).toString("hex"),
  });
  return `${call.cloud.endpoint}/${bucket.name}/${key}?${query}`;
}
