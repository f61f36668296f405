import type { ResourceV2, Sequence, Signal } from "@aws-sdk/client-guardduty";
import type { Place } from "../../../cloud.ts";
import type { FindingType } from "../catalogue.ts";
import type { FindingRecord } from "../store.ts";
import { fillIn } from "./words.ts";

const ACTOR = "AIDA3UBBJ2K3TVEXAMPLE";
const ENDPOINT = "10.0.0.1";

/** Several events that make sense together only. Source: published sample findings of attack sequences. */
export function sequence(type: FindingType, record: FindingRecord, { region }: Place): Sequence {
  const resources = resourcesOf(type.type, region);
  const signals = signalsOf(type, record, resources);
  const title = fillIn(type);
  return {
    Uid: record.id,
    Description: [`${title}:`, ...signals.map(({ Name }) => `  - ${Name}`)].join("\n"),
    Actors: [
      {
        Id: ACTOR,
        User: {
          Name: "john_doe",
          Uid: ACTOR,
          Type: "IAMUser",
          CredentialUid: "ASIA3UBBJ2K3TVEXAMPLE",
          Account: { Uid: "111122223333" },
        },
      },
    ],
    Resources: resources,
    Endpoints: [
      {
        Id: ENDPOINT,
        Ip: ENDPOINT,
        Location: { City: "New York", Country: "US", Latitude: 40.7128, Longitude: -74.006 },
        Connection: { Direction: "INBOUND" },
      },
    ],
    Signals: signals,
    SequenceIndicators: [
      { Key: "ATTACK_TACTIC", Values: ["Defense Evasion", "Discovery", "Persistence"] },
      { Key: "ATTACK_TECHNIQUE", Values: ["T1078.004 - Valid Accounts: Cloud Accounts"] },
      { Key: "HIGH_RISK_API", Values: ["iam:AttachRolePolicy", "cloudtrail:DeleteTrail"] },
      { Key: "TOR_IP", Values: [ENDPOINT] },
    ],
    AdditionalSequenceTypes: [],
  };
}

/** A rule's finding has a signal for each of its rules; a sequence of GuardDuty's own has four. */
function signalsOf(type: FindingType, record: FindingRecord, resources: ResourceV2[]): Signal[] {
  const rules = Object.entries(type.rules);
  const own: [name: string, severity: number][] = [
    ["cloudtrail:DeleteTrail", 5],
    ["iam:AttachRolePolicy", 5],
    ["iam:CreateAccessKey", 5],
    ["Recon:IAMUser/TorIPCaller", 5],
  ];
  return (rules.length > 0 ? rules : own).map(([name, severity], index) => ({
    Uid: `signal-${index + 1}`,
    Type: name.includes("/") ? "FINDING" : "CLOUD_TRAIL",
    Name: name,
    CreatedAt: record.createdAt,
    UpdatedAt: record.updatedAt,
    FirstSeenAt: record.createdAt,
    LastSeenAt: record.updatedAt,
    Severity: severity,
    Count: 1,
    ResourceUids: resources.map(({ Uid }) => Uid!),
    ActorIds: [ACTOR],
    EndpointIds: [ENDPOINT],
    SignalIndicators: [],
  }));
}

function resourcesOf(type: string, region: string): ResourceV2[] {
  const at = { AccountId: "111122223333", Region: region, CloudPartition: "aws" };
  const key: ResourceV2 = {
    ...at,
    Uid: "ASIA3UBBJ2K3TVEXAMPLE",
    ResourceType: "ACCESS_KEY",
    Service: "iam",
    Data: { AccessKey: { PrincipalId: ACTOR, UserName: "john_doe", UserType: "IAMUser" } },
  };
  if (type.includes("S3"))
    return [
      key,
      { ...at, Uid: "arn:aws:s3:::bucketName", Name: "bucketName", ResourceType: "S3_BUCKET", Service: "s3" },
    ];
  if (type.includes("EKS"))
    return [
      key,
      { ...at, Uid: "GeneratedFindingEKSClusterArn", ResourceType: "EKS_CLUSTER", Service: "eks" },
    ];
  if (type.includes("ECS"))
    return [
      key,
      { ...at, Uid: "GeneratedFindingECSClusterArn", ResourceType: "ECS_CLUSTER", Service: "ecs" },
    ];
  if (type.includes("EC2"))
    return [key, { ...at, Uid: "i-99999999", ResourceType: "EC2_INSTANCE", Service: "ec2" }];
  return [key];
}
