/** Those that would show the sequence as text: no screen of characters that one can click on. */
const PLAIN_TERMINALS = /^(dumb|linux|cons25|vt\d+)$/;

/** Whether links may be sent. Terminals that know none leave them out; FORCE_HYPERLINK=0 is for one that does not. */
const canLink = ({ TERM = "", FORCE_HYPERLINK }: NodeJS.ProcessEnv): boolean =>
  FORCE_HYPERLINK === undefined ? !PLAIN_TERMINALS.test(TERM) : FORCE_HYPERLINK !== "0";

/** A text that leads somewhere (OSC 8). The address is in it once more for those who cannot click. */
export const hyperlink = (text: string, href: string, env: NodeJS.ProcessEnv = process.env): string =>
  canLink(env) ? `\x1b]8;;${href}\x07${text}\x1b]8;;\x07` : text;
