import type { RecordedEvent } from "../events/store.ts";

/** A resource that Event history shows with an event. */
export interface EventResource {
  ResourceType: string;
  ResourceName: string;
}

/** EC2's ids tell their kind. Type names: "Supported resource types", CloudTrail User Guide. */
const EC2_TYPES: Record<string, string> = {
  acl: "NetworkAcl",
  aclassoc: "SubnetNetworkAclAssociation",
  ami: "Ami",
  dopt: "DHCPOptions",
  eipalloc: "EIP",
  eni: "NetworkInterface",
  i: "Instance",
  igw: "InternetGateway",
  nat: "NatGateway",
  pcx: "VPCPeeringConnection",
  rtb: "RouteTable",
  rtbassoc: "SubnetRouteTableAssociation",
  sg: "SecurityGroup",
  subnet: "Subnet",
  vgw: "VPNGateway",
  vol: "Volume",
  vpc: "VPC",
  vpce: "VPCEndpoint",
};

const EC2_ID = /^([a-z]+)-[0-9a-f]{8,17}$/;

/** Members of inputs that name a resource, by service. Unsure for what is beyond roles, policies, trails and buckets. */
const NAMED: Record<string, Record<string, string>> = {
  cloudformation: { StackName: "AWS::CloudFormation::Stack" },
  cloudtrail: { Name: "AWS::CloudTrail::Trail", TrailName: "AWS::CloudTrail::Trail" },
  iam: {
    RoleName: "AWS::IAM::Role",
    PolicyName: "AWS::IAM::Policy",
    PolicyArn: "AWS::IAM::Policy",
    InstanceProfileName: "AWS::IAM::InstanceProfile",
    UserName: "AWS::IAM::User",
    GroupName: "AWS::IAM::Group",
  },
  s3: { Bucket: "AWS::S3::Bucket" },
  sts: { RoleArn: "AWS::IAM::Role" },
};

/** Members of outputs that do. */
const ANSWERED: Record<string, Record<string, string>> = {
  cloudtrail: { TrailARN: "AWS::CloudTrail::Trail" },
};

/**
 * The resources that a call was about, each once. EC2 shows those of calls that change something: every resource
 * that request or answer names.
 */
export function resourcesOf({ service, readOnly, input = {}, output = {} }: RecordedEvent): EventResource[] {
  const found = new Map<string, EventResource>();
  const add = (ResourceType: string, ResourceName: unknown) => {
    if (typeof ResourceName === "string" && ResourceName !== "")
      found.set(`${ResourceType} ${ResourceName}`, { ResourceType, ResourceName });
  };
  if (service === "ec2") {
    if (readOnly) return [];
    visit(input, add);
    visit(output, add);
  }
  for (const [member, type] of Object.entries(NAMED[service] ?? {})) add(type, input[member]);
  for (const [member, type] of Object.entries(ANSWERED[service] ?? {})) add(type, output[member]);
  return [...found.values()];
}

function visit(value: unknown, add: (type: string, name: unknown) => void, member = ""): void {
  if (typeof value === "string") {
    const kind = EC2_TYPES[EC2_ID.exec(value)?.[1] ?? ""];
    if (kind) add(`AWS::EC2::${kind}`, value);
    else if (member === "KeyName") add("AWS::EC2::KeyPair", value);
    else if (member === "GroupName") add("AWS::EC2::SecurityGroup", value);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) visit(item, add, Array.isArray(value) ? member : name);
}
