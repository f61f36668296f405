import type { LabResources } from "../../../workflows/contract.ts";
import type { Place } from "../lab.ts";

/**
 * The parts that the lab's resources play, and what they are known by: logical ids in the stack, which both our
 * template and that of 2019 share for these, and names and CIDR blocks, which the guide fixes.
 */

export const STACK_NAME = "FND203-Demo-Stack";

export const trailBucket = (suffix: string): string => `fdn203-demo-bucket-${suffix}`;
export const sessionLogBucket = (suffix: string): string => `fdn203-ssmlogs-bucket-${suffix}`;

/**
 * What the participant makes, by the guide's names. `fdn203` is the guide's own spelling of the buckets; a reader who
 * takes it for a slip writes `fnd203`, and that is accepted as well.
 */
export const labNames = ({ accountId }: Place, suffix: string): LabResources => ({
  "participant.suffix": suffix,
  "bucket.trail": trailBucket(suffix),
  "bucket.sessionLogs": sessionLogBucket(suffix),
  // The console's own proposal. Unsure: whether it still is that of 2019.
  "bucket.config": `config-bucket-${accountId}`,
  "logGroup.sessionLogs": "fnd203-ssmlogs-logs",
});

export const VPCS = {
  webApp: { logicalId: "WebAppVPC", name: "Web Application VPC", cidr: "10.0.0.0/16" },
  services: { logicalId: "ServicesVPC", name: "Services VPC", cidr: "10.1.0.0/16" },
  poc: { logicalId: "PoCVPC", name: "Proof of Concept VPC", cidr: "10.250.0.0/16" },
} as const;

export type VpcKey = keyof typeof VPCS;

/** A subnet's block is unique in its VPC and cannot be changed, unlike its Name tag. */
export const SUBNETS: Record<string, { vpc: VpcKey; cidr: string }> = {
  webAppPublic1: { vpc: "webApp", cidr: "10.0.0.0/24" },
  webAppPublic2: { vpc: "webApp", cidr: "10.0.128.0/24" },
  webAppWeb1: { vpc: "webApp", cidr: "10.0.1.0/24" },
  webAppWeb2: { vpc: "webApp", cidr: "10.0.129.0/24" },
  webAppDb1: { vpc: "webApp", cidr: "10.0.2.0/24" },
  webAppDb2: { vpc: "webApp", cidr: "10.0.130.0/24" },
  services1: { vpc: "services", cidr: "10.1.0.0/24" },
  services2: { vpc: "services", cidr: "10.1.128.0/24" },
  pocPublic1: { vpc: "poc", cidr: "10.250.0.0/24" },
  pocPublic2: { vpc: "poc", cidr: "10.250.128.0/24" },
  pocPrivate1: { vpc: "poc", cidr: "10.250.1.0/24" },
  pocPrivate2: { vpc: "poc", cidr: "10.250.129.0/24" },
};

export const GROUPS: Record<string, { vpc: VpcKey; logicalId: string; name: string }> = {
  loadBalancer: {
    vpc: "webApp",
    logicalId: "WebAppLoadBalancerSecurityGroup",
    name: "WebApp Application Load Balancer Security Group",
  },
  webAppWeb: {
    vpc: "webApp",
    logicalId: "WebAppWebServerSecurityGroup",
    name: "WebApp Web Server Security Group",
  },
  webAppDb: {
    vpc: "webApp",
    logicalId: "WebAppDbServerSecurityGroup",
    name: "WebApp Database Server Security Group",
  },
  servicesServer: {
    vpc: "services",
    logicalId: "ServicesServerSecurityGroup",
    name: "Services Server Security Group",
  },
  endpoint: {
    vpc: "services",
    logicalId: "ServicesEndpointSecurityGroup",
    name: "Endpoint Security Group for the Services VPC",
  },
  pocWeb: { vpc: "poc", logicalId: "PoCServerSecurityGroup", name: "PoC Web Server Security Group" },
};

export const INSTANCES: Record<string, { logicalId: string; name: string }> = {
  web1: { logicalId: "WebAppServerAZ1", name: "Web Server for AZ1" },
  web2: { logicalId: "WebAppServerAZ2", name: "Web Server for AZ2" },
  db1: { logicalId: "DbServerAZ1", name: "Database Server for AZ1" },
  db2: { logicalId: "DbServerAZ2", name: "Database Server for AZ2" },
  services1: { logicalId: "ServicesAZ1", name: "Services Server for AZ1" },
  services2: { logicalId: "ServicesAZ2", name: "Services Server for AZ2" },
  poc1: { logicalId: "PoCServerAZ1", name: "PoC Web Server for AZ1" },
  poc2: { logicalId: "PoCServerAZ2", name: "PoC Web Server for AZ2" },
};

/** Network ACLs that the participant makes, by the names of the guide. */
export const ACLS: Record<string, { vpc: VpcKey; name: string }> = {
  loadBalancerIsolation: { vpc: "webApp", name: "LoadBalancerIsolation" },
  pocProtectionAz1: { vpc: "poc", name: "PoCProtectionAZ1" },
  pocProtectionAz2: { vpc: "poc", name: "PoCProtectionAZ2" },
};
