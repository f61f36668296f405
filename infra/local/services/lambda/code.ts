import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { bytesOfAnswer } from "../s3/body.ts";
import { invalidParameter, notImplemented } from "./errors.ts";
import type { FunctionVersion } from "./store.ts";

/** Where a deployment package comes from; CreateFunction and UpdateFunctionCode share these members. */
export interface CodeSource {
  ZipFile?: unknown;
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
  ImageUri?: string;
  SourceKMSKeyArn?: string;
}

/** Source: "Lambda quotas". */
const MAX_UNZIPPED = 262_144_000;

/**
 * Fetches, checks and keeps a deployment package.
 * @throws AwsError `InvalidParameterValueException` in Lambda's words where there is none or it cannot be read.
 */
export async function storeCode(call: Call, source: CodeSource): Promise<FunctionVersion["code"]> {
  if (source.ImageUri !== undefined) throw notImplemented("container images");
  if (source.SourceKMSKeyArn !== undefined) throw notImplemented("SourceKMSKeyArn");
  const zip = await fetchZip(call, source);
  checkZip(zip);
  return {
    digest: await call.cloud.blobs.put(zip),
    sha256: createHash("sha256").update(zip).digest("base64"),
    size: zip.length,
  };
}

async function fetchZip(call: Call, source: CodeSource): Promise<Uint8Array> {
  if (source.ZipFile !== undefined) {
    if (source.S3Bucket !== undefined || source.S3Key !== undefined)
      throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
    if (!(source.ZipFile instanceof Uint8Array)) throw invalidParameter("ZipFile must be bytes");
    return source.ZipFile;
  }
  if (source.S3Bucket === undefined || source.S3Key === undefined)
    throw invalidParameter("Please provide a source for function code.");
  try {
    const { Body } = await call.invoke("s3", "GetObject", {
      Bucket: source.S3Bucket,
      Key: source.S3Key,
      VersionId: source.S3ObjectVersion,
    });
    return bytesOfAnswer(Body);
  } catch (error) {
    if (!AwsError.is(error)) throw error;
    if (error.code === "AccessDenied")
      throw new AwsError(
        "AccessDeniedException",
        `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${source.S3Bucket}/${source.S3Key}. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
        403,
        { Type: "User" },
      );
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

/** The central directory tells names and sizes; nothing is inflated here. */
function checkZip(zip: Uint8Array): void {
  let files = 0;
  let size = 0;
  try {
    unzipSync(zip, {
      filter: (file) => {
        files++;
        size += file.originalSize;
        return false;
      },
    });
  } catch {
    throw invalidParameter(
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
    );
  }
  if (files === 0) throw invalidParameter("Uploaded file must be a non-empty zip");
  if (size >= MAX_UNZIPPED)
    throw invalidParameter(`Unzipped size must be smaller than ${MAX_UNZIPPED} bytes`);
}
