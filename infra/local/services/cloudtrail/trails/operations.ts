import type {
  CreateTrailCommandInput,
  CreateTrailCommandOutput,
  Trail as DescribedTrail,
} from "@aws-sdk/client-cloudtrail";
import { AwsError } from "../../../errors.ts";
import { pageOf } from "../../../paging.ts";
import type { Operations } from "../../../service.ts";
import { nextSequence, regionsWithEvents } from "../events/event-log.ts";
import { keepDelivering, leaveLate } from "./delivery.ts";
import { checkDestination } from "./destination.ts";
import { checkTrailName, findOwnTrail, findTrail, trailsSeenIn } from "./find.ts";
import { DEFAULT_SELECTORS } from "./selectors.ts";
import { statusOf } from "./status.ts";
import { type Trail, trailArn, trailsStore } from "./store.ts";
import { checkTags } from "./tags.ts";

/** Trails in a Region, shadows included. Source: "Quotas in AWS CloudTrail". */
const MAX_TRAILS = 5;

export const trailOperations: Operations<"cloudtrail"> = {
  CreateTrail(input, call) {
    const { Name: name = "", S3BucketName: bucket = "", S3KeyPrefix: prefix } = input;
    checkTrailName(name);
    refuseUnknown(input);
    const seen = trailsSeenIn(call.cloud, call);
    if (seen.some(({ trail }) => trail.name === name))
      throw new AwsError(
        "TrailAlreadyExistsException",
        `Trail ${name} already exists for customer: ${call.accountId}`,
      );
    if (seen.length >= MAX_TRAILS)
      throw new AwsError(
        "MaximumNumberOfTrailsExceededException",
        `User: ${call.accountId} already has ${seen.length} trails in ${call.region}.`,
      );
    const tags = checkTags([], input.TagsList);
    const arn = trailArn(call, name);
    checkDestination(call, { bucket, prefix }, arn);
    const trail: Trail = {
      name,
      arn,
      bucket,
      ...(prefix ? { prefix } : {}),
      includeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? true,
      multiRegion: input.IsMultiRegionTrail ?? false,
      validation: input.EnableLogFileValidation ?? false,
      organization: false,
      basicSelectors: DEFAULT_SELECTORS,
      tags,
      delivery: {},
    };
    checkGlobal(trail);
    call.store(trailsStore).trails[name] = trail;
    return settings(trail);
  },

  UpdateTrail(input, call) {
    const trail = findOwnTrail(call, input.Name);
    refuseUnknown(input);
    const { S3BucketName: bucket = trail.bucket, S3KeyPrefix: prefix = trail.prefix } = input;
    const changed: Trail = {
      ...trail,
      bucket,
      includeGlobalServiceEvents: input.IncludeGlobalServiceEvents ?? trail.includeGlobalServiceEvents,
      multiRegion: input.IsMultiRegionTrail ?? trail.multiRegion,
      validation: input.EnableLogFileValidation ?? trail.validation,
    };
    if (prefix) changed.prefix = prefix;
    else delete changed.prefix;
    checkGlobal(changed);
    checkDestination(call, changed, trail.arn);
    // The same object, which a delivery that is under way holds.
    delete trail.prefix;
    return settings(Object.assign(trail, changed));
  },

  DeleteTrail({ Name }, call) {
    const trail = findOwnTrail(call, Name);
    leaveLate(call, trail);
    delete call.store(trailsStore).trails[trail.name];
    return {};
  },

  StartLogging({ Name }, call) {
    const trail = findOwnTrail(call, Name);
    if (trail.logging) return {};
    const since = call.cloud.clock.now();
    const regions = regionsWithEvents(call.cloud, call.accountId);
    trail.logging = {
      since,
      next: Object.fromEntries(
        regions.map((region) => [region, nextSequence(call.cloud, { ...call, region })]),
      ),
    };
    trail.startedLogging = since;
    keepDelivering(call.cloud, call, trail);
    return {};
  },

  StopLogging({ Name }, call) {
    const trail = findOwnTrail(call, Name);
    if (!trail.logging) return {};
    leaveLate(call, trail);
    delete trail.logging;
    trail.stoppedLogging = call.cloud.clock.now();
    return {};
  },

  GetTrail({ Name }, call) {
    const { trail, home } = findTrail(call, Name);
    return { Trail: description(trail, home) };
  },

  GetTrailStatus: ({ Name }, call) => statusOf(findTrail(call, Name).trail),

  DescribeTrails({ trailNameList = [], includeShadowTrails = true }, call) {
    const found = trailsSeenIn(call.cloud, call).filter(({ trail, home }) => {
      const isNamed =
        trailNameList.length === 0 || trailNameList.some((each) => each === trail.name || each === trail.arn);
      return isNamed && (includeShadowTrails || home === call.region);
    });
    return { trailList: found.map(({ trail, home }) => description(trail, home)) };
  },

  // Of all Regions, a shadow not twice.
  ListTrails({ NextToken }, call) {
    const all = new Map(
      call.cloud
        .stores(trailsStore, call.accountId)
        .flatMap(({ place, state }) =>
          Object.values(state.trails).map((trail) => [trail.arn, { trail, home: place.region }]),
        ),
    );
    const { items, next } = pageOf([...all.values()], 100, NextToken, invalidToken);
    return {
      Trails: items.map(({ trail, home }) => ({ TrailARN: trail.arn, Name: trail.name, HomeRegion: home })),
      NextToken: next,
    };
  },
};

const invalidToken = () => new AwsError("InvalidTokenException", "The token is invalid.");

/** @throws AwsError for the parts of a trail that the local account has not: it would seem to have what it does not do. */
function refuseUnknown(input: Partial<CreateTrailCommandInput>): void {
  if (input.IsOrganizationTrail)
    throw new AwsError(
      "OrganizationsNotInUseException",
      "The account is not a member of an organization, so that it cannot have an organization trail.",
    );
  if (input.KmsKeyId) throw notImplemented("KmsKeyId: its log files are not encrypted by keys of one's own");
  if (input.SnsTopicName) throw notImplemented("SnsTopicName: there is no Amazon SNS");
  if (input.CloudWatchLogsLogGroupArn || input.CloudWatchLogsRoleArn)
    throw notImplemented("CloudWatchLogsLogGroupArn: its trails write to S3 only");
}

const notImplemented = (what: string) =>
  new AwsError("NotImplemented", `The local account does not know a trail's ${what}.`, 501);

function checkGlobal({ multiRegion, includeGlobalServiceEvents }: Trail): void {
  if (multiRegion && !includeGlobalServiceEvents)
    throw new AwsError(
      "InvalidParameterCombinationException",
      "Multi-Region trail must include global service events.",
    );
}

/** What CreateTrail and UpdateTrail answer. */
function settings(trail: Trail): Omit<CreateTrailCommandOutput, "$metadata"> {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.prefix,
    IncludeGlobalServiceEvents: trail.includeGlobalServiceEvents,
    IsMultiRegionTrail: trail.multiRegion,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.validation,
    IsOrganizationTrail: trail.organization,
  };
}

function description(trail: Trail, home: string): DescribedTrail {
  return {
    ...settings(trail),
    HomeRegion: home,
    HasCustomEventSelectors:
      trail.advancedSelectors !== undefined ||
      JSON.stringify(trail.basicSelectors) !== JSON.stringify(DEFAULT_SELECTORS),
    HasInsightSelectors: false,
  };
}
