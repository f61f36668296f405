// One file, however long: its subject is one kind of resource, and its tests share how one is made and read.
import {
  AddTagsCommand,
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { describe, expect, it, test } from "vitest";
import { trailsStore } from "../../../../../infra/local/services/cloudtrail/trails/store.ts";
import { createActor } from "../../../../helpers/actors.ts";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { ACCOUNT, arnOf, letIn, makeBucket, makeTrail } from "./trail-bucket.ts";

it("makes a trail as the API does: for its Region, all management events, not logging", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  const made = await makeTrail(account, "mine");
  expect(made).toMatchObject({
    Name: "mine",
    S3BucketName: "mine-bucket",
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: false,
    TrailARN: arnOf("mine"),
    LogFileValidationEnabled: false,
    IsOrganizationTrail: false,
  });
  const { trailList } = await trail.send(new DescribeTrailsCommand({}));
  expect(trailList).toMatchObject([
    { Name: "mine", HomeRegion: "us-east-1", HasCustomEventSelectors: false, HasInsightSelectors: false },
  ]);
  expect(await trail.send(new GetEventSelectorsCommand({ TrailName: "mine" }))).toMatchObject({
    TrailARN: arnOf("mine"),
    EventSelectors: [
      {
        ReadWriteType: "All",
        IncludeManagementEvents: true,
        DataResources: [],
        ExcludeManagementEventSources: [],
      },
    ],
  });
  const status = () => trail.send(new GetTrailStatusCommand({ Name: "mine" }));
  expect(await status()).toMatchObject({ IsLogging: false, TimeLoggingStarted: "" });
  await trail.send(new StartLoggingCommand({ Name: "mine" }));
  expect(await status()).toMatchObject({ IsLogging: true, StartLoggingTime: expect.any(Date) });
  await trail.send(new StopLoggingCommand({ Name: arnOf("mine") }));
  expect(await status()).toMatchObject({ IsLogging: false, StopLoggingTime: expect.any(Date) });
  await trail.send(new DeleteTrailCommand({ Name: "mine" }));
  await expect(status()).rejects.toMatchObject({
    name: "TrailNotFoundException",
    message: `Unknown trail: ${arnOf("mine")} for the user: ${ACCOUNT}`,
  });
});

describe("what CreateTrail refuses", () => {
  test.each([
    ["All API Commands across all Regions", "can only contain"],
    ["ab", "too short"],
    ["a".repeat(129), "too long"],
    ["a--b", "adjacent"],
    ["-abc", "starts with"],
    ["abc.", "ends with"],
    ["192.168.5.4", "IP address"],
  ])("the name %s", async (Name, message) => {
    const trail = (await useTestAccount()).client(CloudTrailClient);
    await expect(trail.send(new CreateTrailCommand({ Name, S3BucketName: "b" }))).rejects.toMatchObject({
      name: "InvalidTrailNameException",
      message: expect.stringContaining(message),
    });
  });

  it("a bucket that is not there, or does not let CloudTrail in for this trail", async () => {
    const account = await useTestAccount();
    const trail = account.client(CloudTrailClient);
    const create = (Name: string, S3BucketName: string) =>
      trail.send(new CreateTrailCommand({ Name, S3BucketName }));
    await expect(create("mine", "no-such-bucket")).rejects.toMatchObject({
      name: "S3BucketDoesNotExistException",
      message: "S3 bucket no-such-bucket does not exist!",
    });
    await expect(create("mine", "No_Bucket")).rejects.toMatchObject({ name: "InvalidS3BucketNameException" });
    await makeBucket(account, "closed-bucket");
    const insufficient = {
      name: "InsufficientS3BucketPolicyException",
      message: "Incorrect S3 bucket policy is detected for bucket: closed-bucket",
    };
    await expect(create("mine", "closed-bucket")).rejects.toMatchObject(insufficient);
    await letIn(account, "closed-bucket", "another");
    await expect(create("mine", "closed-bucket")).rejects.toMatchObject(insufficient);
    await letIn(account, "closed-bucket", "mine");
    expect(await create("mine", "closed-bucket")).toMatchObject({ TrailARN: arnOf("mine") });
  });

  it("a prefix that the policy does not cover", async () => {
    const account = await useTestAccount();
    await makeBucket(account, "mine-bucket", "mine");
    const input = { Name: "mine", S3BucketName: "mine-bucket", S3KeyPrefix: "logs" };
    await expect(account.client(CloudTrailClient).send(new CreateTrailCommand(input))).rejects.toMatchObject({
      name: "InsufficientS3BucketPolicyException",
    });
  });

  it("a name that is taken, a sixth trail, and one that leaves out what has no Region", async () => {
    const account = await useTestAccount();
    const trail = account.client(CloudTrailClient);
    const names = ["one", "two", "three", "four", "five", "six"];
    await makeBucket(account, "shared", ...names);
    const create = (Name: string, more: object = {}) =>
      trail.send(new CreateTrailCommand({ Name, S3BucketName: "shared", ...more }));
    await expect(
      create("one", { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false }),
    ).rejects.toMatchObject({ name: "InvalidParameterCombinationException" });
    for (const name of names.slice(0, 5)) await create(name);
    await expect(create("one")).rejects.toMatchObject({
      name: "TrailAlreadyExistsException",
      message: `Trail one already exists for customer: ${ACCOUNT}`,
    });
    await expect(create("six")).rejects.toMatchObject({ name: "MaximumNumberOfTrailsExceededException" });
  });

  it.each([
    [{ KmsKeyId: "alias/mine" }, "KmsKeyId"],
    [{ SnsTopicName: "topic" }, "SnsTopicName"],
    [{ CloudWatchLogsLogGroupArn: "arn:x", CloudWatchLogsRoleArn: "arn:y" }, "CloudWatchLogs"],
    [{ IsOrganizationTrail: true }, "organization"],
  ])("what would only seem to work: %o", async (more, message) => {
    const account = await useTestAccount();
    await makeBucket(account, "mine-bucket", "mine");
    await expect(
      account
        .client(CloudTrailClient)
        .send(new CreateTrailCommand({ Name: "mine", S3BucketName: "mine-bucket", ...more })),
    ).rejects.toMatchObject({ message: expect.stringContaining(message) });
  });
});

