// One file, however long: its subject is one kind of resource, and its tests share how one is made and read.
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecr";
import { beforeEach, describe, expect, test } from "vitest";
import { allow, createActor } from "../../../../helpers/actors.ts";
import { cliAvailable, type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";

const ARN = "arn:aws:ecr:us-east-1:123456789012:repository";

let account: TestAccount;
let ecr: ECRClient;
beforeEach(async () => {
  account = await useTestAccount();
  ecr = account.client(ECRClient);
});

const create = (repositoryName: string, rest: object = {}) =>
  ecr.send(new CreateRepositoryCommand({ repositoryName, ...rest }));

describe("repositories", () => {
  test("one is made, described, changed and deleted", async () => {
    const { repository } = await create("team/app", {
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      tags: [{ Key: "Team", Value: "a" }],
    });
    expect(repository).toEqual({
      repositoryArn: `${ARN}/team/app`,
      registryId: "123456789012",
      repositoryName: "team/app",
      repositoryUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app",
      createdAt: expect.any(Date),
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: "AES256" },
    });
    const repositoryName = "team/app";
    await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: "MUTABLE" }));
    await ecr.send(
      new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration: {} }),
    );
    const { repositories } = await ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
    );
    expect(repositories).toMatchObject([
      { imageTagMutability: "MUTABLE", imageScanningConfiguration: { scanOnPush: false } },
    ]);
    await ecr.send(new DeleteRepositoryCommand({ repositoryName }));
    expect(await ecr.send(new DescribeRepositoriesCommand({}))).toMatchObject({ repositories: [] });
  });

  test("what a tag may not be changed by can have exceptions", async () => {
    const filters = [{ filterType: "WILDCARD" as const, filter: "dev-*" }];
    const { repository } = await create("app", {
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: filters,
    });
    expect(repository!.imageTagMutabilityExclusionFilters).toEqual(filters);
    await expect(create("b", { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    await expect(create("c", { imageTagMutabilityExclusionFilters: filters })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });

  test("a list is paged in the order of creation", async () => {
    for (const name of ["one", "two", "three"]) await create(name);
    const first = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 2 }));
    const rest = await ecr.send(new DescribeRepositoriesCommand({ nextToken: first.nextToken }));
    const names = [...first.repositories!, ...rest.repositories!].map((one) => one.repositoryName);
    expect(names).toEqual(["one", "two", "three"]);
    expect(rest.nextToken).toBeUndefined();
    await expect(ecr.send(new DescribeRepositoriesCommand({ nextToken: "x" }))).rejects.toThrow(/nextToken/);
  });

  test.each(["A", "a", "Upper", "a..b", "/a", "a/", "a b", "x".repeat(257)])(
    "%j is no name",
    async (name) => {
      await expect(create(name)).rejects.toMatchObject({
        name: "InvalidParameterException",
        message: expect.stringMatching(
          /^Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must /,
        ),
        $metadata: { httpStatusCode: 400 },
      });
    },
  );

  test.each(["ab", "a-b", "a--b", "a__b", "x.y/z_1"])("%j is one", async (name) => {
    expect((await create(name)).repository!.repositoryName).toBe(name);
  });

  test("a name can be taken, missing, or of another registry", async () => {
    await create("app");
    await expect(create("app")).rejects.toMatchObject({
      name: "RepositoryAlreadyExistsException",
      message: "The repository with name 'app' already exists in the registry with id '123456789012'",
    });
    const missing = ecr.send(new DeleteRepositoryCommand({ repositoryName: "none" }));
    await expect(missing).rejects.toMatchObject({
      name: "RepositoryNotFoundException",
      message: "The repository with name 'none' does not exist in the registry with id '123456789012'",
    });
    await expect(
      ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ["app"], registryId: "210987654321" })),
    ).rejects.toMatchObject({ name: "RepositoryNotFoundException" });
    const elsewhere = account.client(ECRClient, { region: "eu-west-1" });
    expect(await elsewhere.send(new DescribeRepositoriesCommand({}))).toMatchObject({ repositories: [] });
  });

  test("there are no images, and no way to bring one", async () => {
    const repositoryName = "app";
    await create(repositoryName);
    expect(await ecr.send(new ListImagesCommand({ repositoryName }))).toMatchObject({ imageIds: [] });
    expect(await ecr.send(new DescribeImagesCommand({ repositoryName }))).toMatchObject({ imageDetails: [] });
    const imageIds = [{ imageTag: "v1" }];
    await expect(ecr.send(new DescribeImagesCommand({ repositoryName, imageIds }))).rejects.toMatchObject({
      name: "ImageNotFoundException",
      message:
        "The image with imageId {imageDigest:'null', imageTag:'v1'} does not exist within the repository with name 'app' in the registry with id '123456789012'",
    });
    const { failures } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds }));
    expect(failures).toMatchObject([{ failureCode: "ImageNotFound" }]);
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toThrow(/GetAuthorizationToken/);
  });

  test("tags are added, replaced and taken away", async () => {
    await create("app", { tags: [{ Key: "a", Value: "1" }] });
    const resourceArn = `${ARN}/app`;
    const tags = [
      { Key: "a", Value: "2" },
      { Key: "b", Value: "3" },
    ];
    await ecr.send(new TagResourceCommand({ resourceArn, tags }));
    await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: ["b"] }));
    const listed = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(listed.tags).toEqual([{ Key: "a", Value: "2" }]);
    await expect(
      ecr.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}s/app` })),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    await expect(create("many", { tags: many })).rejects.toMatchObject({ name: "TooManyTagsException" });
  });
});

describe("policies", () => {
  const repositoryName = "app";
  const policy = (statement: object = {}) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "ecr:BatchGetImage",
          ...statement,
        },
      ],
    });
  const lifecycle = (rule: object = {}, selection: object = {}) =>
    JSON.stringify({
      rules: [
        {
          rulePriority: 1,
          description: "Keep few",
          selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 5, ...selection },
          action: { type: "expire" },
          ...rule,
        },
      ],
    });

  beforeEach(() => create(repositoryName));

  test("a repository's policy is put, answered and deleted", async () => {
    const missing = { name: "RepositoryPolicyNotFoundException" };
    const get = () => ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
    await expect(get()).rejects.toMatchObject(missing);
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText: policy() }));
    expect((await get()).policyText).toBe(policy());
    await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
    await expect(get()).rejects.toMatchObject(missing);
  });

  test.each([
    ["no JSON", "{"],
    ["no principal", policy({ Principal: undefined })],
    ["a resource", policy({ Resource: "*" })],
    ["no effect", policy({ Effect: "Maybe" })],
    ["no action", policy({ Action: [] })],
  ])("with %s it is refused", async (_, policyText) => {
    await expect(
      ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText })),
    ).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
    });
  });

  test("it decides who may: a deny for everybody holds for an administrator's role", async () => {
    const actor = await createActor(account, { Action: "ecr:*", Resource: "*" });
    const client = account.client(ECRClient, { credentials: actor.credentials });
    const list = () => client.send(new ListImagesCommand({ repositoryName }));
    await list();
    const policyText = policy({ Effect: "Deny", Principal: "*", Action: "ecr:ListImages" });
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
    await expect(list()).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`on resource: ${ARN}/app with an explicit deny in a resource-based`),
    });
  });

  test("a role may what its policy says, on the repositories that it names", async () => {
    const actor = await createActor(account, { Action: "ecr:DescribeRepositories", Resource: `${ARN}/app` });
    const client = account.client(ECRClient, { credentials: actor.credentials });
    await client.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
    await expect(client.send(new DescribeRepositoriesCommand({}))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const Condition = { StringEquals: { "aws:RequestTag/Team": "a" } };
    await allow(account, actor.name, {
      Action: ["ecr:CreateRepository", "ecr:TagResource"],
      Resource: "*",
      Condition,
    });
    const tagged = (Value: string) =>
      client.send(new CreateRepositoryCommand({ repositoryName: "b-c", tags: [{ Key: "Team", Value }] }));
    await expect(tagged("b")).rejects.toMatchObject({ name: "AccessDeniedException" });
    await tagged("a");
  });

  test("a lifecycle policy is put, answered and deleted", async () => {
    const lifecyclePolicyText = lifecycle();
    await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
    expect(await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }))).toMatchObject({
      lifecyclePolicyText,
      lastEvaluatedAt: expect.any(Date),
    });
    await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
    await expect(ecr.send(new GetLifecyclePolicyCommand({ repositoryName }))).rejects.toMatchObject({
      name: "LifecyclePolicyNotFoundException",
    });
  });

  test.each([
    ["too short", "{}"],
    ["without rules", JSON.stringify({ rules: [], why: "x".repeat(100) })],
    ["days that are not said to be", lifecycle({}, { countType: "sinceImagePushed" })],
    ["tagged images without their tags", lifecycle({}, { tagStatus: "tagged" })],
    ["an action that there is not", lifecycle({ action: { type: "burn" } })],
    ["a member that there is not", lifecycle({ because: "so" })],
  ])("refused: %s", async (_, lifecyclePolicyText) => {
    await expect(
      ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText })),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

test.skipIf(!cliAvailable)("the AWS CLI speaks to it", async () => {
  const made = await account.cli(["ecr", "create-repository", "--repository-name", "app"]);
  expect(JSON.parse(made.stdout).repository.repositoryArn).toBe(`${ARN}/app`);
  const gone = await account.cli(["ecr", "describe-repositories", "--repository-names", "none"]);
  expect(gone.stderr).toMatch(/\(RepositoryNotFoundException\) when calling the DescribeRepositories/);
});
