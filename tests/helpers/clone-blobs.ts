import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import type { Cloud } from "../../infra/local/cloud.ts";
import { digestOf } from "../../infra/local/services/s3/checksums.ts";
import type { Checksum, StoredObject } from "../../infra/local/services/s3/store.ts";
import { type Stencil, textStencil, type Words } from "./stencil.ts";

/** What of an account's stores is not its words in plain text: bytes that are kept elsewhere, and what is compressed. */
export interface ClonedBlobs {
  /** Puts a copy's blobs into the cloud. Before its stores are copied. */
  copy(copy: Words): Promise<void>;
  /** The stencil of what speaks of a blob or is packed; undefined for all else. */
  special(value: object | string, inner: (value: unknown) => Stencil<unknown>): Stencil<unknown> | undefined;
}

/**
 * Finds the blobs that a value speaks of and that have words of its account in them.
 *
 * @param options.compressed whether to look into gzipped ones, or to let the copies share them
 */
export async function blobsIn(
  cloud: Cloud,
  value: object,
  words: RegExp,
  { compressed }: { compressed: boolean },
): Promise<ClonedBlobs> {
  const found = new Map<string, Stencil<Buffer>>();
  for (const digest of digestsIn(value)) {
    const bytes = await cloud.blobs.get(digest).catch(() => undefined);
    if (!bytes || (isGzipped(bytes) && !compressed)) continue;
    const stencil = bytesStencil(Buffer.from(bytes), words);
    if (stencil) found.set(digest, stencil);
  }
  const made = new WeakMap<Words, Map<string, Buffer>>();
  return {
    async copy(copy) {
      const blobs = new Map<string, Buffer>();
      made.set(copy, blobs);
      for (const [digest, stencil] of found) {
        blobs.set(digest, stencil(copy));
        copy.set(digest, await cloud.blobs.put(blobs.get(digest)!));
      }
    },
    special(value, inner) {
      if (typeof value === "string") return found.has(value) ? (copy) => copy.of(value) : undefined;
      if (isPacked(value)) {
        const { packed, ...rest } = value;
        const outside = inner(rest);
        const text = textStencil(inflateSync(Buffer.from(packed, "base64")).toString(), words);
        return (copy) => ({
          ...(outside(copy) as object),
          packed: deflateSync(text(copy)).toString("base64"),
        });
      }
      if (!isStoredObject(value) || !found.has(value.digest)) return undefined;
      const { digest, etag: _, size: __, checksum, ...rest } = value;
      const described = inner(rest);
      return (copy) => ({
        ...(described(copy) as object),
        digest: copy.of(digest),
        ...measured(made.get(copy)!.get(digest)!, checksum),
      });
    },
  };
}

/** Everything that looks like a blob's name. */
function* digestsIn(value: unknown): Generator<string> {
  if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) yield value;
  if (typeof value === "object" && value !== null)
    for (const one of Object.values(value)) yield* digestsIn(one);
}

/** A stencil of a blob that is text, gzipped or not, with such words; undefined for all others, which copies share. */
function bytesStencil(bytes: Buffer, words: RegExp): Stencil<Buffer> | undefined {
  const gzipped = isGzipped(bytes);
  const plain = gzipped ? gunzipSync(bytes) : bytes;
  if (!isUtf8(plain)) return undefined;
  const text = plain.toString();
  if (text.search(words) < 0) return undefined;
  const stencil = textStencil(text, words);
  return (copy) => (gzipped ? gzipSync(stencil(copy)) : Buffer.from(stencil(copy)));
}

const isGzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What S3 says of an object's bytes. */
function measured(
  bytes: Buffer,
  { algorithm, type }: Checksum,
): Pick<StoredObject, "size" | "etag" | "checksum"> {
  return {
    size: bytes.length,
    etag: createHash("md5").update(bytes).digest("hex"),
    checksum: { algorithm, type, value: digestOf(algorithm, bytes) },
  };
}

const isPacked = (value: object): value is { packed: string } =>
  "packed" in value && typeof value.packed === "string";

const isStoredObject = (value: object): value is StoredObject => "kind" in value && value.kind === "object";
