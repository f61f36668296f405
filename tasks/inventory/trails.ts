import {
  type AdvancedEventSelector,
  DescribeTrailsCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from "@aws-sdk/client-cloudtrail";
import type { Clients } from "../runtime/clients.ts";

/** What a trail is set to: what clean-up gives back to one that the lab did not make. */
export interface TrailSettings {
  bucket: string;
  /** Empty where its keys have none. */
  prefix: string;
  allRegions: boolean;
  globalEvents: boolean;
  validation: boolean;
  logging: boolean;
  /** As GetEventSelectors answers them; one of the two is empty. */
  selectors: EventSelector[];
  advancedSelectors: AdvancedEventSelector[];
}

/**
 * The trails that this account made in the Region, with their settings as canonical JSON. An organisation's are its
 * own, and those of other Regions are seen here as shadows only.
 */
export async function listTrails({ cloudTrail }: Clients) {
  const region = await cloudTrail.config.region();
  const { trailList = [] } = await cloudTrail.send(new DescribeTrailsCommand({ includeShadowTrails: false }));
  const own = trailList.filter((trail) => !trail.IsOrganizationTrail && trail.HomeRegion === region);
  return await Promise.all(
    own.map(async (trail) => {
      const [status, selectors] = await Promise.all([
        cloudTrail.send(new GetTrailStatusCommand({ Name: trail.TrailARN })),
        cloudTrail.send(new GetEventSelectorsCommand({ TrailName: trail.TrailARN })),
      ]);
      const settings: TrailSettings = {
        bucket: trail.S3BucketName!,
        prefix: trail.S3KeyPrefix ?? "",
        allRegions: trail.IsMultiRegionTrail ?? false,
        globalEvents: trail.IncludeGlobalServiceEvents ?? false,
        validation: trail.LogFileValidationEnabled ?? false,
        logging: status.IsLogging ?? false,
        selectors: selectors.EventSelectors ?? [],
        advancedSelectors: selectors.AdvancedEventSelectors ?? [],
      };
      return { id: trail.TrailARN!, name: trail.Name, settings: JSON.stringify(settings) };
    }),
  );
}
