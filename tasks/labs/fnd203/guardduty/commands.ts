import type { Place } from "../../lab.ts";

/** The id of the Region's detector, asked for where a command needs it: there is only one. */
export const DETECTOR_ID = "$(aws guardduty list-detectors --query 'DetectorIds[0]' --output text)";

/** A page of the GuardDuty console in the lab's Region. */
export function guardDutyConsole({ region }: Place, fragment: string): string {
  return `https://${region}.console.aws.amazon.com/guardduty/home?region=${region}#${fragment}`;
}
