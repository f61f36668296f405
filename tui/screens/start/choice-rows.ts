import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { StartState } from "./state.ts";

/** A line of the choice: a heading, or something to choose. */
export interface ChoiceRow {
  key: string;
  text: string;
  /** Absent in headings and empty lines. */
  option?: { chosen: boolean; at: boolean; note: string };
}

const SPACE = (key: string): ChoiceRow => ({ key, text: "" });

/** What there is to choose from. @param roomy whether there are lines to spare for what sets things apart */
export function choiceRows(labs: readonly LabGuide[], start: StartState, roomy: boolean): ChoiceRow[] {
  const guide = labs[start.lab]!;
  const place = (kind: StartState["kind"], text: string, note: string): ChoiceRow => ({
    key: kind,
    text,
    option: { chosen: start.kind === kind, at: start.at === "place" && start.kind === kind, note },
  });
  return [
    ...(roomy
      ? [{ key: "welcome", text: "Welcome to Handrail: hands-on AWS labs, each step checked." }, SPACE("0")]
      : []),
    { key: "labs", text: labs.length > 1 ? "Which lab?" : "The lab" },
    ...labs.map((lab, index) => ({
      key: lab.id,
      text: lab.title,
      option: {
        chosen: start.lab === index,
        at: start.at === "lab" && start.lab === index,
        note: `${lab.steps.length} steps`,
      },
    })),
    ...(roomy ? [SPACE("1")] : []),
    { key: "places", text: "Where to run it?" },
    place("local", "The local account, on this machine", "free"),
    place("aws", "An AWS account of yours", `about $${guide.costPerHour.toFixed(2)} an hour`),
  ];
}
