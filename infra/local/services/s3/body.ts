import type { GetObjectCommandOutput, PutObjectCommandInput } from "@aws-sdk/client-s3";

/** The bytes of a request's body: the wire layer has read the stream; callers inside the account may send text. */
export function bytesOfBody(body: PutObjectCommandInput["Body"]): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError("The body of an S3 request must have been read before its handler is called");
}

/** Bytes as a response's body. The SDK types it as its client hands it out, a stream; inside it is bytes. */
export function bodyOfBytes(bytes: Uint8Array): GetObjectCommandOutput["Body"] {
  return bytes as unknown as GetObjectCommandOutput["Body"];
}

/** The bytes of GetObject's answer, for services that call it inside the account. */
export function bytesOfAnswer(body: GetObjectCommandOutput["Body"]): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new TypeError("GetObject inside the account answers bytes");
}
