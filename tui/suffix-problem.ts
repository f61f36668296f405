import { nameSuffix } from "../workflows/contract.ts";

/** As many characters as `nameSuffix` takes. */
const LONGEST = 41;

/** What is wrong with a suffix of bucket names, in a short sentence; nothing where it is as S3 and we want it. */
export function suffixProblem(suffix: string): string | undefined {
  const parsed = nameSuffix.safeParse(suffix);
  if (parsed.success) return undefined;
  if (suffix === "") return "At least one letter or digit is needed.";
  const [odd] = suffix.match(/[^a-z0-9-]/) ?? [];
  if (odd !== undefined) return `${about(odd)} Lower-case letters, digits and hyphens are.`;
  if (suffix.length > LONGEST) return `${suffix.length} characters are too many: at most ${LONGEST}.`;
  if (/^-|-$/.test(suffix)) return "It begins and ends with a letter or a digit.";
  return parsed.error.issues[0]!.message;
}

function about(character: string): string {
  if (/[A-Z]/.test(character)) return `A capital "${character}" is not allowed.`;
  if (character === ".") return "A dot is not allowed: it breaks TLS to the bucket.";
  return character === " " ? "A space is not allowed." : `"${character}" is not allowed.`;
}
