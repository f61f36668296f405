import type { Readable } from "node:stream";

/** A request as the codecs see it: the URL left raw, because S3 keys may hold `..`, `//` and encoded slashes. */
export interface WireRequest {
  method: string;
  /** The path as it was sent: not decoded, not normalised. */
  path: string;
  query: QueryParameter[];
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A decoded query parameter; `value` is undefined for a bare name such as `?location`. */
export interface QueryParameter {
  name: string;
  value: string | undefined;
}

/** A response as the codecs make it. */
export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string | Readable;
}

/** What was sent cannot be decoded; each protocol answers it in its own words. */
export class DecodeError extends Error {}

/** Splits a raw URL into its path and decoded query. A `+` in a query is a space, as in HTML forms. */
export function parseUrl(url: string): { path: string; query: QueryParameter[] } {
  const mark = url.indexOf("?");
  if (mark < 0) return { path: url, query: [] };
  return { path: url.slice(0, mark), query: parseQuery(url.slice(mark + 1)) };
}

export function parseQuery(text: string): QueryParameter[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      if (equals < 0) return { name: decodeForm(pair), value: undefined };
      return { name: decodeForm(pair.slice(0, equals)), value: decodeForm(pair.slice(equals + 1)) };
    });
}

/** Decodes one segment of a path. */
export function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DecodeError(`Malformed percent-encoding in ${text}`);
  }
}

function decodeForm(text: string): string {
  return decodeSegment(text.replaceAll("+", " "));
}
