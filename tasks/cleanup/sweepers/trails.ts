import { isDeepStrictEqual } from "node:util";
import {
  type CloudTrailClient,
  DeleteTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  type Trail,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import type { InventoryItem } from "../../../workflows/contract.ts";
import type { TrailSettings } from "../../inventory/trails.ts";
import { isGuideName, isTrailBucket } from "../../labs/fnd203/trail/facts.ts";
import { isOwnTrail, type ReadTrail, readTrail, seenTrails } from "../../labs/fnd203/trail/read-trails.ts";
import { before } from "../../labs/situation.ts";
import { isAwsError } from "../../runtime/errors.ts";
import type { Finding, Scope, Sweeper } from "../sweeper.ts";

/**
 * The lab's trail goes; one that was there before the lab gets its settings back. An organisation's trails, and those
 * made in another Region, are nobody's to change here.
 */
export const trails: Sweeper = {
  kind: "trail",
  async find({ cloudTrail }, scope) {
    const own = (await seenTrails(cloudTrail)).filter((trail) => isOwnTrail(trail, scope.place.region));
    const found = await Promise.all(own.map((trail) => findingOf(cloudTrail, trail, scope)));
    return found.flatMap((finding) => finding ?? []);
  },
  async sweep({ cloudTrail }, item, scope) {
    try {
      if (item.action === "restore") await restore(cloudTrail, item.id, scope);
      else await remove(cloudTrail, item.id);
    } catch (error) {
      if (!isAwsError(error, "TrailNotFoundException")) throw error;
    }
  },
};

async function findingOf(
  cloudTrail: CloudTrailClient,
  trail: Trail,
  scope: Scope,
): Promise<Finding | undefined> {
  const { Name: name = "", TrailARN: id = "", S3BucketName: bucket = "" } = trail;
  const known = before(scope.ledger, id);
  if (known) {
    const settings = settingsBefore(known);
    if (!settings || isDeepStrictEqual(settings, settingsOf(await readTrail(cloudTrail, trail))))
      return undefined;
    return {
      action: "restore",
      id,
      name,
      why: "The account had it before the lab, with other settings: they are given back.",
    };
  }
  if (isGuideName(name) || isTrailBucket(bucket))
    return {
      action: "remove",
      id,
      name,
      why: isGuideName(name)
        ? "It has the guide's name, and was not there before the lab."
        : `It delivers into ${bucket}, the lab's bucket, and was not there before the lab.`,
    };
  return {
    action: "leave",
    id,
    name,
    why: "It is new since the lab began, but neither its name nor its bucket is the lab's.",
  };
}

/** Stopped first: a trail that is deleted while it logs may deliver for longer. */
async function remove(cloudTrail: CloudTrailClient, Name: string): Promise<void> {
  await cloudTrail.send(new StopLoggingCommand({ Name }));
  await cloudTrail.send(new DeleteTrailCommand({ Name }));
}

/** What a trail was set to, as the ledger has it. */
function settingsBefore(item: InventoryItem | undefined): TrailSettings | undefined {
  return item?.settings === undefined ? undefined : (JSON.parse(item.settings) as TrailSettings);
}

function settingsOf({ trail, logging, selectors, advancedSelectors }: ReadTrail): TrailSettings {
  return {
    bucket: trail.S3BucketName!,
    prefix: trail.S3KeyPrefix ?? "",
    allRegions: trail.IsMultiRegionTrail ?? false,
    globalEvents: trail.IncludeGlobalServiceEvents ?? false,
    validation: trail.LogFileValidationEnabled ?? false,
    logging,
    selectors,
    advancedSelectors,
  };
}

async function restore(cloudTrail: CloudTrailClient, Name: string, { ledger }: Scope): Promise<void> {
  const settings = settingsBefore(before(ledger, Name));
  if (!settings) return;
  await cloudTrail.send(
    new UpdateTrailCommand({
      Name,
      S3BucketName: settings.bucket,
      S3KeyPrefix: settings.prefix,
      IsMultiRegionTrail: settings.allRegions,
      IncludeGlobalServiceEvents: settings.globalEvents,
      EnableLogFileValidation: settings.validation,
    }),
  );
  const { selectors: EventSelectors, advancedSelectors: AdvancedEventSelectors } = settings;
  // CloudTrail takes one of the two.
  const selectors = AdvancedEventSelectors.length > 0 ? { AdvancedEventSelectors } : { EventSelectors };
  await cloudTrail.send(new PutEventSelectorsCommand({ TrailName: Name, ...selectors }));
  await cloudTrail.send(
    settings.logging ? new StartLoggingCommand({ Name }) : new StopLoggingCommand({ Name }),
  );
}
