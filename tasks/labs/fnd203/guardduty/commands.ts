import type { CliCommand, Place } from "../../lab.ts";

/** The id of the Region's detector, once `keepDetector` has been pasted. */
export const DETECTOR = "$DETECTOR";

/** Asks for the detector, of which a Region has one, and keeps its id for the commands after it. */
export const keepDetector: CliCommand = {
  why: "Keep the detector's id",
  command: "DETECTOR=$(aws guardduty list-detectors --query 'DetectorIds[0]' --output text)",
};

/** A page of the GuardDuty console in the lab's Region. */
export function guardDutyConsole({ region }: Place, fragment: string): string {
  return `https://${region}.console.aws.amazon.com/guardduty/home?region=${region}#${fragment}`;
}
