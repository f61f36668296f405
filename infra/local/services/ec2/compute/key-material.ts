import { createHash, createPublicKey, generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { AwsError } from "../../../errors.ts";

export type KeyType = "rsa" | "ed25519";

/** What EC2 keeps of a key pair, and for one that it made what it answers once. */
export interface KeyMaterial {
  type: KeyType;
  fingerprint: string;
  /** One line as in `authorized_keys`, without a comment. */
  publicKey: string;
}

const generate = promisify(generateKeyPair);

/** Makes a key pair: 2048-bit RSA as PKCS#1 PEM, or Ed25519 in OpenSSH's own format, as CreateKeyPair answers them. */
export async function newKey(type: KeyType): Promise<KeyMaterial & { privateKey: string }> {
  if (type === "rsa") {
    const { privateKey, publicKey } = await generate("rsa", { modulusLength: 2048 });
    const der = privateKey.export({ type: "pkcs8", format: "der" });
    return {
      type,
      // "Verify the fingerprint of your key pair" (EC2 user guide): SHA-1 of the private key for keys made by EC2.
      fingerprint: colons(createHash("sha1").update(der).digest("hex")),
      publicKey: sshLine(publicKey),
      privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString().trimEnd(),
    };
  }
  const { privateKey, publicKey } = await generate("ed25519", {});
  return {
    type,
    fingerprint: sha256Fingerprint(sshBlob(publicKey)),
    publicKey: sshLine(publicKey),
    privateKey: openSshPrivateKey(privateKey),
  };
}

/**
 * Reads a public key as ImportKeyPair takes it: an `authorized_keys` line, or PEM.
 * @throws AwsError `InvalidKey.Format`
 */
export function readPublicKey(material: Uint8Array): KeyMaterial {
  const text = Buffer.from(material).toString("utf8").trim();
  const key = parsePublicKey(text);
  if (key?.asymmetricKeyType === "rsa") {
    const der = key.export({ type: "spki", format: "der" });
    // The same page: MD5 of the public key for imported RSA keys.
    const fingerprint = colons(createHash("md5").update(der).digest("hex"));
    return { type: "rsa", fingerprint, publicKey: sshLine(key) };
  }
  if (key?.asymmetricKeyType === "ed25519") {
    return { type: "ed25519", fingerprint: sha256Fingerprint(sshBlob(key)), publicKey: sshLine(key) };
  }
  throw new AwsError("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
}

function parsePublicKey(text: string): KeyObject | undefined {
  try {
    if (text.startsWith("-----BEGIN")) return createPublicKey(text);
    const [, body = ""] = text.split(/\s+/);
    const [type, ...parts] = readStrings(Buffer.from(body, "base64"));
    if (type?.toString() === "ssh-rsa" && parts.length === 2) {
      const [e, n] = parts.map((part) => part.subarray(part[0] === 0 ? 1 : 0).toString("base64url"));
      return createPublicKey({ key: { kty: "RSA", e: e!, n: n! }, format: "jwk" });
    }
    if (type?.toString() === "ssh-ed25519" && parts[0]?.length === 32) {
      const x = parts[0].toString("base64url");
      return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    }
  } catch {
    // Not a key: answered like any other text that is none.
  }
  return undefined;
}

const colons = (hex: string): string => hex.match(/../g)!.join(":");

/** Unsure: whether EC2 keeps the padding that OpenSSH drops. */
const sha256Fingerprint = (blob: Uint8Array): string => createHash("sha256").update(blob).digest("base64");

function sshLine(key: KeyObject): string {
  return `ssh-${key.asymmetricKeyType} ${sshBlob(key).toString("base64")}`;
}

/** The wire form of a public key: RFC 4253 for RSA, RFC 8709 for Ed25519. */
function sshBlob(key: KeyObject): Buffer {
  const jwk = key.export({ format: "jwk" });
  const bytes = (part: string | undefined): Buffer => Buffer.from(part!, "base64url");
  return key.asymmetricKeyType === "rsa"
    ? Buffer.concat([string("ssh-rsa"), string(positive(bytes(jwk.e))), string(positive(bytes(jwk.n)))])
    : Buffer.concat([string("ssh-ed25519"), string(bytes(jwk.x))]);
}

/** An unencrypted `openssh-key-v1` (PROTOCOL.key of OpenSSH), padded to blocks of eight bytes. */
function openSshPrivateKey(key: KeyObject): string {
  const jwk = key.export({ format: "jwk" });
  const publicBytes = Buffer.from(jwk.x!, "base64url");
  const privateBytes = Buffer.from(jwk.d!, "base64url");
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    string("ssh-ed25519"),
    string(publicBytes),
    string(Buffer.concat([privateBytes, publicBytes])),
    string(""),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (secret.length % 8)) % 8));
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    string("none"),
    string("none"),
    string(""),
    number(1),
    string(Buffer.concat([string("ssh-ed25519"), string(publicBytes)])),
    string(Buffer.concat([secret, padding])),
  ]);
  const lines = body.toString("base64").match(/.{1,70}/g)!;
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----"].join("\n");
}

function number(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

const string = (value: string | Buffer): Buffer =>
  Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);

/** SSH's integers are signed: a leading one bit needs a zero byte before it. */
const positive = (bytes: Buffer): Buffer =>
  bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;

function readStrings(buffer: Buffer): Buffer[] {
  const strings: Buffer[] = [];
  for (let at = 0; at < buffer.length; ) {
    const end = at + 4 + buffer.readUInt32BE(at);
    if (end > buffer.length) throw new RangeError("The string goes beyond the end");
    strings.push(buffer.subarray(at + 4, end));
    at = end;
  }
  return strings;
}
