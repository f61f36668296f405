/** A word that bash and zsh take as it is. */
export const posixQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A word that fish takes as it is. */
export const fishQuote = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
