import type { Line, Span } from "../../text/text.ts";
import { COLORS } from "../../theme.ts";
import type { Matrix, MatrixCell, MatrixRow } from "./layout.ts";

/** The matrix as it was laid out: a line each for zones, heads and rows. */
export const matrixLines = ({ zones, corner, heads, rows }: Matrix): Line[] => [
  ...(zones === undefined ? [] : [{ spans: [{ text: zones, dim: true }] }]),
  {
    spans: [
      { text: corner, dim: true },
      ...heads.map(({ text, selected }) => ({ text, bold: selected, underline: selected })),
    ],
  },
  ...rows.map(rowLine),
];

function rowLine({ label, heading, selected, cells }: MatrixRow): Line {
  if (heading) return { spans: [{ text: label, dim: true }] };
  const name = label.trimEnd();
  return {
    spans: [
      { text: name, bold: selected, underline: selected },
      { text: " ".repeat(label.length - name.length) },
      ...cells.map(cellSpan),
    ],
  };
}

const cellSpan = ({ text, look, selected }: MatrixCell): Span => ({
  text,
  inverse: selected,
  bold: selected || look === "changed",
  dim: !selected && look === "closed",
  color: look === "changed" ? COLORS.busy : undefined,
});
