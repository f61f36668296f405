import { findLab, findStep } from "./labs.ts";

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** `handrail steps`: the list, or one step's guide as Markdown. */
export function steps(labId: string, step: string | undefined): void {
  const lab = findLab(labId);
  if (step !== undefined) {
    tell(findStep(lab, step).guide.trimEnd());
    return;
  }
  tell(`${lab.title} (${lab.id})`);
  for (const one of lab.steps) tell(`  ${one.id.padEnd(26)}${one.title}${one.optional ? " (optional)" : ""}`);
}
