// One file, however long: it is a table of what a participant may do.
import {
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteConfigurationRecorderCommand,
  DeleteDeliveryChannelCommand,
  PutConfigurationRecorderCommand,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclCommand,
  DeleteNetworkAclCommand,
  DescribeNetworkAclsCommand,
  ReplaceNetworkAclAssociationCommand,
} from "@aws-sdk/client-ec2";
import {
  ArchiveFindingsCommand,
  CreateDetectorCommand,
  CreateSampleFindingsCommand,
  DeleteDetectorCommand,
  ListDetectorsCommand,
  ListFindingsCommand,
  UpdateDetectorCommand,
} from "@aws-sdk/client-guardduty";
import { CreateServiceLinkedRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  CreateDocumentCommand,
  DeleteDocumentCommand,
  StartSessionCommand,
  UpdateDocumentCommand,
} from "@aws-sdk/client-ssm";
import type { Clients } from "../../../tasks/runtime/clients.ts";
import type { LabResources } from "../../../workflows/contract.ts";
import { MESSES } from "../mess.ts";

/** What a participant does to a built lab. Whatever AWS refuses of it is part of the walk. */
export type WalkAction = (clients: Clients, lab: LabResources) => Promise<unknown>;

const TRAIL = "All-API-Commands-across-all-Regions";
const PREFERENCES = "SSM-SessionManagerRunShell";

/** The walk's messes, but for the instance profile of the participant's own, which stays and is told. */
const messes = Object.fromEntries(
  Object.entries(MESSES).filter(([name]) => !name.includes("instance profile")),
);

const trailArn = async ({ cloudTrail }: Clients) =>
  (await cloudTrail.send(new DescribeTrailsCommand())).trailList?.[0]?.TrailARN;

const detector = async ({ guardDuty }: Clients) =>
  (await guardDuty.send(new ListDetectorsCommand())).DetectorIds?.[0];

const preferences = (bucket: string, encrypted: boolean) =>
  JSON.stringify({
    schemaVersion: "1.0",
    description: "mine",
    sessionType: "Standard_Stream",
    inputs: {
      s3BucketName: bucket,
      s3KeyPrefix: "",
      s3EncryptionEnabled: encrypted,
      cloudWatchLogGroupName: "",
      cloudWatchEncryptionEnabled: false,
      cloudWatchStreamingEnabled: false,
      kmsKeyId: "",
      runAsEnabled: false,
      runAsDefaultUser: "",
    },
  });

const createBucket =
  (part: string): WalkAction =>
  ({ s3 }, lab) =>
    s3.send(new CreateBucketCommand({ Bucket: lab[part]! }));

const fillBucket =
  (part: string): WalkAction =>
  async ({ s3 }, lab) => {
    const Bucket = lab[part]!;
    for (const Key of ["a", "a", "folder/b"]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "unfinished" }));
  };

const versionBucket =
  (part: string): WalkAction =>
  ({ s3 }, lab) =>
    s3.send(
      new PutBucketVersioningCommand({
        Bucket: lab[part]!,
        VersioningConfiguration: { Status: "Enabled" },
      }),
    );

const buckets = Object.fromEntries(
  ["bucket.trail", "bucket.config", "bucket.sessionLogs"].flatMap((part): [string, WalkAction][] => [
    [`make ${part}`, createBucket(part)],
    [`fill ${part}`, fillBucket(part)],
    [`keep versions in ${part}`, versionBucket(part)],
    [`delete ${part}`, ({ s3 }, lab) => s3.send(new DeleteBucketCommand({ Bucket: lab[part]! }))],
  ]),
);

