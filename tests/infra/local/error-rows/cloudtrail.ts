import * as trail from "@aws-sdk/client-cloudtrail";
import { trailsStore } from "../../../../infra/local/services/cloudtrail/trails/store.ts";
import { createActor } from "../../../helpers/actors.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";
import { stopClock } from "../../../helpers/stop-clock.ts";
import { arnOf, makeBucket, makeTrail } from "../services/cloudtrail/trail-bucket.ts";
import { ABROAD, PLACE, type Row } from "./row.ts";

const trails = (account: TestAccount, region?: string) => account.client(trail.CloudTrailClient, { region });

/** A trail of which the account is told by its organisation. */
async function makeOrganizationTrail(account: TestAccount): Promise<string> {
  await makeTrail(account, "mine");
  account.cloud.store(trailsStore, PLACE).trails.mine!.organization = true;
  return arnOf("mine");
}

/** A multi-Region trail, whose shadow another Region has. */
async function makeShadow(account: TestAccount): Promise<string> {
  await makeTrail(account, "wide", { IsMultiRegionTrail: true });
  return arnOf("wide");
}

const createTrail = (account: TestAccount, Name: string, S3BucketName: string) =>
  trails(account).send(new trail.CreateTrailCommand({ Name, S3BucketName }));

const lookUp = (account: TestAccount, input: trail.LookupEventsCommandInput = {}) =>
  trails(account).send(new trail.LookupEventsCommand(input));

export const cloudTrailRows: Row[] = [
  [
    "CreateTrail",
    "a name with spaces",
    400,
    "InvalidTrailNameException",
    (a) => createTrail(a, "All API", "b"),
  ],
  ["CreateTrail", "a name with --", 400, "InvalidTrailNameException", (a) => createTrail(a, "a--b", "bbb")],
  [
    "CreateTrail",
    "a name of two characters",
    400,
    "InvalidTrailNameException",
    (a) => createTrail(a, "ab", "bbb"),
  ],
  [
    "CreateTrail",
    "the name exists in this Region",
    400,
    "TrailAlreadyExistsException",
    async (a) => {
      await makeTrail(a, "mine");
      await createTrail(a, "mine", "mine-bucket");
    },
  ],
  [
    "CreateTrail",
    "no bucket",
    400,
    "S3BucketDoesNotExistException",
    (a) => createTrail(a, "mine", "no-bucket"),
  ],
  [
    "CreateTrail",
    "a bucket without the policy",
    400,
    "InsufficientS3BucketPolicyException",
    async (a) => {
      await makeBucket(a, "closed");
      await createTrail(a, "mine", "closed");
    },
  ],
  [
    "CreateTrail",
    "a sixth trail in a Region",
    400,
    "MaximumNumberOfTrailsExceededException",
    async (a) => {
      const names = ["one", "two", "three", "four", "five", "six"];
      await makeBucket(a, "shared", ...names);
      for (const name of names) await createTrail(a, name, "shared");
    },
  ],
  ...(
    [
      ["UpdateTrail", (Name) => new trail.UpdateTrailCommand({ Name, IncludeGlobalServiceEvents: true })],
      ["DeleteTrail", (Name) => new trail.DeleteTrailCommand({ Name })],
      ["StartLogging", (Name) => new trail.StartLoggingCommand({ Name })],
      ["StopLogging", (Name) => new trail.StopLoggingCommand({ Name })],
      [
        "PutEventSelectors",
        (TrailName) => new trail.PutEventSelectorsCommand({ TrailName, EventSelectors: [{}] }),
      ],
    ] satisfies [string, (name: string) => unknown][]
  ).flatMap(([call, command]): Row[] => {
    // The commands have nothing in common but that they can be sent.
    const send = (account: TestAccount, name: string, region?: string) =>
      trails(account, region).send(command(name) as trail.DeleteTrailCommand);
    return [
      [
        call,
        "a shadow trail",
        400,
        "InvalidHomeRegionException",
        async (a) => send(a, await makeShadow(a), ABROAD),
      ],
      [
        call,
        "an organisation's trail",
        400,
        "NotOrganizationMasterAccountException",
        async (a) => send(a, await makeOrganizationTrail(a)),
      ],
      [call, "no such trail", 400, "TrailNotFoundException", (a) => send(a, "no-such-trail")],
    ];
  }),
  [
    "GetTrailStatus",
    "no such trail",
    400,
    "TrailNotFoundException",
    (a) => trails(a).send(new trail.GetTrailStatusCommand({ Name: "no-such-trail" })),
  ],
  [
    "LookupEvents",
    "a third in a second",
    400,
    "ThrottlingException",
    (a) => {
      stopClock();
      return Promise.all([lookUp(a), lookUp(a), lookUp(a)]);
    },
    "real",
  ],
  [
    "LookupEvents",
    "two attributes",
    400,
    "InvalidLookupAttributesException",
    (a) =>
      lookUp(a, {
        LookupAttributes: [
          { AttributeKey: "EventName", AttributeValue: "StopLogging" },
          { AttributeKey: "ReadOnly", AttributeValue: "false" },
        ],
      }),
  ],
  [
    "LookupEvents",
    "an end before the start",
    400,
    "InvalidTimeRangeException",
    (a) => lookUp(a, { StartTime: new Date(2_000_000), EndTime: new Date(1_000_000) }),
  ],
  ["LookupEvents", "51 results", 400, "InvalidMaxResultsException", (a) => lookUp(a, { MaxResults: 51 })],
  [
    "LookupEvents",
    "a token of nobody's",
    400,
    "InvalidNextTokenException",
    (a) => lookUp(a, { NextToken: "nobody" }),
  ],
  [
    "LookupEvents",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      await a.client(trail.CloudTrailClient, { credentials }).send(new trail.LookupEventsCommand({}));
    },
  ],
];
