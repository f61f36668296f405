import { AwsError } from "../../errors.ts";

/** Whether a message matches a filter pattern. */
export type MessageFilter = (message: string) => boolean;

/**
 * Parses a filter pattern of terms: all of the plain ones must occur, one at least of those with `?`, and none of
 * those with `-`; a term in quotes may hold anything (CloudWatch Logs User Guide, "Filter pattern syntax for
 * unstructured logs"). Terms are case-sensitive. Without a pattern everything matches.
 * @throws AwsError `InvalidParameterException`; `NotImplemented` for patterns of JSON, of columns and of expressions.
 */
export function parseFilterPattern(pattern = ""): MessageFilter {
  const text = pattern.trim();
  if (/^[{[]/.test(text) || text.includes("%"))
    throw new AwsError(
      "NotImplemented",
      "The local account knows filter patterns of terms only, not of JSON, of columns or of expressions.",
      501,
    );
  const all: string[] = [];
  const any: string[] = [];
  const none: string[] = [];
  const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([\w.:/@#$&+=,;!'*()<>-]+))(?=\s|$)/y;
  while (term.lastIndex < text.length) {
    const match = term.exec(text);
    if (!match) throw new AwsError("InvalidParameterException", "Invalid filter pattern");
    const [, sign, quoted, plain] = match;
    const wanted = quoted?.replace(/\\(.)/g, "$1") ?? plain!;
    (sign === "?" ? any : sign === "-" ? none : all).push(wanted);
  }
  return (message) =>
    all.every((wanted) => message.includes(wanted)) &&
    (any.length === 0 || any.some((wanted) => message.includes(wanted))) &&
    !none.some((wanted) => message.includes(wanted));
}
