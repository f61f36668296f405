import { ANY, TAGS } from "./template.ts";

/**
 * The members of the EC2 types' configurations, in the order of items of version 1.3 (observed), with the later
 * members of AWS's published resource schemas at the end. One table, and therefore one file.
 */

export const NETWORK_ACL = {
  associations: [{ networkAclAssociationId: null, networkAclId: null, subnetId: null }],
  entries: [
    {
      cidrBlock: null,
      egress: null,
      icmpTypeCode: { code: null, type: null },
      ipv6CidrBlock: null,
      portRange: { from: null, to: null },
      protocol: null,
      ruleAction: null,
      ruleNumber: null,
    },
  ],
  isDefault: null,
  networkAclId: null,
  tags: TAGS,
  vpcId: null,
  ownerId: null,
} as const;

export const SUBNET = {
  availabilityZone: null,
  availabilityZoneId: null,
  availableIpAddressCount: null,
  cidrBlock: null,
  defaultForAz: null,
  mapPublicIpOnLaunch: null,
  state: null,
  subnetId: null,
  vpcId: null,
  ownerId: null,
  assignIpv6AddressOnCreation: null,
  ipv6CidrBlockAssociationSet: [],
  tags: TAGS,
  subnetArn: null,
  outpostArn: null,
  enableDns64: null,
  ipv6Native: null,
  privateDnsNameOptionsOnLaunch: {
    hostnameType: null,
    enableResourceNameDnsARecord: null,
    enableResourceNameDnsAAAARecord: null,
  },
} as const;

export const VPC = {
  cidrBlock: null,
  dhcpOptionsId: null,
  state: null,
  vpcId: null,
  ownerId: null,
  instanceTenancy: null,
  ipv6CidrBlockAssociationSet: [],
  cidrBlockAssociationSet: [
    { associationId: null, cidrBlock: null, cidrBlockState: { state: null, statusMessage: null } },
  ],
  isDefault: null,
  tags: TAGS,
} as const;

export const ROUTE_TABLE = {
  associations: [
    {
      main: null,
      routeTableAssociationId: null,
      routeTableId: null,
      subnetId: null,
      gatewayId: null,
      associationState: { state: null, statusMessage: null },
    },
  ],
  propagatingVgws: [{ gatewayId: null }],
  routeTableId: null,
  routes: [
    {
      destinationCidrBlock: null,
      destinationIpv6CidrBlock: null,
      destinationPrefixListId: null,
      egressOnlyInternetGatewayId: null,
      gatewayId: null,
      instanceId: null,
      instanceOwnerId: null,
      natGatewayId: null,
      transitGatewayId: null,
      localGatewayId: null,
      networkInterfaceId: null,
      origin: null,
      state: null,
      vpcPeeringConnectionId: null,
    },
  ],
  tags: TAGS,
  vpcId: null,
  ownerId: null,
} as const;

const ADDRESS_ASSOCIATION = {
  allocationId: null,
  associationId: null,
  ipOwnerId: null,
  publicDnsName: null,
  publicIp: null,
} as const;

const GROUPS = [{ groupName: null, groupId: null }] as const;

const PRIVATE_ADDRESSES = [
  { association: ADDRESS_ASSOCIATION, primary: null, privateDnsName: null, privateIpAddress: null },
] as const;

export const NETWORK_INTERFACE = {
  association: ADDRESS_ASSOCIATION,
  attachment: {
    attachTime: null,
    attachmentId: null,
    deleteOnTermination: null,
    deviceIndex: null,
    instanceId: null,
    instanceOwnerId: null,
    status: null,
  },
  availabilityZone: null,
  description: null,
  groups: GROUPS,
  interfaceType: null,
  ipv6Addresses: [],
  macAddress: null,
  networkInterfaceId: null,
  outpostArn: null,
  ownerId: null,
  privateDnsName: null,
  privateIpAddress: null,
  privateIpAddresses: PRIVATE_ADDRESSES,
  requesterId: null,
  requesterManaged: null,
  sourceDestCheck: null,
  status: null,
  subnetId: null,
  tagSet: TAGS,
  vpcId: null,
} as const;

export const INTERNET_GATEWAY = {
  attachments: [{ state: null, vpcId: null }],
  internetGatewayId: null,
  ownerId: null,
  tags: TAGS,
} as const;

