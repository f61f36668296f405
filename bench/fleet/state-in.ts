import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { ConfigServiceClient } from "@aws-sdk/client-config-service";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GuardDutyClient } from "@aws-sdk/client-guardduty";
import { KMSClient } from "@aws-sdk/client-kms";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { LocalAccount } from "../../infra/local/local-account.ts";
import { stateOf } from "../../tests/lifecycle/account-state.ts";

/** What one account of a cloud holds. */
export async function stateIn({ cloud, endpoint }: LocalAccount, id: string): Promise<unknown> {
  const config = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: id, secretAccessKey: "bench" },
  };
  const clients = {
    cloudTrail: new CloudTrailClient(config),
    config: new ConfigServiceClient(config),
    ec2: new EC2Client(config),
    elb: new ElasticLoadBalancingV2Client(config),
    guardDuty: new GuardDutyClient(config),
    kms: new KMSClient(config),
    ssm: new SSMClient(config),
  };
  const state = await stateOf({ account: { cloud }, clients }, id);
  for (const client of Object.values(clients)) client.destroy();
  return state[id];
}
