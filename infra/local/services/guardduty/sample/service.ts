import type { Service } from "@aws-sdk/client-guardduty";
import type { Place } from "../../../cloud.ts";
import type { FindingType } from "../catalogue.ts";
import type { FindingRecord } from "../store.ts";
import { runtimeDetails } from "./runtime.ts";
import { sequence } from "./sequence.ts";

/** What the findings of one plan have that the others have not. */
export function detailsOf(type: FindingType, record: FindingRecord, place: Place): Service {
  switch (type.plan) {
    case "Runtime Monitoring":
      return { FeatureName: "RuntimeMonitoring", RuntimeDetails: runtimeDetails(type.type) };
    case "Extended Threat Detection":
      return { FeatureName: "Correlation", Detection: { Sequence: sequence(type, record, place) } };
    case "Custom Detection Rules":
      return { Detection: { Sequence: sequence(type, record, place) } };
    case "Malware Protection for EC2":
      return { EbsVolumeScanDetails: volumeScan(type, record) };
    case "Malware Protection for Backup":
    case "Malware Protection for S3":
      return { MalwareScanDetails: malwareScan(type, record) };
    default:
      return {};
  }
}

const HASH = "GeneratedFindingFileHash";

function volumeScan(type: FindingType, record: FindingRecord): Service["EbsVolumeScanDetails"] {
  const Severity = type.severity >= 7 ? "HIGH" : "MEDIUM";
  return {
    ScanId: record.id,
    ScanStartedAt: record.createdAt,
    ScanCompletedAt: record.createdAt,
    TriggerFindingId: "GeneratedFindingTriggerFindingId",
    Sources: ["Bitdefender"],
    ScanType: "GUARDDUTY_INITIATED",
    ScanDetections: {
      ScannedItemCount: { TotalGb: 8, Files: 1000, Volumes: 1 },
      ThreatsDetectedItemCount: { Files: 1 },
      HighestSeverityThreatDetails: { Severity, ThreatName: "EICAR-Test-File", Count: 1 },
      ThreatDetectedByName: {
        ItemCount: 1,
        UniqueThreatNameCount: 1,
        Shortened: false,
        ThreatNames: [
          {
            Name: "EICAR-Test-File",
            Severity,
            ItemCount: 1,
            FilePaths: [
              {
                FilePath: "GeneratedFindingFilePath",
                VolumeArn: "GeneratedFindingVolumeArn",
                Hash: HASH,
                FileName: "GeneratedFindingFileName",
              },
            ],
          },
        ],
      },
    },
  };
}

function malwareScan(type: FindingType, record: FindingRecord): Service["MalwareScanDetails"] {
  return {
    Threats: [
      {
        Name: "EICAR-Test-File",
        Source: "AMAZON",
        ItemPaths: [{ NestedItemPath: "GeneratedFindingItemPath", Hash: HASH }],
      },
    ],
    ...(type.plan === "Malware Protection for Backup"
      ? {
          ScanId: record.id,
          ScanType: "BACKUP_INITIATED" as const,
          ScanCategory: "FULL_SCAN" as const,
          UniqueThreatCount: 1,
        }
      : {}),
  };
}
