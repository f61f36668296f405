import { createHash } from "node:crypto";
import { AwsError } from "../errors.ts";
import { verifiedChecksum } from "../services/s3/checksums.ts";
import type { WireRequest } from "./http.ts";

/**
 * The request with its body as it is meant: out of its aws-chunked frames, the trailers among the headers, and
 * checked against the hash that the client signed. JS streams are sent so, and everything that the JS SDK or boto3
 * sums in a trailer. Source: "Signature Calculations … Transferring Payload in Multiple Chunks", S3 API reference.
 */
export function decodeS3Body(request: WireRequest): WireRequest {
  const hash = request.headers["x-amz-content-sha256"] ?? "";
  if (/^[0-9a-f]{64}$/.test(hash)) checkHash(hash, request.body);
  const encodings = (request.headers["content-encoding"] ?? "").split(",").map((encoding) => encoding.trim());
  if (!hash.startsWith("STREAMING-") && !encodings.includes("aws-chunked")) return request;

  const { body, trailers } = decodeChunks(request.body);
  const announced = request.headers["x-amz-decoded-content-length"];
  if (announced !== undefined && Number(announced) !== body.length)
    throw new AwsError(
      "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header",
    );
  const headers: Record<string, string> = {
    ...request.headers,
    ...trailers,
    "content-length": String(body.length),
  };
  // What is stored is the object's own encoding: aws-chunked is how it travelled.
  const own = encodings.filter((encoding) => encoding !== "" && encoding !== "aws-chunked").join(",");
  if (own) headers["content-encoding"] = own;
  else delete headers["content-encoding"];
  return { ...request, headers, body };
}

function checkHash(hash: string, body: Uint8Array): void {
  const computed = createHash("sha256").update(body).digest("hex");
  if (computed !== hash)
    throw new AwsError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      { ClientComputedContentSHA256: hash, S3ComputedContentSHA256: computed },
    );
}

/**
 * Checks a document, such as DeleteObjects' list, against the sums that came with it. Objects and parts are checked
 * by their handlers, which keep the sum.
 * @throws AwsError `BadDigest`, `InvalidDigest`
 */
export function checkDocumentSums(request: WireRequest): void {
  const sums = Object.entries(request.headers).flatMap(([name, value]) => {
    const algorithm = /^x-amz-checksum-([a-z0-9]+)$/.exec(name)?.[1]?.toUpperCase();
    return algorithm && SUMMABLE.has(algorithm) ? [[`Checksum${algorithm}`, value]] : [];
  });
  const md5 = request.headers["content-md5"];
  if (sums.length === 0 && md5 === undefined) return;
  verifiedChecksum(request.body, { ...Object.fromEntries(sums), ContentMD5: md5 });
}

/** The algorithms that can be computed here; a document summed otherwise is taken unchecked. */
const SUMMABLE = new Set(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5"]);

/** `SIZE[;chunk-signature=…]\r\n BYTES \r\n … 0\r\n trailer:value\r\n \r\n`. Signatures are not verified. */
function decodeChunks(encoded: Uint8Array): { body: Uint8Array; trailers: Record<string, string> } {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const chunks: Buffer[] = [];
  let position = 0;
  const line = (): string => {
    const end = bytes.indexOf("\r\n", position);
    if (end < 0) throw incomplete();
    const text = bytes.toString("latin1", position, end);
    position = end + 2;
    return text;
  };
  for (;;) {
    const size = /^([0-9a-fA-F]+)(;.*)?$/.exec(line())?.[1];
    if (size === undefined) throw incomplete();
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    if (position + length + 2 > bytes.length) throw incomplete();
    chunks.push(bytes.subarray(position, position + length));
    position += length;
    if (line() !== "") throw incomplete();
  }
  const trailers: Record<string, string> = {};
  while (position < bytes.length) {
    const text = line();
    const colon = text.indexOf(":");
    if (colon > 0) trailers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
  }
  return { body: Buffer.concat(chunks), trailers };
}

const incomplete = () => new AwsError("IncompleteBody", "The request body terminated unexpectedly", 400);
