import type { Progress } from "../execution/progress.ts";
import type { ExecutionView } from "../execution/view.ts";
import type { Spot } from "./block.ts";
import type { Clock } from "./state-notes.ts";

/** How a machine is to be drawn. */
export interface Drawing extends Clock {
  view: ExecutionView;
  width: number;
  /** What is selected, and shown so. */
  selected?: Spot;
  /** Whether the spine is drawn on lines of its own between the states: for screens with room. */
  spacious?: boolean;
  /** Whether every item of a Map is on it, however many there are. */
  wholeMaps?: boolean;
}

/** A drawing that is being made. */
export interface Pen extends Drawing {
  progress: Progress;
}
