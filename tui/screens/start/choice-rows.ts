import type { LabGuide } from "../../../tasks/labs/lab.ts";
import { EMPTY_LINE, type Line } from "../../text/text.ts";
import type { StartState } from "./state.ts";

/** A line of the choice: a heading, or something to choose. */
export interface ChoiceRow {
  text: string;
  /** Absent in headings and empty lines. */
  option?: {
    /** Where the pointer is when it is chosen. */
    place: Pick<StartState, "lab" | "kind" | "at">;
    chosen: boolean;
    at: boolean;
    note: string;
  };
}

const SPACE: ChoiceRow = { text: "" };

/** What there is to choose from. @param roomy whether there are lines to spare for what sets things apart */
export function choiceRows(labs: readonly LabGuide[], start: StartState, roomy: boolean): ChoiceRow[] {
  const guide = labs[start.lab]!;
  const place = (kind: StartState["kind"], text: string, note: string): ChoiceRow => ({
    text,
    option: {
      place: { lab: start.lab, kind, at: "place" },
      chosen: start.kind === kind,
      at: start.at === "place" && start.kind === kind,
      note,
    },
  });
  return [
    ...(roomy ? [{ text: "Welcome to Handrail: hands-on AWS labs, each step checked." }, SPACE] : []),
    { text: labs.length > 1 ? "Which lab?" : "The lab" },
    ...labs.map(
      ({ title, steps }, index): ChoiceRow => ({
        text: title,
        option: {
          place: { lab: index, kind: start.kind, at: "lab" },
          chosen: start.lab === index,
          at: start.at === "lab" && start.lab === index,
          note: `${steps.length} steps`,
        },
      }),
    ),
    ...(roomy ? [SPACE] : []),
    { text: "Where to run it?" },
    place("local", "The local account, on this machine", "free"),
    place("aws", "An AWS account of yours", `about $${guide.costPerHour.toFixed(2)} an hour`),
  ];
}

/** A heading, or something to choose: pointer, whether it is chosen, what it is, and in a word what it comes to. */
export function choiceLine({ text, option }: ChoiceRow, width: number): Line {
  if (!option) return text === "" ? EMPTY_LINE : { spans: [{ text, bold: true }] };
  const { at, chosen, note } = option;
  const label = `${at ? "›" : " "} ${chosen ? "●" : "○"} ${text}`;
  const room = Math.max(0, width - note.length - 2);
  const shown = label.length > room ? `${label.slice(0, Math.max(0, room - 1))}…` : label.padEnd(room);
  return { spans: [{ text: `${shown} ${note} `, inverse: at, bold: at }] };
}
