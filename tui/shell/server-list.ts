import { indent, type Line, wrap } from "../text/text.ts";
import type { Server } from "./shell.ts";

/** The servers to choose from, the selected one in sight, however few lines there are. */
export function serverLines(
  servers: readonly Server[],
  selected: number,
  width: number,
  height: number,
): Line[] {
  const first = Math.max(0, Math.min(selected - height + 1, servers.length - height));
  return servers.slice(first, first + height).map(({ id, name }, row) => {
    const isSelected = first + row === selected;
    const [line] = wrap(
      [
        { text: name, bold: isSelected },
        { text: `  ${id}`, dim: true },
      ],
      width - 2,
    );
    return indent(line!, isSelected ? "› " : "  ");
  });
}
