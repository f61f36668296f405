import { Text, useIsScreenReaderEnabled } from "ink";
import type { Screen } from "../screens/screen.ts";
import { hintsOf, type KeyHint, type KeySituation } from "./binding.ts";
import { DIALOGS } from "./dialogs.ts";
import { KeyLine } from "./key-line.tsx";
import { searching } from "./search-bindings.ts";

/** The keys that mean something here and now, the most used first. */
export function keysFor(screen: Screen, situation: KeySituation): KeyHint[] {
  const dialog = DIALOGS.find((one) => one.isOpen(situation));
  if (dialog) return dialog.hints(situation);
  if (situation.state.help) return [["Esc", "close"]];
  return hintsOf([...screen.bindings, ...searching], situation);
}

/** Always there, at the end, but where keys are letters of a text. */
const LAST: KeyHint[] = [
  ["?", "help"],
  ["q", "quit"],
];

interface BottomLineProps {
  screen: Screen;
  situation: KeySituation;
  width: number;
}

/** The bottom line: as many keys as fit, those that matter now before all others; help lists them all. */
export function BottomLine({ screen, situation, width }: BottomLineProps) {
  const aloud = useIsScreenReaderEnabled();
  const dialog = DIALOGS.find((one) => one.isOpen(situation));
  // The keys of each place would be read again at each change: only what is asked for names its own.
  if (aloud && !dialog) return <Text>Keys: question mark lists them, q leaves.</Text>;
  const last: KeyHint[] = dialog?.takesAll ? [] : dialog?.typing ? [["Ctrl-C", "quit"]] : LAST;
  return <KeyLine keys={keysFor(screen, situation)} last={last} width={width} />;
}
