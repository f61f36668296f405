import { Fn, type Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Network, SubnetId } from "./network.ts";
import type { SecurityGroups } from "./security-groups.ts";

export interface Servers {
  instances: Record<ServerId, ec2.CfnInstance>;
  loadBalancer: elb.CfnLoadBalancer;
  role: iam.CfnRole;
}

type ServerId = keyof typeof SERVERS;
type Software = "web" | "database" | "web-and-database" | "none";

const SERVERS = {
  WebAppServerAZ1: server("Web Server for AZ1", "WebAppWebSubnetAZ1", "WebAppWebServerSecurityGroup", "web"),
  WebAppServerAZ2: server("Web Server for AZ2", "WebAppWebSubnetAZ2", "WebAppWebServerSecurityGroup", "web"),
  DbServerAZ1: server(
    "Database Server for AZ1",
    "WebAppDbSubnetAZ1",
    "WebAppDbServerSecurityGroup",
    "database",
  ),
  DbServerAZ2: server(
    "Database Server for AZ2",
    "WebAppDbSubnetAZ2",
    "WebAppDbServerSecurityGroup",
    "database",
  ),
  ServicesAZ1: server("Services Server for AZ1", "ServicesSubnetAZ1", "ServicesServerSecurityGroup", "none"),
  ServicesAZ2: server("Services Server for AZ2", "ServicesSubnetAZ2", "ServicesServerSecurityGroup", "none"),
  PoCServerAZ1: server(
    "PoC Web Server for AZ1",
    "PoCPublicSubnetAZ1",
    "PoCServerSecurityGroup",
    "web-and-database",
  ),
  PoCServerAZ2: server(
    "PoC Web Server for AZ2",
    "PoCPublicSubnetAZ2",
    "PoCServerSecurityGroup",
    "web-and-database",
  ),
};

function server(name: string, subnet: SubnetId, group: keyof SecurityGroups, software: Software) {
  return { name, subnet, group, software };
}

/** Builds the eight servers, their role, the Services VPC's endpoints and the load balancer. */
export function buildServers(
  stack: Stack,
  network: Network,
  groups: SecurityGroups,
  launch: { imageId: string; keyName: string },
): Servers {
  const { role, profile } = serverRole(stack);
  const endpoints = servicesEndpoints(stack, network, groups);
  // A server that boots before its way to the repositories or to Systems Manager exists never gets its software,
  // or registers late: user data runs once.
  const readyFor: Record<string, ec2.CfnRoute[] | ec2.CfnVPCEndpoint[]> = {
    WebApp: [network.internetReady.webAppThroughNat],
    Db: [network.internetReady.webAppThroughNat],
    Services: endpoints,
    PoC: [network.internetReady.poc],
  };
  const instances = Object.fromEntries(
    (Object.keys(SERVERS) as ServerId[]).map((id) => {
      const one = SERVERS[id];
      const instance = new ec2.CfnInstance(stack, id, {
        imageId: launch.imageId,
        instanceType: "t3.micro",
        keyName: launch.keyName,
        iamInstanceProfile: profile.ref,
        subnetId: network.subnets[one.subnet].ref,
        securityGroupIds: [groups[one.group].attrGroupId],
        metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          { deviceName: "/dev/xvda", ebs: { volumeType: "gp3", encrypted: true, deleteOnTermination: true } },
        ],
        userData: userData(one.name, one.software),
        tags: [{ key: "Name", value: one.name }],
      });
      for (const [prefix, needed] of Object.entries(readyFor))
        if (id.startsWith(prefix)) for (const resource of needed) instance.addResourceDependency(resource);
      return [id, instance];
    }),
  ) as Servers["instances"];
  return { instances, role, loadBalancer: loadBalancer(stack, network, groups, instances) };
}

/**
 * No `-e`: a mirror that answers late must not leave the rest undone, as the retired Inspector agent did in the
 * template of 2019. The page of its own makes `/` answer 200 and the target group healthy; without it Apache's
 * test page answers 403.
 */
