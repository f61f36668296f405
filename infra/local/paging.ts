import type { AwsError } from "./errors.ts";

/**
 * One page of a list that is in a steady order, and the token (AWS also says marker) of the page after it.
 * @param size how many items a page holds; the service has checked it against its own limits.
 * @param unknownToken the service's error for a token that none of its pages gave.
 */
export function pageOf<T>(
  items: readonly T[],
  size: number,
  token: string | undefined,
  unknownToken: () => AwsError,
): { items: T[]; next: string | undefined } {
  const start = token === undefined ? 0 : positionOf(token, unknownToken);
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? tokenAt(end) : undefined };
}

/** The token of a position in a list: opaque to clients, as AWS's are. */
export function tokenAt(position: number): string {
  return Buffer.from(`position:${position}`).toString("base64url");
}

/** The position that a token was made of. @throws what `unknownToken` makes, where it is no token of ours */
export function positionOf(token: string, unknownToken: () => AwsError): number {
  const [, position] = /^position:(\d+)$/.exec(Buffer.from(token, "base64url").toString()) ?? [];
  if (position === undefined) throw unknownToken();
  return Number(position);
}
