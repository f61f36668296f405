import * as z from "zod";
import { bool, integer, tags } from "../../../resource-properties.ts";

const networkInterface = z.strictObject({
  AssociatePublicIpAddress: bool.optional(),
  DeleteOnTermination: bool.optional(),
  Description: z.string().optional(),
  DeviceIndex: integer,
  GroupSet: z.array(z.string()).optional(),
  NetworkInterfaceId: z.string().optional(),
  PrivateIpAddress: z.string().optional(),
  SubnetId: z.string().optional(),
});

const blockDevice = z.strictObject({
  DeviceName: z.string(),
  Ebs: z
    .strictObject({
      DeleteOnTermination: bool.optional(),
      Encrypted: bool.optional(),
      Iops: integer.optional(),
      KmsKeyId: z.string().optional(),
      SnapshotId: z.string().optional(),
      VolumeSize: integer.optional(),
      VolumeType: z.enum(["gp2", "gp3", "io1", "io2", "sc1", "st1", "standard"]).optional(),
    })
    .optional(),
});

/** `AWS::EC2::Instance`, its template's properties. */
export const properties = z.strictObject({
  AvailabilityZone: z.string().optional(),
  BlockDeviceMappings: z.array(blockDevice).optional(),
  CreditSpecification: z.strictObject({ CPUCredits: z.string() }).optional(),
  DisableApiTermination: bool.optional(),
  EbsOptimized: bool.optional(),
  IamInstanceProfile: z.string().optional(),
  ImageId: z.string().optional(),
  InstanceInitiatedShutdownBehavior: z.enum(["stop", "terminate"]).optional(),
  InstanceType: z.string().optional(),
  KeyName: z.string().optional(),
  MetadataOptions: z
    .strictObject({
      HttpEndpoint: z.enum(["enabled", "disabled"]).optional(),
      HttpProtocolIpv6: z.enum(["enabled", "disabled"]).optional(),
      HttpPutResponseHopLimit: integer.optional(),
      HttpTokens: z.enum(["optional", "required"]).optional(),
      InstanceMetadataTags: z.enum(["enabled", "disabled"]).optional(),
    })
    .optional(),
  Monitoring: bool.optional(),
  NetworkInterfaces: z.array(networkInterface).optional(),
  PrivateIpAddress: z.string().optional(),
  PropagateTagsToVolumeOnCreation: bool.optional(),
  SecurityGroupIds: z.array(z.string()).optional(),
  SecurityGroups: z.array(z.string()).optional(),
  SourceDestCheck: bool.optional(),
  SubnetId: z.string().optional(),
  Tags: tags.optional(),
  UserData: z.string().optional(),
});

export type Properties = z.infer<typeof properties>;
