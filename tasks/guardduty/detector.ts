import { type GetDetectorCommandOutput, ListDetectorsCommand } from "@aws-sdk/client-guardduty";
import type { Clients } from "../runtime/clients.ts";

/** What every detector watches; no request can switch these, they come and go with it. */
export const FOUNDATIONAL = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];

/** The id of the Region's detector: an account has one there, or none. */
export async function findDetector({ guardDuty }: Clients): Promise<string | undefined> {
  return (await guardDuty.send(new ListDetectorsCommand())).DetectorIds?.[0];
}

/** The names of a detector's features that are on: its foundational sources, and the protection plans. */
export function featuresOf(detector: GetDetectorCommandOutput): { sources: string[]; plans: string[] } {
  const on = (detector.Features ?? []).flatMap(({ Name, Status }) =>
    Name && Status === "ENABLED" ? [Name] : [],
  );
  return {
    sources: on.filter((name) => FOUNDATIONAL.includes(name)),
    plans: on.filter((name) => !FOUNDATIONAL.includes(name)),
  };
}
