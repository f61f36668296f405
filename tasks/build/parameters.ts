import {
  type _InstanceType,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeManagedPrefixListsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { Clients } from "../runtime/clients.ts";
import { TaskError } from "../runtime/errors.ts";
import type { LabBuild } from "./lab-build.ts";
import type { LabTemplate } from "./template.ts";

/** The values that the account decides, for those parameters that the template has. */
export async function chooseParameters(
  clients: Clients,
  lab: LabBuild,
  template: LabTemplate,
): Promise<Record<string, string>> {
  const names = lab.parameters;
  const [zones, prefixList, image] = await Promise.all([
    chooseZones(clients.ec2, template.instanceTypes),
    template.parameters.has(names.s3PrefixList) ? findS3PrefixList(clients.ec2) : undefined,
    chooseImage(clients.ssm, template.parameters.get(names.image), lab.newestImage),
  ]);
  const values: Record<string, string | undefined> = {
    [names.keyPair]: lab.keyPair,
    [names.zones[0]]: zones[0],
    [names.zones[1]]: zones[1],
    [names.s3PrefixList]: prefixList,
    [names.image]: image,
  };
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && template.parameters.has(entry[0]),
    ),
  );
}

/** The first two Availability Zones that offer every instance type of the template; not each zone has them all. */
async function chooseZones(ec2: EC2Client, instanceTypes: string[]): Promise<[string, string]> {
  const [{ AvailabilityZones = [] }, { InstanceTypeOfferings = [] }] = await Promise.all([
    ec2.send(
      new DescribeAvailabilityZonesCommand({
        Filters: [
          { Name: "state", Values: ["available"] },
          // Local Zones and Wavelength Zones have other subnets' rules and few instance types.
          { Name: "zone-type", Values: ["availability-zone"] },
        ],
      }),
    ),
    ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: "availability-zone",
        Filters: [{ Name: "instance-type", Values: instanceTypes }],
      }),
    ),
  ]);
  const offers = (zone: string, type: string) =>
    InstanceTypeOfferings.some(
      (offering) => offering.Location === zone && offering.InstanceType === (type as _InstanceType),
    );
  const [first, second] = AvailabilityZones.map((zone) => zone.ZoneName!)
    .sort()
    .filter((zone) => instanceTypes.every((type) => offers(zone, type)));
  if (!first || !second)
    throw new TaskError(
      "refused",
      `The lab needs two Availability Zones that offer ${instanceTypes.join(" and ")}, and this Region has ${first ? `only ${first}` : "none"}. Use another Region.`,
    );
  return [first, second];
}

async function findS3PrefixList(ec2: EC2Client): Promise<string> {
  const name = `com.amazonaws.${await ec2.config.region()}.s3`;
  const { PrefixLists = [] } = await ec2.send(
    new DescribeManagedPrefixListsCommand({ Filters: [{ Name: "prefix-list-name", Values: [name] }] }),
  );
  if (!PrefixLists[0])
    throw new TaskError("refused", `This Region has no prefix list ${name}. Use another Region.`);
  return PrefixLists[0].PrefixListId!;
}

/**
 * Nothing where the template's own image parameter still resolves. Amazon Linux 2, the default of 2019, reached its
 * end of life in June 2026; once its parameter is gone, the newest image takes its place, whatever becomes of the
 * old user data on it.
 */
async function chooseImage(
  ssm: SSMClient,
  own: string | undefined,
  newest: string,
): Promise<string | undefined> {
  if (!own?.startsWith("/aws/service/")) return undefined;
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [own] }));
  return Parameters.length > 0 ? undefined : newest;
}
