/** AWS's names for credentials that are not, or no longer, of an account; each protocol has its own. */
const NAMES: readonly string[] = [
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "AuthFailure",
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
];

/**
 * Whether AWS refused whoever called, and not what they asked for: no other call will be answered either until somebody
 * signs in anew. The local account says so where its port has become another's.
 */
export const isIdentityRefused = (error: unknown): boolean =>
  error instanceof Error && NAMES.includes(error.name);
