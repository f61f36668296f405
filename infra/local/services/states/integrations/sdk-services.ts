import type { ServiceName } from "../../../sdk.ts";

/** The local account's services by the names that aws-sdk integrations have for them, with their Java SDK names. */
export const SDK_SERVICES: Record<string, { signingName: ServiceName; prefix: string }> = {
  cloudformation: { signingName: "cloudformation", prefix: "CloudFormation" },
  cloudtrail: { signingName: "cloudtrail", prefix: "CloudTrail" },
  cloudwatchlogs: { signingName: "logs", prefix: "CloudWatchLogs" },
  config: { signingName: "config", prefix: "Config" },
  ec2: { signingName: "ec2", prefix: "Ec2" },
  ecr: { signingName: "ecr", prefix: "Ecr" },
  elasticloadbalancingv2: { signingName: "elasticloadbalancing", prefix: "ElasticLoadBalancingV2" },
  guardduty: { signingName: "guardduty", prefix: "GuardDuty" },
  iam: { signingName: "iam", prefix: "Iam" },
  kms: { signingName: "kms", prefix: "Kms" },
  lambda: { signingName: "lambda", prefix: "Lambda" },
  organizations: { signingName: "organizations", prefix: "Organizations" },
  s3: { signingName: "s3", prefix: "S3" },
  sfn: { signingName: "states", prefix: "Sfn" },
  ssm: { signingName: "ssm", prefix: "Ssm" },
  sts: { signingName: "sts", prefix: "Sts" },
};

/** Whether the local account has the service that an `aws-sdk:` resource names. */
export const hasSdkService = (name: string): boolean => Object.hasOwn(SDK_SERVICES, name);
