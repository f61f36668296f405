import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ChecksumAlgorithm } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import { notImplemented } from "./errors.ts";
import type { Checksum } from "./store.ts";

/** CRC-32C (Castagnoli), reflected polynomial. */
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC32C_TABLE[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

/** CRC-64/NVME, reflected polynomial 0x9a6c9329ac4bc9b5, in two halves because BigInt would be far slower. */
const CRC64_HIGH = new Uint32Array(256);
const CRC64_LOW = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (odd) {
      high ^= 0x9a6c9329;
      low ^= 0xac4bc9b5;
    }
  }
  CRC64_HIGH[byte] = high;
  CRC64_LOW[byte] = low;
}

function crc64nvme(bytes: Uint8Array): Buffer {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ CRC64_LOW[index]!;
    high = (high >>> 8) ^ CRC64_HIGH[index]!;
  }
  const digest = Buffer.alloc(8);
  digest.writeUInt32BE((high ^ 0xffffffff) >>> 0, 0);
  digest.writeUInt32BE((low ^ 0xffffffff) >>> 0, 4);
  return digest;
}

function uint32(value: number): Buffer {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(value);
  return digest;
}

const ALGORITHMS: Partial<Record<ChecksumAlgorithm, (bytes: Uint8Array) => Buffer>> = {
  CRC32: (bytes) => uint32(crc32(bytes)),
  CRC32C: (bytes) => uint32(crc32c(bytes)),
  CRC64NVME: crc64nvme,
  MD5: (bytes) => createHash("md5").update(bytes).digest(),
  SHA1: (bytes) => createHash("sha1").update(bytes).digest(),
  SHA256: (bytes) => createHash("sha256").update(bytes).digest(),
  SHA512: (bytes) => createHash("sha512").update(bytes).digest(),
};

/** The members of requests and answers that carry a checksum's value. */
export interface ChecksumMembers {
  ChecksumCRC32?: string;
  ChecksumCRC32C?: string;
  ChecksumCRC64NVME?: string;
  ChecksumMD5?: string;
  ChecksumSHA1?: string;
  ChecksumSHA256?: string;
  ChecksumSHA512?: string;
  ChecksumXXHASH64?: string;
  ChecksumXXHASH3?: string;
  ChecksumXXHASH128?: string;
}

const NAMES: readonly ChecksumAlgorithm[] = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "MD5",
  "SHA1",
  "SHA256",
  "SHA512",
  "XXHASH64",
  "XXHASH3",
  "XXHASH128",
];

/** A checksum in base64. */
export function digestOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const digest = ALGORITHMS[algorithm];
  if (!digest) throw notImplemented(`x-amz-checksum-${algorithm.toLowerCase()}`);
  return digest(bytes).toString("base64");
}

/** The checksum that a request gives a value for. */
export function givenChecksum(
  members: ChecksumMembers,
): { algorithm: ChecksumAlgorithm; value: string } | undefined {
  for (const algorithm of NAMES) {
    const value = members[`Checksum${algorithm}`];
    if (value !== undefined) return { algorithm, value };
  }
  return undefined;
}

/**
 * The checksum to store with uploaded bytes: the one that the client gave, checked; else one of the algorithm
 * that it named; else CRC64NVME, which S3 adds by itself. Source: "Checking object integrity", S3 User Guide.
 * @throws AwsError `BadDigest` where the bytes are not those that the client summed; `InvalidDigest`.
 */
export function verifiedChecksum(
  bytes: Uint8Array,
  input: ChecksumMembers & { ChecksumAlgorithm?: ChecksumAlgorithm; ContentMD5?: string },
): Checksum {
  if (input.ContentMD5 !== undefined) {
    const md5 = Buffer.from(input.ContentMD5, "base64");
    if (md5.length !== 16)
      throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.", 400, {
        "Content-MD5": input.ContentMD5,
      });
    if (!md5.equals(createHash("md5").update(bytes).digest()))
      throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  const given = givenChecksum(input);
  const algorithm = given?.algorithm ?? input.ChecksumAlgorithm ?? "CRC64NVME";
  const value = digestOf(algorithm, bytes);
  if (given && given.value !== value)
    throw new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
  return { algorithm, value, type: "FULL_OBJECT" };
}

/** A stored checksum as members of an answer. */
export function checksumMembers(checksum: Checksum): ChecksumMembers {
  return { [`Checksum${checksum.algorithm}`]: checksum.value };
}
