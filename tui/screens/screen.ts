import type { ReactNode } from "react";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { Binding } from "../keys/binding.ts";
import type { LabSession, Launch } from "../session.ts";
import type { ShellPane } from "../shell/use-shell.ts";
import type { Finds } from "../state/search.ts";
import type { Focus, Station, TerminalState } from "../state/state.ts";
import type { Line } from "../text/text.ts";

/** What there is to draw a screen from. */
export interface Frame {
  state: TerminalState;
  guide: LabGuide;
  stations: readonly Station[];
  /** Absent while the account is being opened. */
  session: LabSession | undefined;
  /** What there is to begin with. Absent where nothing is to be chosen. */
  launch?: Launch;
  shell: ShellPane;
  now: Date;
  /** The columns and lines that the screen has to itself: all but header, notice and keys. */
  width: number;
  height: number;
}

/** A drawn screen, and how it can be scrolled. */
export interface View {
  body: ReactNode;
  /** The lines of the page, in which keys find what they are about, such as a command or a match. */
  lines?: readonly Line[];
  /** How far each half can be scrolled. */
  limits: Record<Focus, number>;
  /** The lines of the half that the scroll keys move. */
  scrollHeight: number;
}

/** One of the terminal's screens: how it is drawn, and what its keys do. */
export interface Screen {
  /** Help's heading. */
  title: string;
  /** The first that is bound to a key and means something has it. */
  bindings: readonly Binding[];
  /** Where it has a text. Absent, or where it answers nothing: the lines of the page that is shown are searched. */
  find?(frame: Frame, query: string): Finds | undefined;
  view(frame: Frame): View;
}
