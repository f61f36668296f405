import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ConfigServiceClient } from "@aws-sdk/client-config-service";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GuardDutyClient } from "@aws-sdk/client-guardduty";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";

/**
 * The clients that a task's functions are given. They take Region, credentials and endpoint from the function's
 * environment, as any Lambda function's do; the local account sets `AWS_ENDPOINT_URL` there.
 */
export interface Clients {
  cloudFormation: CloudFormationClient;
  cloudTrail: CloudTrailClient;
  config: ConfigServiceClient;
  ec2: EC2Client;
  elb: ElasticLoadBalancingV2Client;
  guardDuty: GuardDutyClient;
  iam: IAMClient;
  kms: KMSClient;
  logs: CloudWatchLogsClient;
  s3: S3Client;
  ssm: SSMClient;
  sts: STSClient;
}

export function makeClients(): Clients {
  // Path style, because a bucket's own host name does not resolve on 127.0.0.1; AWS accepts it as well.
  return {
    cloudFormation: new CloudFormationClient(),
    cloudTrail: new CloudTrailClient(),
    config: new ConfigServiceClient(),
    ec2: new EC2Client(),
    elb: new ElasticLoadBalancingV2Client(),
    guardDuty: new GuardDutyClient(),
    iam: new IAMClient(),
    kms: new KMSClient(),
    logs: new CloudWatchLogsClient(),
    // A participant's bucket may be in another Region: S3 says where, and the call goes there.
    s3: new S3Client({ forcePathStyle: true, followRegionRedirects: true }),
    ssm: new SSMClient(),
    sts: new STSClient(),
  };
}
