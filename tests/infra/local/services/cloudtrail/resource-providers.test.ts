import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  type Stack,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
} from "@aws-sdk/client-cloudtrail";
import { expect, it } from "vitest";
import { type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { settled } from "../cloudformation/stack.ts";
import { arnOf, makeBucket } from "./trail-bucket.ts";

const template = (properties: object) =>
  JSON.stringify({
    Resources: {
      Trail: {
        Type: "AWS::CloudTrail::Trail",
        Properties: { TrailName: "stacked", S3BucketName: "stacked-bucket", ...properties },
      },
    },
    Outputs: { Name: { Value: { Ref: "Trail" } }, Arn: { Value: { "Fn::GetAtt": ["Trail", "Arn"] } } },
  });

async function apply(account: TestAccount, properties: object, update = false): Promise<Stack> {
  const cfn = account.client(CloudFormationClient);
  const input = { StackName: "trails", TemplateBody: template(properties) };
  await (update ? cfn.send(new UpdateStackCommand(input)) : cfn.send(new CreateStackCommand(input)));
  return await settled(cfn, "trails");
}

it("makes, changes and deletes a trail by a stack", async () => {
  const account = await useTestAccount();
  const trail = account.client(CloudTrailClient);
  await makeBucket(account, "stacked-bucket", "stacked");
  const Tags = [{ Key: "a", Value: "1" }];
  const made = await apply(account, { IsLogging: true, IsMultiRegionTrail: "true", Tags });
  expect(made.StackStatus).toBe("CREATE_COMPLETE");
  expect(made.Outputs).toMatchObject([{ OutputValue: "stacked" }, { OutputValue: arnOf("stacked") }]);
  const described = async () => (await trail.send(new DescribeTrailsCommand({}))).trailList!;
  expect(await described()).toMatchObject([{ Name: "stacked", IsMultiRegionTrail: true }]);
  const status = async () => (await trail.send(new GetTrailStatusCommand({ Name: "stacked" }))).IsLogging;
  expect(await status()).toBe(true);
  const { ResourceTagList } = await trail.send(new ListTagsCommand({ ResourceIdList: [arnOf("stacked")] }));
  expect(ResourceTagList![0]!.TagsList).toEqual(Tags);

  const changed = await apply(
    account,
    { IsLogging: false, EventSelectors: [{ ReadWriteType: "WriteOnly" }] },
    true,
  );
  expect(changed.StackStatus).toBe("UPDATE_COMPLETE");
  expect(await described()).toMatchObject([{ IsMultiRegionTrail: false, HasCustomEventSelectors: true }]);
  expect(await status()).toBe(false);
  expect(
    (await trail.send(new GetEventSelectorsCommand({ TrailName: "stacked" }))).EventSelectors,
  ).toMatchObject([{ ReadWriteType: "WriteOnly" }]);

  await account.client(CloudFormationClient).send(new DeleteStackCommand({ StackName: "trails" }));
  await settled(account.client(CloudFormationClient), made.StackId!);
  expect(await described()).toEqual([]);
});

it("fails as CloudTrail does where the bucket keeps it out", async () => {
  const account = await useTestAccount();
  await makeBucket(account, "stacked-bucket");
  const made = await apply(account, { IsLogging: true });
  expect(made.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect((await account.client(CloudTrailClient).send(new DescribeTrailsCommand({}))).trailList).toEqual([]);
});
