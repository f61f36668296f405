import type { LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import { allPages, type Reader, type Relationship, type Resource, tagMap } from "./resource.ts";
import { fill, plain } from "./template.ts";

const LOAD_BALANCER = {
  loadBalancerArn: null,
  dNSName: null,
  canonicalHostedZoneId: null,
  createdTime: null,
  loadBalancerName: null,
  scheme: null,
  vpcId: null,
  state: { code: null, reason: null },
  type: null,
  availabilityZones: [{ zoneName: null, subnetId: null, loadBalancerAddresses: [] }],
  securityGroups: [],
  ipAddressType: null,
} as const;

export async function readLoadBalancers(reader: Reader): Promise<Resource[]> {
  const all = await allPages(async (Marker) => {
    const page = await reader.ask("elasticloadbalancing", "DescribeLoadBalancers", { Marker });
    return { items: page.LoadBalancers, next: page.NextMarker };
  });
  return Promise.all(all.map((one) => readLoadBalancer(reader, one)));
}

async function readLoadBalancer({ ask }: Reader, one: LoadBalancer): Promise<Resource> {
  const arn = one.LoadBalancerArn!;
  const [{ Attributes = [] }, { TagDescriptions = [] }] = await Promise.all([
    ask("elasticloadbalancing", "DescribeLoadBalancerAttributes", { LoadBalancerArn: arn }),
    ask("elasticloadbalancing", "DescribeTags", { ResourceArns: [arn] }),
  ]);
  const tags = TagDescriptions[0]?.Tags ?? [];
  return {
    type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    id: arn,
    name: one.LoadBalancerName,
    arn,
    zone: "Multiple Availability Zones",
    created: one.CreatedTime,
    tags: tagMap(tags),
    relationships: relationships(one),
    configuration: fill(one, LOAD_BALANCER),
    supplementary: {
      LoadBalancerAttributes: JSON.stringify(plain(Attributes)),
      Tags: JSON.stringify(plain(tags)),
    },
    settling: one.State?.Code === "provisioning",
  };
}

function relationships({ SecurityGroups = [], AvailabilityZones = [], VpcId }: LoadBalancer): Relationship[] {
  return [
    ...SecurityGroups.map((resourceId) => ({
      resourceType: "AWS::EC2::SecurityGroup",
      resourceId,
      relationshipName: "Is associated with SecurityGroup",
    })),
    ...AvailabilityZones.map(({ SubnetId }) => ({
      resourceType: "AWS::EC2::Subnet",
      resourceId: SubnetId,
      relationshipName: "Is attached to Subnet",
    })),
    { resourceType: "AWS::EC2::VPC", resourceId: VpcId, relationshipName: "Is contained in Vpc" },
  ];
}
