/** A place in a document: lines and columns count from one. */
export interface Position {
  Line: number;
  Column: number;
}

/** Where each statement of a policy document begins and ends, in their order. The document is valid JSON. */
export function statementPositions(document: string): { start: Position; end: Position }[] {
  const positions: { start: Position; end: Position }[] = [];
  const open: string[] = [];
  let key = "";
  let start: number | undefined;
  // Strings whole, so that braces inside them do not count.
  for (const { 0: token, index } of document.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    const shape = open.join("");
    if (token.startsWith('"')) {
      if (shape === "{") key = JSON.parse(token);
    } else if (token === "{" || token === "[") {
      if (token === "{" && key === "Statement" && (shape === "{" || shape === "{[")) start = index;
      open.push(token);
    } else {
      open.pop();
      const outside = open.join("");
      if (token === "}" && start !== undefined && (outside === "{" || outside === "{[")) {
        positions.push({ start: at(document, start), end: at(document, index + 1) });
        start = undefined;
      }
    }
  }
  return positions;
}

function at(document: string, index: number): Position {
  const lines = document.slice(0, index).split("\n");
  return { Line: lines.length, Column: lines.at(-1)!.length + 1 };
}
