import {
  type CloudTrailClient,
  DeleteTrailCommand,
  PutEventSelectorsCommand,
  type PutEventSelectorsCommandInput,
  StartLoggingCommand,
  StopLoggingCommand,
  type Trail,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { settingsOf, type TrailSettings } from "../../inventory/trails.ts";
import { isGuideName, isTrailBucket } from "../../labs/fnd203/trail/facts.ts";
import { isOwnTrail, readTrail, seenTrails } from "../../labs/fnd203/trail/read-trails.ts";
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
    const isChanged =
      known.settings !== undefined &&
      known.settings !== JSON.stringify(settingsOf(await readTrail(cloudTrail, trail)));
    if (!isChanged) return undefined;
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

async function restore(cloudTrail: CloudTrailClient, Name: string, { ledger }: Scope): Promise<void> {
  const settings = JSON.parse(before(ledger, Name)?.settings ?? "{}") as TrailSettings;
  const { bucket, prefix = "", allRegions, globalEvents, validation, logging } = settings;
  await cloudTrail.send(
    new UpdateTrailCommand({
      Name,
      S3BucketName: bucket,
      S3KeyPrefix: prefix,
      IsMultiRegionTrail: allRegions,
      IncludeGlobalServiceEvents: globalEvents,
      EnableLogFileValidation: validation,
    }),
  );
  const selectors: Partial<PutEventSelectorsCommandInput> =
    settings.advancedSelectors.length > 0
      ? {
          AdvancedEventSelectors:
            settings.advancedSelectors as PutEventSelectorsCommandInput["AdvancedEventSelectors"],
        }
      : { EventSelectors: settings.selectors };
  await cloudTrail.send(new PutEventSelectorsCommand({ TrailName: Name, ...selectors }));
  await cloudTrail.send(logging ? new StartLoggingCommand({ Name }) : new StopLoggingCommand({ Name }));
}
