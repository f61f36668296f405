import { publicImages } from "../../images.ts";
import { ec2 } from "../../services/ec2/store.ts";
import { instanceRole } from "../../services/ssm/nodes/agent.ts";
import type { Machine } from "../machine.ts";
import { instanceCredentials } from "./credentials.ts";

/** Folders and leaves; what an instance does not have is undefined. */
export interface Tree {
  [name: string]: Tree | string | undefined;
}

/** What the metadata service tells ("Instance metadata categories" of the EC2 user guide). */
export function metadataTree(machine: Machine): Tree {
  const latest: Tree = {
    dynamic: { "instance-identity": { document: identityDocument(machine) } },
    "meta-data": metadata(machine),
    "user-data": userData(machine),
  };
  return { latest };
}

function metadata(machine: Machine): Tree {
  const { instance, primaryInterface, call } = machine;
  const store = ec2(call);
  const groups = instance.securityGroupIds.map((id) => store.securityGroups[id]?.GroupName ?? id).join("\n");
  const association = primaryInterface?.Association;
  const subnet = store.subnets[instance.SubnetId];
  const vpc = store.vpcs[instance.VpcId];
  const mac = primaryInterface?.MacAddress ?? "";
  return {
    "ami-id": instance.ImageId,
    "ami-launch-index": "0",
    "ami-manifest-path": "(unknown)",
    "block-device-mapping": { ami: "/dev/xvda", root: "/dev/xvda" },
    hostname: machine.hostname,
    iam: iam(machine),
    "instance-action": "none",
    "instance-id": instance.InstanceId,
    "instance-life-cycle": "on-demand",
    "instance-type": instance.InstanceType,
    "local-hostname": machine.hostname,
    "local-ipv4": machine.address,
    mac,
    network: {
      interfaces: {
        macs: {
          [mac]: {
            "device-number": "0",
            "interface-id": primaryInterface?.NetworkInterfaceId,
            "local-hostname": machine.hostname,
            "local-ipv4s": machine.address,
            mac,
            "owner-id": call.accountId,
            "public-hostname": association?.PublicDnsName,
            "public-ipv4s": association?.PublicIp,
            "security-group-ids": instance.securityGroupIds.join("\n"),
            "security-groups": groups,
            "subnet-id": instance.SubnetId,
            "subnet-ipv4-cidr-block": subnet?.CidrBlock,
            "vpc-id": instance.VpcId,
            "vpc-ipv4-cidr-block": vpc?.CidrBlock,
            "vpc-ipv4-cidr-blocks": vpc?.CidrBlock,
          },
        },
      },
    },
    placement: {
      "availability-zone": subnet?.AvailabilityZone,
      "availability-zone-id": subnet?.AvailabilityZoneId,
      region: call.region,
    },
    profile: "default-hvm",
    "public-hostname": association?.PublicDnsName,
    "public-ipv4": association?.PublicIp,
    "public-keys": instance.KeyName === undefined ? undefined : { [`0=${instance.KeyName}`]: {} },
    "reservation-id": instance.reservationId,
    "security-groups": groups,
    services: { domain: "amazonaws.com", partition: "aws" },
  };
}

function iam(machine: Machine): Tree | undefined {
  const { instance, call } = machine;
  const profile = instance.IamInstanceProfile;
  const role = instanceRole(call, instance);
  if (!profile || !role) return undefined;
  const credentials = instanceCredentials(call, instance);
  const updated = instant(credentials?.issued ?? call.cloud.clock.now());
  return {
    info: pretty({
      Code: "Success",
      LastUpdated: updated,
      InstanceProfileArn: profile.Arn,
      InstanceProfileId: profile.Id,
    }),
    "security-credentials": {
      [role.name]: credentials
        ? pretty({
            Code: "Success",
            LastUpdated: updated,
            Type: "AWS-HMAC",
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            Token: credentials.sessionToken,
            Expiration: instant(credentials.expiration),
          })
        : pretty({
            Code: "AssumeRoleUnauthorizedAccess",
            Message:
              "EC2 cannot assume the role. Please see documentation at https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.",
            LastUpdated: updated,
          }),
    },
  };
}

function identityDocument({ instance, call, address }: Machine): string {
  const image = publicImages(call.region).find((it) => it.id === instance.ImageId);
  return pretty({
    accountId: call.accountId,
    architecture: image?.architecture ?? "x86_64",
    availabilityZone: ec2(call).subnets[instance.SubnetId]?.AvailabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: instance.ImageId,
    instanceId: instance.InstanceId,
    instanceType: instance.InstanceType,
    kernelId: null,
    pendingTime: instant(instance.LaunchTime),
    privateIp: address,
    ramdiskId: null,
    region: call.region,
    version: "2017-09-30",
  });
}

function userData({ instance }: Machine): string | undefined {
  return instance.userData === undefined ? undefined : Buffer.from(instance.userData, "base64").toString();
}

/** As the service writes JSON: a blank before each colon. */
function pretty(value: object): string {
  return JSON.stringify(value, null, 2).replaceAll(/^( *"[^"]*"):/gm, "$1 :");
}

const instant = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
