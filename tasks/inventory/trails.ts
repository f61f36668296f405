import type { Trail } from "@aws-sdk/client-cloudtrail";
import { isOwnTrail, type ReadTrail, readTrail, seenTrails } from "../labs/fnd203/trail/read-trails.ts";
import type { Clients } from "../runtime/clients.ts";

/** What of a trail can be changed and given back, as canonical JSON. */
export interface TrailSettings {
  bucket: string;
  prefix?: string;
  allRegions: boolean;
  globalEvents: boolean;
  validation: boolean;
  logging: boolean;
  /** As GetEventSelectors answers them; one of the two. */
  selectors: object[];
  advancedSelectors: object[];
}

/**
 * The trails that this account made in the Region. An organisation's are its own, and those of other Regions are seen
 * here as shadows only.
 */
export async function listTrails({ cloudTrail }: Clients) {
  const region = await cloudTrail.config.region();
  const trails = (await seenTrails(cloudTrail)).filter((trail) => isOwnTrail(trail, region));
  const read = await Promise.all(trails.map((trail) => readTrail(cloudTrail, trail)));
  return read.map((each) => ({
    id: each.trail.TrailARN!,
    name: each.trail.Name,
    settings: JSON.stringify(settingsOf(each)),
  }));
}

export function settingsOf({ trail, logging, selectors, advancedSelectors }: ReadTrail): TrailSettings {
  return {
    bucket: trail.S3BucketName!,
    ...(trail.S3KeyPrefix ? { prefix: trail.S3KeyPrefix } : {}),
    ...recordingOf(trail),
    logging,
    selectors,
    advancedSelectors,
  };
}

function recordingOf(trail: Trail) {
  return {
    allRegions: trail.IsMultiRegionTrail ?? false,
    globalEvents: trail.IncludeGlobalServiceEvents ?? false,
    validation: trail.LogFileValidationEnabled ?? false,
  };
}
