import { helpView } from "../components/help.tsx";
import type { Frame, Screen, View } from "./screen.ts";

/** What is to be seen of a screen: itself, or its help. */
export const viewOf = (screen: Screen, frame: Frame): View =>
  frame.state.help ? helpView(screen, frame) : screen.view(frame);
