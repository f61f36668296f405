import type { ScreenId } from "../state/state.ts";
import { labScreen } from "./lab/screen.tsx";
import { machineScreen } from "./machine/screen.tsx";
import { networkScreen } from "./network/screen.tsx";
import type { Screen } from "./screen.ts";
import { startScreen } from "./start/screen.tsx";

/** The terminal's screens, by the name that the state has for the one that is shown. */
export const SCREENS: Record<ScreenId, Screen> = {
  start: startScreen,
  lab: labScreen,
  machine: machineScreen,
  network: networkScreen,
};
