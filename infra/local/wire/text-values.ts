import { DecodeError } from "./http.ts";
import type { SimpleShape, TimestampFormat } from "./shapes.ts";

/** Reads a simple value from text: a query parameter, an XML element, a header. */
export function decodeText(shape: SimpleShape, text: string, where: string): unknown {
  switch (shape.kind) {
    case "number": {
      const number = Number(text);
      if (text.trim() === "" || Number.isNaN(number))
        throw new DecodeError(`Invalid value '${text}' for ${where}: a number is expected`);
      return number;
    }
    case "boolean":
      if (/^true$/i.test(text)) return true;
      if (/^false$/i.test(text)) return false;
      throw new DecodeError(`Invalid value '${text}' for ${where}: true or false is expected`);
    case "timestamp":
      return decodeTimestamp(text, where);
    case "blob":
      return decodeBase64(text, where);
    case "document":
      throw new DecodeError(`${where}: a document cannot be sent as text`);
    default:
      return text;
  }
}

/** Every format is taken where one is: AWS reads them leniently, and clients differ. */
export function decodeTimestamp(value: string | number, where: string): Date {
  const seconds =
    typeof value === "number" ? value : /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  const date = new Date(seconds === undefined ? value : seconds * 1000);
  if (Number.isNaN(date.getTime()))
    throw new DecodeError(`Invalid value '${value}' for ${where}: a time is expected`);
  return date;
}

export function decodeBase64(text: string, where: string): Uint8Array {
  const trimmed = text.replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(trimmed)) throw new DecodeError(`${where} is not valid base64`);
  return plainBytes(Buffer.from(trimmed, "base64"));
}

/** Writes a simple value as text; `format` is the protocol's for time stamps that the model leaves open. */
export function encodeText(shape: SimpleShape, value: unknown, format: TimestampFormat): string {
  if (value instanceof Date) return encodeTimestamp(value, shape.format ?? format);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return String(value);
}

function encodeTimestamp(date: Date, format: TimestampFormat): string {
  switch (format) {
    case "date-time":
      return date.toISOString();
    case "http-date":
      return date.toUTCString();
    case "epoch-seconds":
      return String(date.getTime() / 1000);
  }
}

/** The same bytes as a Uint8Array and no Buffer, so that what handlers and stores see does not depend on who sent it. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