export const NAT_GATEWAY = {
  createTime: null,
  natGatewayAddresses: [{ allocationId: null, networkInterfaceId: null, privateIp: null, publicIp: null }],
  natGatewayId: null,
  state: null,
  subnetId: null,
  vpcId: null,
  tags: TAGS,
  connectivityType: null,
} as const;

/** From the published schema: no item of this type was seen. */
export const VPC_ENDPOINT = {
  vpcEndpointId: null,
  vpcEndpointType: null,
  vpcId: null,
  serviceName: null,
  state: null,
  policyDocument: null,
  routeTableIds: [],
  subnetIds: [],
  groups: [{ groupId: null, groupName: null }],
  ipAddressType: null,
  dnsOptions: { dnsRecordIpType: null },
  privateDnsEnabled: null,
  requesterManaged: null,
  networkInterfaceIds: [],
  dnsEntries: [{ dnsName: null, hostedZoneId: null }],
  creationTimestamp: null,
  tags: TAGS,
  ownerId: null,
} as const;

export const ADDRESS = {
  instanceId: null,
  publicIp: null,
  allocationId: null,
  associationId: null,
  domain: null,
  networkInterfaceId: null,
  networkInterfaceOwnerId: null,
  privateIpAddress: null,
  tags: TAGS,
  publicIpv4Pool: null,
  networkBorderGroup: null,
} as const;

export const VOLUME = {
  attachments: [
    {
      attachTime: null,
      device: null,
      instanceId: null,
      state: null,
      volumeId: null,
      deleteOnTermination: null,
    },
  ],
  availabilityZone: null,
  createTime: null,
  encrypted: null,
  kmsKeyId: null,
  size: null,
  snapshotId: null,
  state: null,
  volumeId: null,
  iops: null,
  tags: TAGS,
  volumeType: null,
  throughput: null,
} as const;

export const INSTANCE = {
  amiLaunchIndex: null,
  imageId: null,
  instanceId: null,
  instanceType: null,
  kernelId: null,
  keyName: null,
  launchTime: null,
  monitoring: { state: null },
  placement: {
    availabilityZone: null,
    affinity: null,
    groupName: null,
    partitionNumber: null,
    hostId: null,
    tenancy: null,
    spreadDomain: null,
    hostResourceGroupArn: null,
  },
  platform: null,
  privateDnsName: null,
  privateIpAddress: null,
  productCodes: [],
  publicDnsName: null,
  publicIpAddress: null,
  ramdiskId: null,
  state: { code: null, name: null },
  stateTransitionReason: null,
  subnetId: null,
  vpcId: null,
  architecture: null,
  blockDeviceMappings: [
    { deviceName: null, ebs: { attachTime: null, deleteOnTermination: null, status: null, volumeId: null } },
  ],
  clientToken: null,
  ebsOptimized: null,
  enaSupport: null,
  hypervisor: null,
  iamInstanceProfile: { arn: null, id: null },
  instanceLifecycle: null,
  elasticGpuAssociations: [],
  elasticInferenceAcceleratorAssociations: [],
  networkInterfaces: [
    {
      association: { ipOwnerId: null, publicDnsName: null, publicIp: null },
      attachment: {
        attachTime: null,
        attachmentId: null,
        deleteOnTermination: null,
        deviceIndex: null,
        status: null,
      },
      description: null,
      groups: GROUPS,
      ipv6Addresses: [],
      macAddress: null,
      networkInterfaceId: null,
      ownerId: null,
      privateDnsName: null,
      privateIpAddress: null,
      privateIpAddresses: PRIVATE_ADDRESSES,
      sourceDestCheck: null,
      status: null,
      subnetId: null,
      vpcId: null,
      interfaceType: null,
    },
  ],
  outpostArn: null,
  rootDeviceName: null,
  rootDeviceType: null,
  securityGroups: GROUPS,
  sourceDestCheck: null,
  spotInstanceRequestId: null,
  sriovNetSupport: null,
  stateReason: { code: null, message: null },
  tags: TAGS,
  virtualizationType: null,
  cpuOptions: { coreCount: null, threadsPerCore: null },
  capacityReservationId: null,
  capacityReservationSpecification: ANY,
  hibernationOptions: { configured: null },
  licenses: [],
  metadataOptions: { state: null, httpTokens: null, httpPutResponseHopLimit: null, httpEndpoint: null },
} as const;
