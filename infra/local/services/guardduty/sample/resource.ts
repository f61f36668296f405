import type { Resource } from "@aws-sdk/client-guardduty";
import type { Place } from "../../../cloud.ts";
import type { FindingType } from "../catalogue.ts";
import { bucket } from "./bucket.ts";
import { container, ecsCluster, eksCluster, kubernetes } from "./cluster.ts";
import { instance } from "./instance.ts";
import { tags } from "./words.ts";

/** The resource that a sample is about. Source: published sample findings. */
export function resourceOf(type: FindingType, place: Place): Resource {
  return { ResourceType: type.resource, ...details(type, place) };
}

function details(type: FindingType, place: Place): Resource {
  const { region, accountId } = place;
  const malware =
    type.plan === "Malware Protection for EC2" ? { EbsVolumeDetails: scannedVolume(place) } : {};
  switch (type.resource) {
    case "AccessKey":
      return {
        AccessKeyDetails: accessKey("IAMUser"),
        // GuardDuty tells which bucket although the finding is about the caller.
        ...(/^\w+:S3\//.test(type.type) ? { S3BucketDetails: [bucket()] } : {}),
        ...(type.plan === "AI Protection" ? model(type.type, place) : {}),
      };
    case "Instance":
      return { InstanceDetails: instance(type, place), ...malware };
    case "S3Bucket":
      return {
        AccessKeyDetails: accessKey("IAMUser"),
        InstanceDetails: instance(type, place),
        S3BucketDetails: [bucket()],
      };
    case "S3Object":
      return {
        S3BucketDetails: [
          {
            ...bucket(),
            S3ObjectDetails: [
              {
                ObjectArn: "arn:aws:s3:::bucketName/GeneratedFindingS3ObjectKey",
                Key: "GeneratedFindingS3ObjectKey",
                ETag: "GeneratedFindingETag",
                Hash: "GeneratedFindingHash",
                VersionId: "GeneratedFindingVersionId",
              },
            ],
          },
        ],
      };
    case "EKSCluster":
      return {
        EksClusterDetails: eksCluster(place),
        KubernetesDetails: kubernetes(type),
        ...(type.action ? { AccessKeyDetails: accessKey("Role") } : {}),
        ...malware,
      };
    case "ECSCluster":
      return { EcsClusterDetails: ecsCluster(place), ...malware };
    case "Container":
      return { ContainerDetails: container(), InstanceDetails: instance(type, place), ...malware };
    case "Lambda":
      return {
        LambdaDetails: {
          FunctionArn: `arn:aws:lambda:${region}:${accountId}:function:GeneratedFindingLambdaFunctionName`,
          FunctionName: "GeneratedFindingLambdaFunctionName",
          Description: "GeneratedFindingLambdaFunctionDescription",
          FunctionVersion: "$LATEST",
          LastModifiedAt: new Date("2022-10-25T10:18:08.000Z"),
          RevisionId: "GeneratedFindingRevisionId",
          Role: `arn:aws:iam::${accountId}:role/GeneratedFindingLambdaRole`,
          Tags: tags(2, "GeneratedFindingLambda"),
        },
      };
    case "RDSDBInstance":
      return {
        RdsDbInstanceDetails: {
          DbInstanceIdentifier: "GeneratedFindingDBInstanceId",
          DbInstanceArn: `arn:aws:rds:${region}:${accountId}:db:GeneratedFindingDBInstanceId`,
          DbClusterIdentifier: "GeneratedFindingDBClusterId",
          Engine: "Aurora MySQL",
          EngineVersion: "GeneratedFindingEngineVersion",
          Tags: tags(2, "GeneratedFindingDBInstance"),
        },
        RdsDbUserDetails: {
          User: "GeneratedFindingUserName",
          Application: "GeneratedFindingApplicationName",
          Database: "GeneratedFindingDatabaseName",
          Ssl: "GeneratedFindingSSL",
          AuthMethod: "GeneratedFindingAuthMethod",
        },
      };
    case "EBSSnapshot":
      return { EbsSnapshotDetails: { SnapshotArn: `arn:aws:ec2:${region}::snapshot/snap-99999999` } };
    case "EC2Image":
      return { Ec2ImageDetails: { ImageArn: `arn:aws:ec2:${region}::image/ami-99999999` } };
    case "RecoveryPoint":
      return {
        RecoveryPointDetails: {
          RecoveryPointArn: `arn:aws:backup:${region}:${accountId}:recovery-point:GeneratedFindingRecoveryPoint`,
          BackupVaultName: "GeneratedFindingBackupVaultName",
        },
      };
    default:
      return {}; // An attack sequence tells its resources apart from this.
  }
}

const accessKey = (userType: string) => ({
  AccessKeyId: "GeneratedFindingAccessKeyId",
  PrincipalId: "GeneratedFindingPrincipalId",
  UserName: "GeneratedFindingUserName",
  UserType: userType,
});

/** Of the findings about AI, some are about a guardrail and the others about a model. */
function model(type: string, { region, accountId }: Place): Resource {
  return type.includes("Guardrail")
    ? {
        BedrockGuardrailDetails: {
          Guardrails: [
            {
              Arn: `arn:aws:bedrock:${region}:${accountId}:guardrail/GeneratedFindingGuardrailId`,
              Version: "1",
            },
          ],
        },
      }
    : { ModelDetails: [{ ModelId: "GeneratedFindingModelId" }] };
}

function scannedVolume({ region, accountId }: Place) {
  return {
    ScannedVolumeDetails: [
      {
        VolumeArn: `arn:aws:ec2:${region}:${accountId}:volume/vol-99999999`,
        VolumeType: "GeneratedScannedVolumeType",
        DeviceName: "GeneratedScannedDeviceName",
        VolumeSizeInGB: 8,
        EncryptionType: "UNENCRYPTED",
      },
    ],
    SkippedVolumeDetails: [],
  };
}
