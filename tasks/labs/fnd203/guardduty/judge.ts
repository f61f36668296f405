import type { Finding } from "../../../../workflows/contract.ts";
import { FOUNDATIONAL } from "../../../guardduty/detector.ts";
import { advice, finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import type { DetectorFacts } from "./facts.ts";

export const STEP = "guardduty";

const find = finder(STEP);

type Detector = NonNullable<DetectorFacts["detector"]>;

/** Judges whether GuardDuty watches the lab's Region. */
export function judge({ region, detector }: DetectorFacts): Finding[] {
  return [
    find(
      `GuardDuty is on in ${region}`,
      "The Region has a detector, and it is enabled",
      isOn(region, detector),
    ),
    find(
      "It sees what happens in the account and on the network",
      "CloudTrail management events, VPC flow logs and DNS logs: the three that every detector has",
      sees(detector),
    ),
    find(
      "Nothing is switched on that the lab does not need",
      "No protection plan is on: each is charged for after its trial of 30 days",
      costsNoMore(detector),
    ),
  ];
}

function isOn(region: string, detector: Detector | undefined): Verdict {
  if (!detector)
    return unmet(
      `There is no detector in ${region}.`,
      "Enable GuardDuty there. It is a service of Regions: one that you enabled in another Region does not count here.",
    );
  const { id, enabled, administrator } = detector;
  if (!enabled)
    return unmet(
      `The detector ${id} is suspended: it is there, and watches nothing.`,
      administrator
        ? `The account ${administrator} manages it: only there can it be resumed. Ask its owners.`
        : "Resume it under GuardDuty's settings, or with update-detector and --enable. A second one cannot be made.",
      [id],
    );
  if (administrator)
    return {
      status: "elsewhere",
      actual: `The account ${administrator} manages the detector ${id} for your organisation, and it is enabled.`,
      resources: [id],
    };
  return met(`The detector ${id} is enabled.${whatWasBefore(detector)}`, [id]);
}

/** What clean-up will do with a detector that is not the lab's. */
function whatWasBefore({ before }: Detector): string {
  if (before === undefined) return "";
  return wasSuspended(before)
    ? " It was suspended before the lab, and clean-up suspends it again."
    : " The account had it before the lab, and keeps it.";
}

/** Whether a detector's settings, as the inventory writes them down, say that it was suspended. */
function wasSuspended(settings: string): boolean {
  return (JSON.parse(settings) as { status?: string }).status === "DISABLED";
}

function sees(detector: Detector | undefined): Verdict {
  if (!detector?.enabled)
    return unmet("Nothing is watched: GuardDuty is not on.", "Enable it; the three sources come with it.");
  const missing = FOUNDATIONAL.filter((name) => !detector.sources.includes(name));
  if (missing.length === 0)
    return met(
      "It watches all three, through streams of its own: no trail and no flow log of yours is needed.",
    );
  return waiting(
    `It does not watch ${list(missing.map(nameOf))} yet.`,
    "Nobody can switch these off: they come on with the detector. Look again in a minute.",
    [detector.id],
  );
}

function costsNoMore(detector: Detector | undefined): Verdict {
  const plans = detector?.plans ?? [];
  if (plans.length === 0) return met("None is on.");
  const words = list(plans.map(nameOf));
  if (detector?.before !== undefined || detector?.administrator)
    return met(
      `${words} ${plans.length === 1 ? "is" : "are"} on, and not for the lab: leave them as they are.`,
    );
  return advice(
    `${words} ${plans.length === 1 ? "is" : "are"} on.`,
    "GuardDuty switches them on unless it is told otherwise. The lab works without: switch them off if the detector is to stay longer than its trial.",
    [detector!.id],
  );
}

/** What the console calls a feature. */
const NAMES: Record<string, string> = {
  CLOUD_TRAIL: "CloudTrail management events",
  DNS_LOGS: "DNS logs",
  FLOW_LOGS: "VPC flow logs",
  S3_DATA_EVENTS: "S3 Protection",
  EKS_AUDIT_LOGS: "EKS Protection",
  EBS_MALWARE_PROTECTION: "Malware Protection for EC2",
  RDS_LOGIN_EVENTS: "RDS Protection",
  LAMBDA_NETWORK_LOGS: "Lambda Protection",
  EKS_RUNTIME_MONITORING: "EKS Runtime Monitoring",
  RUNTIME_MONITORING: "Runtime Monitoring",
  AI_PROTECTION: "AI Protection",
};

const nameOf = (feature: string): string => NAMES[feature] ?? feature;