it("shows a multi-Region trail in other Regions, and lets it be changed at home only", async () => {
  const account = await useTestAccount();
  const home = account.client(CloudTrailClient);
  const away = account.client(CloudTrailClient, { region: "eu-west-1" });
  await makeTrail(account, "wide", { IsMultiRegionTrail: true });
  await makeTrail(account, "narrow");
  const names = async (client: CloudTrailClient, includeShadowTrails: boolean) =>
    (await client.send(new DescribeTrailsCommand({ includeShadowTrails }))).trailList!.map(
      ({ Name }) => Name,
    );
  expect(await names(home, true)).toEqual(["wide", "narrow"]);
  expect(await names(away, true)).toEqual(["wide"]);
  expect(await names(away, false)).toEqual([]);
  expect((await away.send(new GetTrailCommand({ Name: arnOf("wide") }))).Trail).toMatchObject({
    HomeRegion: "us-east-1",
  });
  // A name stands for a trail of the Region that is asked.
  await expect(away.send(new GetTrailStatusCommand({ Name: "wide" }))).rejects.toMatchObject({
    name: "TrailNotFoundException",
  });
  for (const command of [
    new StartLoggingCommand({ Name: arnOf("wide") }),
    new DeleteTrailCommand({ Name: arnOf("wide") }),
    new UpdateTrailCommand({ Name: arnOf("wide") }),
  ])
    await expect(away.send(command as StartLoggingCommand)).rejects.toMatchObject({
      name: "InvalidHomeRegionException",
    });
  expect((await away.send(new ListTrailsCommand({}))).Trails).toMatchObject([
    { Name: "wide", HomeRegion: "us-east-1" },
    { Name: "narrow", HomeRegion: "us-east-1" },
  ]);
});

it("shows an organisation's trail, and lets its members change nothing of it", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  const arn = "arn:aws:cloudtrail:eu-central-1:999988887777:trail/org";
  const place = { accountId: ACCOUNT, region: "eu-central-1" };
  account.cloud.store(trailsStore, place).trails.org = {
    name: "org",
    arn,
    bucket: "org-logs",
    includeGlobalServiceEvents: true,
    multiRegion: true,
    validation: true,
    organization: true,
    basicSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }],
    tags: [],
    logging: { since: new Date(), next: {} },
    delivery: {},
  };
  expect((await trail.send(new DescribeTrailsCommand({}))).trailList).toMatchObject([
    { Name: "org", TrailARN: arn, IsOrganizationTrail: true, HomeRegion: "eu-central-1" },
  ]);
  expect(await trail.send(new GetTrailStatusCommand({ Name: arn }))).toMatchObject({ IsLogging: true });
  for (const command of [
    new StopLoggingCommand({ Name: arn }),
    new DeleteTrailCommand({ Name: arn }),
    new PutEventSelectorsCommand({ TrailName: arn, EventSelectors: [{ ReadWriteType: "WriteOnly" }] }),
  ])
    await expect(trail.send(command as StopLoggingCommand)).rejects.toMatchObject({
      name: "NotOrganizationMasterAccountException",
    });
});

