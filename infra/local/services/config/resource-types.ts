/**
 * The resource types that are recorded here, by the area that is read at once: one service's Describe calls answer
 * for all of its types, and a change to one often is a change to its neighbours (a relationship has two ends).
 */
export const AREAS = {
  ec2: [
    "AWS::EC2::EIP",
    "AWS::EC2::Instance",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::Volume",
  ],
  iam: ["AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"],
  s3: ["AWS::S3::Bucket"],
  cloudformation: ["AWS::CloudFormation::Stack"],
  elasticloadbalancing: ["AWS::ElasticLoadBalancingV2::LoadBalancer"],
  lambda: ["AWS::Lambda::Function"],
} as const;

export type Area = keyof typeof AREAS;

export const ALL_AREAS = Object.keys(AREAS) as Area[];

/** The IAM types, which a recording of all types leaves out unless it includes global ones. */
export const GLOBAL_TYPES: readonly string[] = [
  "AWS::IAM::Group",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::IAM::User",
];

/** What a successful call of each service may have touched; calls that only read are left out before. */
const TOUCHED: Record<string, { operations: RegExp; areas: readonly Area[] }> = {
  ec2: { operations: /./, areas: ["ec2"] },
  iam: { operations: /./, areas: ["iam"] },
  // Not the objects' operations.
  s3: { operations: /Bucket|PublicAccessBlock/, areas: ["s3"] },
  cloudformation: { operations: /Stack|ChangeSet/, areas: ["cloudformation"] },
  // A load balancer has interfaces, and brings its service's linked role.
  elasticloadbalancing: { operations: /./, areas: ["elasticloadbalancing", "ec2", "iam"] },
  lambda: { operations: /Function|Permission|Tag|Concurrency|Version/, areas: ["lambda", "ec2"] },
  guardduty: { operations: /^CreateDetector$/, areas: ["iam"] },
};

const READS = /^(Describe|Get|List|Head|Lookup|Validate|Simulate|Test|Generate|Detect)/;

/** The areas that a call of this operation may have changed. */
export function areasTouched(service: string, operation: string): readonly Area[] {
  const touched = TOUCHED[service];
  return touched && !READS.test(operation) && touched.operations.test(operation) ? touched.areas : [];
}

/** Areas that belong to the whole account: what changes there, every Region's recorder sees. */
export const isGlobal = (area: Area): boolean => area === "iam" || area === "s3";
