import {
  BootstraplessSynthesizer,
  CfnOutput,
  CfnParameter,
  CfnRule,
  Fn,
  Stack,
  type StackProps,
  Tags,
} from "aws-cdk-lib";
import type { Construct } from "constructs";
import { acknowledgeLabFindings } from "./fnd203/acknowledged-findings.ts";
import { buildNetwork, type Network } from "./fnd203/network.ts";
import { buildSecurityGroups, type SecurityGroups } from "./fnd203/security-groups.ts";
import { buildServers, type Servers } from "./fnd203/servers.ts";

/**
 * The lab of FND203: three VPCs, two of them peered with the Services VPC, eight servers and a load balancer,
 * with the weaknesses that the participant finds and mends. Names, CIDRs and the three DNS outputs are those
 * that the guide speaks of; logical ids are the 2019 template's, so that one check finds either.
 *
 * Low-level constructs on purpose: the template is the lab's subject, every property of it is meant, and it
 * must stay under 51,200 bytes to be created from its body, with no bootstrap and no custom resource.
 */
export class Fnd203Stack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, {
      ...props,
      synthesizer: new BootstraplessSynthesizer(),
      description: "FND203: mitigate risks using cloud-native infrastructure security (Handrail)",
    });
    const parameters = defineParameters(this);
    const network = buildNetwork(this, [parameters.zone1.valueAsString, parameters.zone2.valueAsString]);
    const groups = buildSecurityGroups(this, network, parameters.s3PrefixList.valueAsString);
    const servers = buildServers(this, network, groups, {
      imageId: parameters.image.valueAsString,
      keyName: parameters.keyPair.valueAsString,
    });
    // Tag every resource, so that an instructor finds the lab's by tag and a bill can be read.
    Tags.of(this).add("Lab", "FND203");
    defineOutputs(this, network, groups, servers);
    acknowledgeLabFindings(this);
  }
}

function defineParameters(stack: Stack) {
  const keyPair = new CfnParameter(stack, "PassedKeyName", {
    type: "AWS::EC2::KeyPair::KeyName",
    description: "An EC2 key pair; the guide calls it FND203DemoKP. Its file is not needed.",
  });
  const zone1 = new CfnParameter(stack, "AvailabilityZone1", {
    type: "AWS::EC2::AvailabilityZone::Name",
    description: "The first Availability Zone",
  });
  const zone2 = new CfnParameter(stack, "AvailabilityZone2", {
    type: "AWS::EC2::AvailabilityZone::Name",
    description: "The second Availability Zone; it must not be the first",
  });
  const image = new CfnParameter(stack, "LatestLinuxAmiId", {
    type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
    default: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    description: "The newest Amazon Linux 2023; leave as it is",
  });
  // A parameter and not a mapping: the list of 2019 had DynamoDB's ids for S3 in nine Regions. The build looks
  // it up with DescribeManagedPrefixLists.
  const s3PrefixList = new CfnParameter(stack, "S3PrefixListId", {
    type: "String",
    allowedPattern: "^pl-[0-9a-f]{8,17}$",
    description: "The id of the prefix list com.amazonaws.REGION.s3 in this Region",
  });
  // With both in one zone the load balancer cannot be created, some minutes into the stack.
  new CfnRule(stack, "TwoZones", {
    assertions: [
      {
        assert: Fn.conditionNot(Fn.conditionEquals(zone1.valueAsString, zone2.valueAsString)),
        assertDescription: "AvailabilityZone1 and AvailabilityZone2 must differ",
      },
    ],
  });
  return { keyPair, zone1, zone2, image, s3PrefixList };
}

function defineOutputs(stack: Stack, network: Network, groups: SecurityGroups, servers: Servers): void {
  const output = (id: string, value: string, description?: string) =>
    new CfnOutput(stack, id, { value, description });
  // The three names that the guide has the participant open in a browser.
  output(
    "LoadBalancerFullDNS",
    servers.loadBalancer.attrDnsName,
    "The web application, through its load balancer",
  );
  output(
    "PoCWebServer1PublicDNS",
    servers.instances.PoCServerAZ1.attrPublicDnsName,
    "The first proof of concept",
  );
  output(
    "PoCWebServer2PublicDNS",
    servers.instances.PoCServerAZ2.attrPublicDnsName,
    "The second proof of concept",
  );
  for (const [name, vpc] of Object.entries(network.vpcs)) {
    output(`${name}Id`, vpc.ref);
    output(`${name}DefaultNetworkAcl`, vpc.attrDefaultNetworkAcl);
  }
  for (const [name, subnet] of Object.entries(network.subnets)) output(`${name}Id`, subnet.ref);
  for (const [name, group] of Object.entries(groups)) output(`${name}Id`, group.attrGroupId);
  for (const [name, instance] of Object.entries(servers.instances)) output(`${name}Id`, instance.ref);
  output("ServerRoleName", servers.role.ref);
}
