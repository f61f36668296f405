import {
  type AdvancedEventSelector,
  type CloudTrailClient,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type Trail,
} from "@aws-sdk/client-cloudtrail";

/** A trail with what DescribeTrails leaves out. */
export interface ReadTrail {
  trail: Trail;
  logging: boolean;
  latestDelivery?: Date;
  deliveryError?: string;
  selectors: EventSelector[];
  advancedSelectors: AdvancedEventSelector[];
}

/** Every trail that the account sees in the Region, an organisation's and those made in other Regions included. */
export async function seenTrails(cloudTrail: CloudTrailClient): Promise<Trail[]> {
  const { trailList = [] } = await cloudTrail.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  return trailList;
}

/** Whether a trail was made here, by this account: the only ones that can be changed here. */
export const isOwnTrail = ({ IsOrganizationTrail, HomeRegion }: Trail, region: string): boolean =>
  !IsOrganizationTrail && HomeRegion === region;

/** Reads whether a trail logs, and what. By its ARN, which is right for every trail. */
export async function readTrail(cloudTrail: CloudTrailClient, trail: Trail): Promise<ReadTrail> {
  const [status, { EventSelectors = [], AdvancedEventSelectors = [] }] = await Promise.all([
    cloudTrail.send(new GetTrailStatusCommand({ Name: trail.TrailARN })),
    cloudTrail.send(new GetEventSelectorsCommand({ TrailName: trail.TrailARN })),
  ]);
  return {
    trail,
    logging: status.IsLogging ?? false,
    latestDelivery: status.LatestDeliveryTime,
    // Empty text is no error.
    deliveryError: status.LatestDeliveryError || undefined,
    selectors: EventSelectors,
    advancedSelectors: AdvancedEventSelectors,
  };
}