it("changes a trail, and checks its bucket again", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  await makeTrail(account, "mine");
  const update = (more: object) => trail.send(new UpdateTrailCommand({ Name: "mine", ...more }));
  expect(await update({ IsMultiRegionTrail: true })).toMatchObject({
    IsMultiRegionTrail: true,
    S3BucketName: "mine-bucket",
  });
  await makeBucket(account, "other-bucket");
  await expect(update({ S3BucketName: "other-bucket" })).rejects.toMatchObject({
    name: "InsufficientS3BucketPolicyException",
  });
  expect((await trail.send(new GetTrailCommand({ Name: "mine" }))).Trail).toMatchObject({
    S3BucketName: "mine-bucket",
    IsMultiRegionTrail: true,
  });
});

describe("event selectors", () => {
  it("are basic or advanced, and the last that were put are the trail's", async () => {
    const account = await useTestAccount();
    const trail = account.client(CloudTrailClient);
    await makeTrail(account, "mine");
    const put = (more: object) => trail.send(new PutEventSelectorsCommand({ TrailName: "mine", ...more }));
    await put({ EventSelectors: [{ ReadWriteType: "WriteOnly" }] });
    expect((await trail.send(new GetTrailCommand({ Name: "mine" }))).Trail).toMatchObject({});
    expect((await trail.send(new DescribeTrailsCommand({}))).trailList).toMatchObject([
      { HasCustomEventSelectors: true },
    ]);
    const FieldSelectors = [{ Field: "eventCategory", Equals: ["Management"] }];
    await put({ AdvancedEventSelectors: [{ Name: "all", FieldSelectors }] });
    const read = await trail.send(new GetEventSelectorsCommand({ TrailName: "mine" }));
    expect(read.EventSelectors).toBeUndefined();
    expect(read.AdvancedEventSelectors).toEqual([{ Name: "all", FieldSelectors }]);
  });

  it.each([
    [{}, "InvalidEventSelectorsException"],
    [{ EventSelectors: [{ ReadWriteType: "Some" }] }, "InvalidEventSelectorsException"],
    [
      { EventSelectors: [{ ExcludeManagementEventSources: ["ec2.amazonaws.com"] }] },
      "InvalidEventSelectorsException",
    ],
    [{ AdvancedEventSelectors: [{ FieldSelectors: [] }] }, "InvalidEventSelectorsException"],
    [
      {
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: "eventCategory", Equals: ["Management"] },
              { Field: "eventName", Equals: ["CreateVpc"] },
            ],
          },
        ],
      },
      "InvalidEventSelectorsException",
    ],
    [
      { EventSelectors: [{ DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }] }] },
      "NotImplemented",
    ],
  ])("are refused: %j", async (selectors, name) => {
    const account = await useTestAccount();
    await makeTrail(account, "mine");
    await expect(
      account
        .client(CloudTrailClient)
        .send(new PutEventSelectorsCommand({ TrailName: "mine", ...(selectors as object) })),
    ).rejects.toMatchObject({ name });
  });

  it("of insights are not enabled", async () => {
    const account = await useTestAccount();
    await makeTrail(account, "mine");
    await expect(
      account.client(CloudTrailClient).send(new GetInsightSelectorsCommand({ TrailName: "mine" })),
    ).rejects.toMatchObject({ name: "InsightNotEnabledException" });
  });
});

it("tags trails by their ARNs", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  await makeTrail(account, "mine");
  const ResourceId = arnOf("mine");
  const tags = async () =>
    (await trail.send(new ListTagsCommand({ ResourceIdList: [ResourceId] }))).ResourceTagList![0]!.TagsList;
  await trail.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: "a", Value: "1" }, { Key: "b" }] }));
  await trail.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: "a", Value: "2" }] }));
  expect(await tags()).toEqual([{ Key: "b" }, { Key: "a", Value: "2" }]);
  await trail.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: "b" }] }));
  expect(await tags()).toEqual([{ Key: "a", Value: "2" }]);
  await expect(
    trail.send(new AddTagsCommand({ ResourceId: "mine", TagsList: [{ Key: "a" }] })),
  ).rejects.toMatchObject({ name: "CloudTrailARNInvalidException" });
  await expect(trail.send(new ListTagsCommand({ ResourceIdList: [arnOf("nobodys")] }))).rejects.toMatchObject(
    { name: "ResourceNotFoundException" },
  );
});

it("asks for permission on the trail's ARN", async () => {
  const account = await useTestAccount();
  await makeTrail(account, "mine");
  await makeTrail(account, "yours");
  const actor = await createActor(account, { Action: "cloudtrail:StartLogging", Resource: arnOf("mine") });
  const trail = account.client(CloudTrailClient, { credentials: actor.credentials });
  await trail.send(new StartLoggingCommand({ Name: "mine" }));
  await expect(trail.send(new StartLoggingCommand({ Name: "yours" }))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(arnOf("yours")),
  });
});
