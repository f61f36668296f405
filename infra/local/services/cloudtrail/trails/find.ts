import type { Cloud, Place } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { type Trail, trailArn, trailsStore } from "./store.ts";

/** A trail with the Region in which it was made. */
export interface FoundTrail {
  trail: Trail;
  home: string;
}

/** The trails that an account sees in a Region: those made there, and the shadows of multi-Region trails. */
export function trailsSeenIn(cloud: Cloud, place: Place): FoundTrail[] {
  const { accountId, region } = place;
  const own = Object.values(cloud.store(trailsStore, place).trails);
  const shadows = cloud
    .stores(trailsStore, accountId)
    .filter((each) => each.place.region !== region)
    .flatMap(({ place: { region: home }, state }) =>
      Object.values(state.trails)
        .filter(({ multiRegion }) => multiRegion)
        .map((trail) => ({ trail, home })),
    );
  return [...own.map((trail) => ({ trail, home: region })), ...shadows];
}

const ARN = /^arn:aws:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/(.+)$/;

/** The ARN that a name or an ARN stands for in this place. */
export function asArn(nameOrArn: string, place: Place): string {
  return nameOrArn.startsWith("arn:") ? nameOrArn : trailArn(place, nameOrArn);
}

/**
 * A trail that a request names: by its name in its home Region, by its ARN wherever it is seen.
 * @throws AwsError `TrailNotFoundException`, `CloudTrailARNInvalidException`, or what its name is refused for
 */
export function findTrail(call: Call, nameOrArn: string | undefined): FoundTrail {
  const given = nameOrArn ?? "";
  const byArn = given.startsWith("arn:");
  if (byArn && !ARN.test(given))
    throw new AwsError(
      "CloudTrailARNInvalidException",
      `Trail ARN is not valid: ${given}. The format is arn:aws:cloudtrail:us-east-2:123456789012:trail/MyTrail.`,
    );
  if (!byArn) checkTrailName(given);
  const found = trailsSeenIn(call.cloud, call).find(({ trail, home }) =>
    byArn ? trail.arn === given : trail.name === given && (home === call.region || trail.organization),
  );
  if (!found)
    throw new AwsError(
      "TrailNotFoundException",
      `Unknown trail: ${asArn(given, call)} for the user: ${call.accountId}`,
    );
  return found;
}

/**
 * A trail that the caller may change, here: in its home Region, and its own.
 * @throws AwsError also `InvalidHomeRegionException`, `NotOrganizationMasterAccountException`
 */
export function findOwnTrail(call: Call, nameOrArn: string | undefined): Trail {
  const { trail, home } = findTrail(call, nameOrArn);
  // Unsure: which of the errors that the API reference lists a member account is answered with.
  if (trail.organization)
    throw new AwsError(
      "NotOrganizationMasterAccountException",
      `The trail ${trail.arn} belongs to the organization: only its management account or a delegated administrator can change it.`,
    );
  if (home !== call.region)
    throw new AwsError(
      "InvalidHomeRegionException",
      `Trail ${trail.name} is a multi-Region trail whose home Region is ${home}: this operation must be called there.`,
    );
  return trail;
}

/** Source: "Naming requirements for CloudTrail resources"; the sentences are AWS's (observed). */
export function checkTrailName(name: string): void {
  const refuse = (message: string) => {
    throw new AwsError("InvalidTrailNameException", message);
  };
  const length = `Specified name length: ${name.length} characters.`;
  if (name.length < 3) refuse(`Trail name too short. Minimum allowed length: 3 characters. ${length}`);
  if (name.length > 128) refuse(`Trail name too long. Maximum allowed length: 128 characters. ${length}`);
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    refuse(
      "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).",
    );
  if (!/^[A-Za-z0-9]/.test(name)) refuse("Trail name must starts with a letter or number.");
  if (!/[A-Za-z0-9]$/.test(name)) refuse("Trail name must ends with a letter or number.");
  if (/[._-]{2}/.test(name))
    refuse("Trail name cannot have two or more adjacent periods (.), hyphens (-) or underscores (_).");
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) refuse("Trail name cannot be formatted like an IP address.");
}
