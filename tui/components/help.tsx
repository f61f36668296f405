import { type Binding, shownKeys } from "../keys/binding.ts";
import { searching } from "../keys/search-bindings.ts";
import { everywhere } from "../keys/shared-bindings.ts";
import type { Frame, Screen, View } from "../screens/screen.ts";
import { commandLines } from "../text/command-lines.ts";
import { EMPTY_LINE, type Line, wrap } from "../text/text.ts";
import { Page, scrollLimit } from "./page.tsx";

const KEYS_WIDTH = 12;

/** A page over a screen: every key of it, whether or not it means something at the moment. */
export function helpView(screen: Screen, { state, session, width, height }: Frame): View {
  const lines = helpLines(screen, session?.place.shellCommand, width);
  const limits = { page: scrollLimit(lines, height), panel: 0 };
  return {
    body: <Page lines={lines} scroll={Math.min(state.helpScroll, limits.page)} height={height} />,
    lines,
    limits,
    scrollHeight: height,
  };
}

function helpLines(screen: Screen, shellCommand: string | undefined, width: number): Line[] {
  const own = screen.bindings.toSorted((a, b) => Number(a.aside ?? false) - Number(b.aside ?? false));
  return [
    ...keysInWords(screen.title, [...own, ...searching, ...everywhere], width),
    ...(shellCommand
      ? [
          EMPTY_LINE,
          ...wrap([{ text: "The AWS CLI, in a second terminal", bold: true }], width),
          ...commandLines(shellCommand, width),
        ]
      : []),
  ];
}

/** Each key that help is told of, and what it does. */
export const keysInWords = (
  title: string,
  bindings: readonly Pick<Binding, "keys" | "shown" | "help">[],
  width: number,
): Line[] => [
  { heading: true, spans: [{ text: `Keys: ${title}` }] },
  ...bindings
    .filter(({ help }) => help !== "")
    .flatMap((binding) =>
      wrap([{ text: binding.help }], width - KEYS_WIDTH).map((line, row): Line => {
        const keys = row === 0 ? shownKeys(binding) : "";
        return { spans: [{ text: keys.padEnd(KEYS_WIDTH), bold: true }, ...line.spans] };
      }),
    ),
];
