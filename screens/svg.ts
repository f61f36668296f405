import type { IBufferCell, Terminal } from "@xterm/headless";

/** Pixels of one cell, and of the frame around them all. */
const CELL = { width: 8.4, height: 18 };
const FONT_SIZE = 14;
const MARGIN = 16;
/** Above the cells, for the window's three dots. */
const BAR = 28;

/**
 * The sixteen colours of a terminal, dark and light: the picture follows the reader's theme as a terminal does. Values
 * are chosen for contrast of at least 4.5 to 1 with the background (WCAG 2.2, 1.4.3).
 */
const PALETTES = {
  dark: {
    background: "#0d1117",
    foreground: "#e6edf3",
    dim: "#8d96a0",
    bar: "#30363d",
    colors: ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"],
  },
  light: {
    background: "#ffffff",
    foreground: "#1f2328",
    dim: "#59636e",
    bar: "#d1d9e0",
    colors: ["#24292f", "#cf222e", "#116329", "#7d4e00", "#0969da", "#8250df", "#1b7c83", "#57606a"],
  },
};

interface Look {
  color?: number;
  background?: number;
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
}

interface Run {
  column: number;
  columns: number;
  text: string;
  look: Look;
}

/**
 * A screen as a picture that scales, in the reader's light or dark theme. What it shows is in it as text as well, for
 * who cannot see it and for whoever compares two of them.
 */
export function svgOf(screen: Terminal, title: string, text: string): string {
  const width = Math.ceil(screen.cols * CELL.width + 2 * MARGIN);
  const height = Math.ceil(screen.rows * CELL.height + BAR + MARGIN);
  const rows = Array.from({ length: screen.rows }, (_, row) => rowOf(screen, row)).join("");
  const dots = [0, 1, 2]
    .map((dot) => `<circle class="dot" cx="${MARGIN + 6 + dot * 18}" cy="15" r="5"/>`)
    .join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>\n${escaped(text)}\n</desc>`,
    `<style>${style()}</style>`,
    `<rect class="bg" width="${width}" height="${height}" rx="8"/>${dots}`,
    `<g transform="translate(${MARGIN} ${BAR})" xml:space="preserve">${rows}\n</g>`,
    "</svg>\n",
  ].join("\n");
}

function style(): string {
  const of = ({ background, foreground, dim, bar, colors }: (typeof PALETTES)["dark"]) =>
    [
      `.bg{fill:${background}}.dot{fill:${bar}}text{fill:${foreground}}.d{fill:${dim}}.i{fill:${background}}.fb{fill:${foreground}}`,
      ...colors.map((color, index) => `.c${index}{fill:${color}}.b${index}{fill:${color}}`),
    ].join("");
  return [
    `text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}`,
    ".B{font-weight:700}.I{font-style:italic}.U{text-decoration:underline}",
    of(PALETTES.dark),
    `@media (prefers-color-scheme:light){${of(PALETTES.light)}}`,
  ].join("");
}

function rowOf(screen: Terminal, row: number): string {
  const y = row * CELL.height;
  return runsOf(screen, row)
    .map(({ column, columns, text, look }) => {
      const x = round(column * CELL.width);
      const width = round(columns * CELL.width);
      const fill = look.inverse ? (look.color === undefined ? "fb" : `b${look.color}`) : background(look);
      const box = fill
        ? `<rect class="${fill}" x="${x}" y="${round(y)}" width="${width}" height="${CELL.height}"/>`
        : "";
      if (text.trim() === "") return box && `\n${box}`;
      const names = classes(look);
      // With its length given, a font whose letters are narrower or wider keeps the columns.
      return `\n${box}<text${names && ` class="${names}"`} x="${x}" y="${round(y + FONT_SIZE)}" textLength="${width}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
    })
    .join("");
}

const background = ({ background }: Look): string => (background === undefined ? "" : `b${background}`);

const classes = (look: Look): string =>
  [
    look.inverse ? "i" : look.color !== undefined ? `c${look.color}` : look.dim ? "d" : "",
    look.bold && "B",
    look.italic && "I",
    look.underline && "U",
  ]
    .filter(Boolean)
    .join(" ");

/** Neighbours with the same look, as one; spaces at the end of a line are nothing to draw. */
function runsOf(screen: Terminal, row: number): Run[] {
  const line = screen.buffer.active.getLine(row);
  const runs: Run[] = [];
  for (let column = 0; line && column < screen.cols; column++) {
    const cell = line.getCell(column);
    // The second half of a wide character.
    if (!cell || cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const text = cell.getChars() || " ";
    const last = runs.at(-1);
    if (last && JSON.stringify(last.look) === JSON.stringify(look)) {
      last.text += text;
      last.columns += cell.getWidth();
    } else runs.push({ column, columns: cell.getWidth(), text, look });
  }
  return runs.map((run) => (isBoxed(run.look) ? run : trimmed(run))).filter(({ columns }) => columns > 0);
}

const isBoxed = ({ inverse, background }: Look): boolean => inverse || background !== undefined;

/** Without the spaces at both ends, which are one column each. */
function trimmed({ column, columns, text, look }: Run): Run {
  const before = text.length - text.trimStart().length;
  const after = text.trim() === "" ? 0 : text.length - text.trimEnd().length;
  return { column: column + before, columns: columns - before - after, text: text.trim(), look };
}

/** The bright eight are drawn as the eight. */
function lookOf(cell: IBufferCell): Look {
  return {
    color: cell.isFgPalette() ? cell.getFgColor() % 8 : undefined,
    background: cell.isBgPalette() ? cell.getBgColor() % 8 : undefined,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
