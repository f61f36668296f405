import type { Station, TerminalState } from "./state.ts";

/** Whether a machine works at a station. One that verifies all steps works at each. */
export function concerns({ verb, step }: NonNullable<TerminalState["machine"]>, station: Station): boolean {
  if (station.kind === "build") return verb === "build-lab";
  if (station.kind === "clean-up") return verb === "clean-up";
  return (
    (verb === "verify-steps" || verb === "solve-step") && (step === undefined || step === station.step.id)
  );
}