/** Done half, undone, done wrongly, and things made beside; the steps themselves come from the lab. */
export const ACTIONS: Record<string, WalkAction> = {
  ...messes,
  ...buckets,
  "a bucket with the guide's other spelling": ({ s3 }, lab) =>
    s3.send(new CreateBucketCommand({ Bucket: lab["bucket.trail"]!.replace("fdn203", "fnd203") })),
  "take the trail bucket's policy away": ({ s3 }, lab) =>
    s3.send(new DeleteBucketPolicyCommand({ Bucket: lab["bucket.trail"]! })),
  "a trail that does not log": ({ cloudTrail }, lab) =>
    cloudTrail.send(new CreateTrailCommand({ Name: TRAIL, S3BucketName: lab["bucket.trail"]! })),
  "a trail of another name into the bucket": ({ cloudTrail }, lab) =>
    cloudTrail.send(
      new CreateTrailCommand({
        Name: "my-trail",
        S3BucketName: lab["bucket.trail"]!,
        EnableLogFileValidation: true,
      }),
    ),
  "a trail with spaces": ({ cloudTrail }, lab) =>
    cloudTrail.send(
      new CreateTrailCommand({
        Name: "All API Commands across all Regions",
        S3BucketName: lab["bucket.trail"]!,
      }),
    ),
  "the trail is stopped": async (clients) =>
    clients.cloudTrail.send(new StopLoggingCommand({ Name: await trailArn(clients) })),
  "the trail is started": async (clients) =>
    clients.cloudTrail.send(new StartLoggingCommand({ Name: await trailArn(clients) })),
  "the trail is of one Region": async (clients) =>
    clients.cloudTrail.send(
      new UpdateTrailCommand({ Name: await trailArn(clients), IsMultiRegionTrail: false }),
    ),
  "the trail is deleted": async (clients) =>
    clients.cloudTrail.send(new DeleteTrailCommand({ Name: await trailArn(clients) })),

  "Config's service-linked role": ({ iam }) =>
    iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" })),
  "a recorder without a channel, once a day": ({ config }, lab) =>
    config.send(
      new PutConfigurationRecorderCommand({
        ConfigurationRecorder: {
          name: "mine",
          roleARN: `arn:aws:iam::${accountOf(lab)}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
          recordingGroup: { allSupported: true, includeGlobalResourceTypes: false },
          recordingMode: { recordingFrequency: "DAILY" },
        },
      }),
    ),
  "the recorder is stopped": ({ config }) =>
    config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: "default" })),
  "the recorder is started": ({ config }) =>
    config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: "default" })),
  "the channel is deleted": ({ config }) =>
    config.send(new DeleteDeliveryChannelCommand({ DeliveryChannelName: "default" })),
  "the recorder is deleted": ({ config }) =>
    config.send(new DeleteConfigurationRecorderCommand({ ConfigurationRecorderName: "default" })),

  "GuardDuty with every plan": ({ guardDuty }) => guardDuty.send(new CreateDetectorCommand({ Enable: true })),
  "GuardDuty is suspended": async (clients) =>
    clients.guardDuty.send(new UpdateDetectorCommand({ DetectorId: await detector(clients), Enable: false })),
  "one sample finding": async (clients) =>
    clients.guardDuty.send(
      new CreateSampleFindingsCommand({
        DetectorId: await detector(clients),
        FindingTypes: ["Backdoor:EC2/C&CActivity.B!DNS"],
      }),
    ),
  "findings are archived": async (clients) => {
    const DetectorId = await detector(clients);
    const { FindingIds = [] } = await clients.guardDuty.send(new ListFindingsCommand({ DetectorId }));
    await clients.guardDuty.send(new ArchiveFindingsCommand({ DetectorId, FindingIds }));
  },
  "GuardDuty is disabled": async (clients) =>
    clients.guardDuty.send(new DeleteDetectorCommand({ DetectorId: await detector(clients) })),

  "an ACL without rules before the public subnet": async ({ ec2 }, lab) => {
    const { NetworkAcl } = await ec2.send(
      new CreateNetworkAclCommand({
        VpcId: lab["vpc.webApp"],
        TagSpecifications: [
          { ResourceType: "network-acl", Tags: [{ Key: "Name", Value: "LoadBalancerIsolation" }] },
        ],
      }),
    );
    const { NetworkAcls = [] } = await ec2.send(
      new DescribeNetworkAclsCommand({
        Filters: [{ Name: "association.subnet-id", Values: [lab["subnet.webAppPublic1"]!] }],
      }),
    );
    await ec2.send(
      new ReplaceNetworkAclAssociationCommand({
        AssociationId: NetworkAcls[0]!.Associations!.find(
          (one) => one.SubnetId === lab["subnet.webAppPublic1"],
        )!.NetworkAclAssociationId,
        NetworkAclId: NetworkAcl!.NetworkAclId,
      }),
    );
  },
  "an ACL of the lab is deleted while it guards": async ({ ec2 }, lab) => {
    const { NetworkAcls = [] } = await ec2.send(
      new DescribeNetworkAclsCommand({ Filters: [{ Name: "vpc-id", Values: [lab["vpc.poc"]!] }] }),
    );
    const own = NetworkAcls.find((acl) => !acl.IsDefault);
    await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: own?.NetworkAclId }));
  },
  "the Services servers are opened again": ({ ec2 }, lab) =>
    ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: lab["group.servicesServer"],
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      }),
    ),

  "the log group": ({ logs }, lab) =>
    logs.send(new CreateLogGroupCommand({ logGroupName: lab["logGroup.sessionLogs"]! })),
  "a log group of the bucket's name, as the guide says": ({ logs }, lab) =>
    logs.send(new CreateLogGroupCommand({ logGroupName: lab["bucket.trail"]! })),
  "events in the log group": async ({ logs }, lab) => {
    const logGroupName = lab["logGroup.sessionLogs"]!;
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "mine" }));
    const logEvents = [{ timestamp: Date.now(), message: "mine" }];
    await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: "mine", logEvents }));
  },
  "the log group is deleted": ({ logs }, lab) =>
    logs.send(new DeleteLogGroupCommand({ logGroupName: lab["logGroup.sessionLogs"]! })),
  "the role's own policy says something else": ({ iam }) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: "SharedServerConnectivityRole",
        PolicyName: "SharedServerConnectivityPolicy",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
        }),
      }),
    ),
  "session preferences into the trail's bucket": ({ ssm }, lab) =>
    ssm.send(
      new CreateDocumentCommand({
        Name: PREFERENCES,
        DocumentType: "Session",
        DocumentFormat: "JSON",
        Content: preferences(lab["bucket.trail"]!, true),
      }),
    ),
  "session preferences into a bucket that is not there": ({ ssm }) =>
    ssm.send(
      new UpdateDocumentCommand({
        Name: PREFERENCES,
        DocumentVersion: "$LATEST",
        Content: preferences("nobody-has-this-bucket", false),
      }),
    ),
  "session preferences are deleted": ({ ssm }) => ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES })),
  "a session that nobody ends": ({ ssm }, lab) =>
    ssm.send(new StartSessionCommand({ Target: lab["instance.services1"]! })),
};

const accountOf = (lab: LabResources): string => lab["bucket.config"]!.split("-").at(-1)!;