function userData(name: string, software: Software): string | undefined {
  if (software === "none") return undefined;
  const lines = ["#!/bin/bash -x"];
  if (software !== "database")
    lines.push(
      "dnf install -y httpd",
      `echo '<!doctype html><title>FND203</title><h1>${name}</h1>' > /var/www/html/index.html`,
      "systemctl enable --now httpd",
    );
  if (software !== "web") lines.push("dnf install -y mariadb105-server", "systemctl enable --now mariadb");
  return Fn.base64(`${lines.join("\n")}\n`);
}

/** The role keeps its fixed name because the guide reads its credentials by that name from the metadata service. */
function serverRole(stack: Stack) {
  const role = new iam.CfnRole(stack, "SharedServerConnectivityRole", {
    roleName: "SharedServerConnectivityRole",
    assumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
  });
  // A policy resource of its own, as in 2019: the extra credit has the participant edit this very policy.
  new iam.CfnPolicy(stack, "SharedServerConnectivityPolicy", {
    policyName: "SharedServerConnectivityPolicy",
    roles: [role.ref],
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: [
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
            "s3:GetEncryptionConfiguration",
          ],
          Resource: "*",
        },
      ],
    },
  });
  const profile = new iam.CfnInstanceProfile(stack, "SharedServerConnectivityProfile", { roles: [role.ref] });
  return { role, profile };
}

/**
 * Session Manager needs `ssm` and `ssmmessages`, the extra credit `logs` and the S3 gateway. The `ec2` and
 * `ec2messages` of 2019 are not needed by today's agent; leaving them out saves four network interfaces.
 */
function servicesEndpoints(stack: Stack, network: Network, groups: SecurityGroups): ec2.CfnVPCEndpoint[] {
  const serviceName = (service: string) => `com.amazonaws.${stack.region}.${service}`;
  const vpcId = network.vpcs.ServicesVPC.ref;
  const interfaces = { Ssm: "ssm", SsmMessages: "ssmmessages", Logs: "logs" };
  return [
    ...Object.entries(interfaces).map(
      ([id, service]) =>
        new ec2.CfnVPCEndpoint(stack, `Services${id}Endpoint`, {
          vpcId,
          vpcEndpointType: "Interface",
          serviceName: serviceName(service),
          privateDnsEnabled: true,
          subnetIds: [network.subnets.ServicesSubnetAZ1.ref, network.subnets.ServicesSubnetAZ2.ref],
          securityGroupIds: [groups.ServicesEndpointSecurityGroup.attrGroupId],
        }),
    ),
    new ec2.CfnVPCEndpoint(stack, "ServicesS3Endpoint", {
      vpcId,
      vpcEndpointType: "Gateway",
      serviceName: serviceName("s3"),
      routeTableIds: [network.routeTables.ServicesPrivateRouteTable.ref],
    }),
  ];
}

function loadBalancer(
  stack: Stack,
  network: Network,
  groups: SecurityGroups,
  instances: Servers["instances"],
): elb.CfnLoadBalancer {
  const balancer = new elb.CfnLoadBalancer(stack, "WebAppLoadBalancer", {
    type: "application",
    scheme: "internet-facing",
    subnets: [network.subnets.WebAppPublicSubnetAZ1.ref, network.subnets.WebAppPublicSubnetAZ2.ref],
    securityGroups: [groups.WebAppLoadBalancerSecurityGroup.attrGroupId],
    tags: [{ key: "Name", value: "WebAppLoadBalancer" }],
  });
  // An internet-facing load balancer is refused in a VPC whose gateway is not attached yet.
  balancer.addResourceDependency(network.internetReady.webApp);
  const targets = new elb.CfnTargetGroup(stack, "WebServerTargetGroup", {
    vpcId: network.vpcs.WebAppVPC.ref,
    protocol: "HTTP",
    port: 80,
    targetType: "instance",
    healthCheckPath: "/",
    healthCheckIntervalSeconds: 60,
    targets: [{ id: instances.WebAppServerAZ1.ref }, { id: instances.WebAppServerAZ2.ref }],
    tags: [{ key: "Name", value: "WebServerTargetGroup" }],
  });
  new elb.CfnListener(stack, "WebAppListener", {
    loadBalancerArn: balancer.ref,
    protocol: "HTTP",
    port: 80,
    defaultActions: [{ type: "forward", targetGroupArn: targets.ref }],
  });
  return balancer;
}
