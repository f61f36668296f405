/** As much as a reader takes in, and a plan with many things in it can carry. */
const LONGEST = 200;

/**
 * The settings of a thing as the ledger keeps them, JSON, for a reader: `enabled true, frequency FIFTEEN_MINUTES`. What
 * is nested is named by its path, and what is longer than a few lines is cut off.
 */
export function settingsInWords(settings: string): string {
  const words = leaves(JSON.parse(settings)).join(", ");
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST - 1).trimEnd()}…`;
}

function leaves(value: unknown, path = ""): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one !== "object"))
    return [[path, value.join(" ")].join(" ").trim()];
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
  return [`${path} ${String(value)}`.trim()];
}
