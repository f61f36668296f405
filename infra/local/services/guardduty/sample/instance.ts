import type { InstanceDetails } from "@aws-sdk/client-guardduty";
import type { Place } from "../../../cloud.ts";
import type { FindingType } from "../catalogue.ts";
import { tags } from "./words.ts";

/** Sizes and launch times that were seen in samples; which type has which differs from one to the next. */
const SEEN = {
  DNS_REQUEST: { InstanceType: "c3.large", LaunchTime: "2017-12-19T01:37:35.000Z" },
  NETWORK_CONNECTION: { InstanceType: "m3.xlarge", LaunchTime: "2016-08-02T02:05:06.000Z" },
  other: { InstanceType: "t2.small", LaunchTime: "2017-01-25T13:25:34.000Z" },
};

/** The instance of every sample that has one: it does not exist. */
export function instance({ action = "other" }: FindingType, { accountId }: Place): InstanceDetails {
  return {
    InstanceId: "i-99999999",
    ...(SEEN[action as keyof typeof SEEN] ?? SEEN.other),
    InstanceState: "running",
    ImageId: "ami-99999999",
    ImageDescription: "GeneratedFindingInstaceImageDescription",
    AvailabilityZone: "GeneratedFindingInstaceAvailabilityZone",
    OutpostArn: "arn:aws:outposts:us-west-2:123456789000:outpost/op-0fbc006e9abbc73c3",
    IamInstanceProfile: {
      Arn: `arn:aws:iam::${accountId}:example/instance/profile`,
      Id: "GeneratedFindingInstanceProfileId",
    },
    ProductCodes: [
      {
        Code: "GeneratedFindingProductCodeId",
        ProductType: "GeneratedFindingProductCodeType",
      },
    ],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: "eni-bfcffe88",
        SubnetId: "GeneratedFindingSubnetId",
        VpcId: "GeneratedFindingVPCId",
        PrivateDnsName: "GeneratedFindingPrivateDnsName",
        PrivateIpAddress: "10.0.0.1",
        PrivateIpAddresses: [{ PrivateDnsName: "GeneratedFindingPrivateName", PrivateIpAddress: "10.0.0.1" }],
        PublicDnsName: "GeneratedFindingPublicDNSName",
        PublicIp: "198.51.100.0",
        Ipv6Addresses: [],
        SecurityGroups: [
          { GroupId: "GeneratedFindingSecurityId", GroupName: "GeneratedFindingSecurityGroupName" },
        ],
      },
    ],
    Tags: tags(9, "GeneratedFindingInstace"),
  };
}
