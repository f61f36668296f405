import type { Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { Network } from "./network.ts";

export type SecurityGroups = Record<
  | "WebAppLoadBalancerSecurityGroup"
  | "WebAppWebServerSecurityGroup"
  | "WebAppDbServerSecurityGroup"
  | "ServicesServerSecurityGroup"
  | "PoCServerSecurityGroup"
  | "ServicesEndpointSecurityGroup",
  ec2.CfnSecurityGroup
>;

const SERVICES_CIDR = "10.1.0.0/16";
const ON_PREMISES_CIDR = "192.168.0.0/16";
const WEB_APP_CIDR = "10.0.0.0/16";
const ANYWHERE = "0.0.0.0/0";

/** SSH and RDP, the two administrative ports that the lab is about. */
const ADMINISTRATION = [22, 3389];

const tcp = (
  port: number,
  peer: Partial<ec2.CfnSecurityGroup.IngressProperty & ec2.CfnSecurityGroup.EgressProperty>,
) => ({
  ipProtocol: "tcp",
  fromPort: port,
  toPort: port,
  ...peer,
});

/**
 * The six groups as the participant finds them: the Services servers may administer all 65,536 addresses of the
 * web application's VPC, and may be administered from the whole office. Names are the guide's, to the letter.
 */
export function buildSecurityGroups(stack: Stack, network: Network, s3PrefixListId: string): SecurityGroups {
  const { WebAppVPC, ServicesVPC, PoCVPC } = network.vpcs;
  const group = (
    id: keyof SecurityGroups,
    groupName: string,
    vpc: ec2.CfnVPC,
    rules: Pick<ec2.CfnSecurityGroupProps, "securityGroupIngress" | "securityGroupEgress">,
  ) =>
    new ec2.CfnSecurityGroup(stack, id, { groupName, groupDescription: groupName, vpcId: vpc.ref, ...rules });
  const administeredFromServices = ADMINISTRATION.map((port) => tcp(port, { cidrIp: SERVICES_CIDR }));

  const loadBalancer = group(
    "WebAppLoadBalancerSecurityGroup",
    "WebApp Application Load Balancer Security Group",
    WebAppVPC,
    { securityGroupIngress: [tcp(80, { cidrIp: ANYWHERE })] },
  );
  const web = group("WebAppWebServerSecurityGroup", "WebApp Web Server Security Group", WebAppVPC, {
    securityGroupIngress: [
      tcp(80, { sourceSecurityGroupId: loadBalancer.attrGroupId }),
      ...administeredFromServices,
    ],
  });
  const database = group("WebAppDbServerSecurityGroup", "WebApp Database Server Security Group", WebAppVPC, {
    securityGroupIngress: [
      tcp(3306, { sourceSecurityGroupId: web.attrGroupId }),
      ...administeredFromServices,
    ],
  });
  const services = group("ServicesServerSecurityGroup", "Services Server Security Group", ServicesVPC, {
    securityGroupIngress: ADMINISTRATION.map((port) => tcp(port, { cidrIp: ON_PREMISES_CIDR })),
    securityGroupEgress: [
      ...ADMINISTRATION.map((port) => tcp(port, { cidrIp: WEB_APP_CIDR })),
      // Session logs go to S3 over HTTPS only; the port 80 of 2019 served repositories that are gone.
      tcp(443, { destinationPrefixListId: s3PrefixListId }),
    ],
  });
  const poc = group("PoCServerSecurityGroup", "PoC Web Server Security Group", PoCVPC, {
    securityGroupIngress: [tcp(80, { cidrIp: ANYWHERE }), ...administeredFromServices],
  });
  const endpoint = group(
    "ServicesEndpointSecurityGroup",
    "Endpoint Security Group for the Services VPC",
    ServicesVPC,
    { securityGroupIngress: [tcp(443, { sourceSecurityGroupId: services.attrGroupId })] },
  );

  // Rules of their own, because each pair of groups names the other.
  egress(stack, "LoadBalancerToWebServers", loadBalancer, 80, web);
  egress(stack, "ServicesToEndpoints", services, 443, endpoint);
  return {
    WebAppLoadBalancerSecurityGroup: loadBalancer,
    WebAppWebServerSecurityGroup: web,
    WebAppDbServerSecurityGroup: database,
    ServicesServerSecurityGroup: services,
    PoCServerSecurityGroup: poc,
    ServicesEndpointSecurityGroup: endpoint,
  };
}

function egress(
  stack: Stack,
  id: string,
  from: ec2.CfnSecurityGroup,
  port: number,
  to: ec2.CfnSecurityGroup,
): void {
  new ec2.CfnSecurityGroupEgress(stack, id, {
    groupId: from.attrGroupId,
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
    destinationSecurityGroupId: to.attrGroupId,
  });
}
