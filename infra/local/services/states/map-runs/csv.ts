/** How a field ends, as CSVDelimiter names it. */
export const DELIMITERS = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" } as const;

/**
 * The rows of a text delimited file, each a list of its fields; empty lines are none. Strings in double quotes may
 * hold delimiters and line breaks, and a quote that is written twice. A backslash escapes a backslash, a quote and
 * the delimiter; before anything else it is dropped. Source: Step Functions Developer Guide, "ItemReader (Map)".
 */
export function* parseCsv(text: string, delimiter: string): Generator<string[]> {
  let row: string[] = [];
  let field = "";
  let quoted = false;
  /** Whether the field, or a row of one field, is there although it may be empty. */
  let begun = false;
  const endField = () => {
    row.push(field);
    field = "";
    begun = false;
  };
  for (let i = text.startsWith("\uFEFF") ? 1 : 0; i < text.length; i++) {
    const char = text[i]!;
    const next = text[i + 1];
    if (char === "\\") {
      if (next === "\\" || next === '"' || next === delimiter) {
        field += next;
        i++;
      }
    } else if (quoted) {
      if (char !== '"') field += char;
      else if (next === '"') {
        field += char;
        i++;
      } else quoted = false;
    } else if (char === '"' && field === "" && !begun) {
      quoted = true;
      begun = true;
    } else if (char === delimiter) endField();
    else if (char === "\n" || char === "\r") {
      if (char === "\r" && next === "\n") i++;
      if (row.length === 0 && field === "" && !begun) continue;
      endField();
      yield row;
      row = [];
    } else field += char;
  }
  if (row.length === 0 && field === "" && !begun) return;
  endField();
  yield row;
}

/** A row as an item: a field for each header, empty where the row has none; what has no header is left out. */
export function csvItem(headers: readonly string[], row: readonly string[]): Record<string, string> {
  return Object.fromEntries(headers.map((header, i) => [header, row[i] ?? ""]));
}
