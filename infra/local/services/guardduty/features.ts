import type {
  DataSourceConfigurations,
  DataSourceConfigurationsResult,
  DetectorFeatureConfiguration,
  DetectorFeatureConfigurationResult,
} from "@aws-sdk/client-guardduty";
import { outOfRange } from "./errors.ts";
import type { DetectorRecord, FeatureRecord, Status } from "./store.ts";

/** What every detector watches, always: no request can switch these. */
const FOUNDATIONAL = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"] as const;

const AGENTS = ["EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"];

/**
 * What can be switched, whether a new detector has it on (API reference, CreateDetector: all but runtime
 * monitoring), and what can be switched within it. Unsure: AI_ANALYST's default, and where RDS_DATA_RISK belongs.
 */
const PLANS: Record<string, { initially: Status; additional: readonly string[] }> = {
  S3_DATA_EVENTS: { initially: "ENABLED", additional: [] },
  EKS_AUDIT_LOGS: { initially: "ENABLED", additional: [] },
  EBS_MALWARE_PROTECTION: { initially: "ENABLED", additional: [] },
  RDS_LOGIN_EVENTS: { initially: "ENABLED", additional: ["RDS_DATA_RISK"] },
  EKS_RUNTIME_MONITORING: { initially: "DISABLED", additional: ["EKS_ADDON_MANAGEMENT"] },
  LAMBDA_NETWORK_LOGS: { initially: "ENABLED", additional: [] },
  RUNTIME_MONITORING: { initially: "DISABLED", additional: AGENTS },
  AI_PROTECTION: { initially: "ENABLED", additional: [] },
  AI_ANALYST: { initially: "DISABLED", additional: [] },
};

/** The features of a new detector: as asked for, the others as GuardDuty has them at first. */
export function newFeatures(
  asked: readonly DetectorFeatureConfiguration[],
  now: Date,
): Record<string, FeatureRecord> {
  const features = Object.fromEntries(
    Object.entries(PLANS).map(([name, { initially, additional }]): [string, FeatureRecord] => [
      name,
      {
        status: initially,
        updatedAt: now,
        additional: Object.fromEntries(
          additional.map((each) => [each, { status: "DISABLED", updatedAt: now }]),
        ),
      },
    ]),
  );
  switchFeatures(features, asked, now);
  return features;
}

/**
 * Switches features, in place; what is not named stays.
 * @throws AwsError BadRequestException for one that does not exist or cannot be switched; then none is
 */
export function switchFeatures(
  features: Record<string, FeatureRecord>,
  asked: readonly DetectorFeatureConfiguration[],
  now: Date,
): void {
  for (const { Name, Status, AdditionalConfiguration = [] } of asked) {
    const plan = PLANS[Name ?? ""];
    if (!plan || !isStatus(Status)) throw outOfRange();
    if (
      AdditionalConfiguration.some(
        (one) => !plan.additional.includes(one.Name ?? "") || !isStatus(one.Status),
      )
    )
      throw outOfRange();
  }
  // Runtime Monitoring has the clusters' in it already (API reference, CreateDetector).
  const names = asked.map(({ Name }) => Name);
  if (names.includes("EKS_RUNTIME_MONITORING") && names.includes("RUNTIME_MONITORING")) throw outOfRange();
  for (const { Name, Status, AdditionalConfiguration = [] } of asked) {
    const feature = features[Name!]!;
    put(feature, Status!, now);
    for (const one of AdditionalConfiguration) put(feature.additional[one.Name!]!, one.Status!, now);
  }
}

function put(thing: { status: Status; updatedAt: Date }, status: Status, now: Date): void {
  if (thing.status === status) return;
  thing.status = status;
  thing.updatedAt = now;
}

const isStatus = (status: string | undefined): status is Status =>
  status === "ENABLED" || status === "DISABLED";

/** What the old spelling, `dataSources`, says as features. */
export function featuresOf(sources: DataSourceConfigurations | undefined): DetectorFeatureConfiguration[] {
  const asked: [DetectorFeatureConfiguration["Name"], boolean | undefined][] = [
    ["S3_DATA_EVENTS", sources?.S3Logs?.Enable],
    ["EKS_AUDIT_LOGS", sources?.Kubernetes?.AuditLogs?.Enable],
    ["EBS_MALWARE_PROTECTION", sources?.MalwareProtection?.ScanEc2InstanceWithFindings?.EbsVolumes],
  ];
  return asked.flatMap(([Name, on]) =>
    on === undefined ? [] : [{ Name, Status: on ? ("ENABLED" as const) : ("DISABLED" as const) }],
  );
}

/** A detector's features as GetDetector lists them. Unsure: that a suspended one's foundational sources are off. */
export function listFeatures(detector: DetectorRecord): DetectorFeatureConfigurationResult[] {
  return [
    ...FOUNDATIONAL.map((Name) => ({
      Name,
      Status: foundationalStatus(detector),
      UpdatedAt: detector.updatedAt,
    })),
    ...Object.entries(detector.features).map(([name, { status, updatedAt, additional }]) => ({
      Name: name as DetectorFeatureConfigurationResult["Name"],
      Status: status,
      UpdatedAt: updatedAt,
      AdditionalConfiguration: Object.entries(additional).map(([each, one]) => ({
        Name: each as "EC2_AGENT_MANAGEMENT",
        Status: one.status,
        UpdatedAt: one.updatedAt,
      })),
    })),
  ];
}

/** The same in the old spelling, which knows three of the plans. */
export function listDataSources(detector: DetectorRecord): DataSourceConfigurationsResult {
  const status = (name: string): Status => detector.features[name]?.status ?? "DISABLED";
  const foundation = { Status: foundationalStatus(detector) };
  return {
    CloudTrail: foundation,
    DNSLogs: foundation,
    FlowLogs: foundation,
    S3Logs: { Status: status("S3_DATA_EVENTS") },
    Kubernetes: { AuditLogs: { Status: status("EKS_AUDIT_LOGS") } },
    MalwareProtection: {
      ScanEc2InstanceWithFindings: { EbsVolumes: { Status: status("EBS_MALWARE_PROTECTION") } },
    },
  };
}

const foundationalStatus = ({ enabled }: DetectorRecord): Status => (enabled ? "ENABLED" : "DISABLED");
