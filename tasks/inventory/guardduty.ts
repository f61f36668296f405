import {
  GetDetectorCommand,
  type GetDetectorCommandOutput,
  ListDetectorsCommand,
} from "@aws-sdk/client-guardduty";
import { FOUNDATIONAL } from "../guardduty/detector.ts";
import type { Clients } from "../runtime/clients.ts";

/** What a detector is set to: what clean-up gives back to one that the lab did not make. */
export interface DetectorSettings {
  /** The protection plans by name, each with what is switched within it. The foundational sources go by the status. */
  features: Record<string, { status: string; additional: Record<string, string> }>;
  frequency: string;
  status: string;
}

/** The Region's detector, with its settings as canonical JSON. */
export async function listDetectors({ guardDuty }: Clients): Promise<{ id: string; settings: string }[]> {
  const { DetectorIds = [] } = await guardDuty.send(new ListDetectorsCommand());
  return Promise.all(
    DetectorIds.map(async (DetectorId) => {
      const detector = await guardDuty.send(new GetDetectorCommand({ DetectorId }));
      return { id: DetectorId, settings: JSON.stringify(settingsOf(detector)) };
    }),
  );
}

/** A detector's settings with their keys in order, so that the same ones are the same text. */
function settingsOf(detector: GetDetectorCommandOutput): DetectorSettings {
  const plans = (detector.Features ?? []).filter(({ Name }) => Name && !FOUNDATIONAL.includes(Name));
  return {
    features: inOrder(
      plans.map(({ Name, Status, AdditionalConfiguration = [] }) => [
        Name!,
        {
          status: Status!,
          additional: inOrder(AdditionalConfiguration.map((one) => [one.Name!, one.Status!])),
        },
      ]),
    ),
    frequency: detector.FindingPublishingFrequency ?? "",
    status: detector.Status ?? "",
  };
}

const inOrder = <T>(entries: [string, T][]): Record<string, T> =>
  Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
