import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-ecr";
import { expect, test } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { settled } from "../cloudformation/stack.ts";

const POLICY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "ecr:BatchGetImage" }],
};
const LIFECYCLE = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 3 },
      action: { type: "expire" },
    },
  ],
});

const template = (Properties: object) =>
  JSON.stringify({
    Resources: { Images: { Type: "AWS::ECR::Repository", Properties } },
    Outputs: {
      Name: { Value: { Ref: "Images" } },
      Arn: { Value: { "Fn::GetAtt": ["Images", "Arn"] } },
      Uri: { Value: { "Fn::GetAtt": ["Images", "RepositoryUri"] } },
    },
  });

test("a stack's repository: made, changed, replaced, deleted", async () => {
  const account = await useTestAccount();
  const stacks = account.client(CloudFormationClient);
  const ecr = account.client(ECRClient);
  const StackName = "Demo";
  const outputs = async () => {
    const { StackStatus, Outputs } = await settled(stacks, StackName);
    expect(StackStatus).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
    return Object.fromEntries(Outputs!.map((one) => [one.OutputKey ?? "", one.OutputValue]));
  };
  const TemplateBody = template({
    ImageTagMutability: "IMMUTABLE",
    ImageScanningConfiguration: { ScanOnPush: "true" },
    RepositoryPolicyText: POLICY,
    LifecyclePolicy: { LifecyclePolicyText: LIFECYCLE },
    Tags: [{ Key: "Team", Value: "a" }],
  });
  const { StackId } = await stacks.send(new CreateStackCommand({ StackName, TemplateBody }));
  const made = await outputs();
  const repositoryName = made.Name!;
  expect(repositoryName).toMatch(/^demo-images-[a-z0-9]{12}$/);
  expect(made).toMatchObject({
    Arn: `arn:aws:ecr:us-east-1:123456789012:repository/${repositoryName}`,
    Uri: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}`,
  });
  expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toMatchObject([
    { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: true } },
  ]);
  const policy = await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
  expect(JSON.parse(policy.policyText!)).toEqual(POLICY);
  const lifecycle = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  expect(lifecycle.lifecyclePolicyText).toBe(LIFECYCLE);
  const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn: made.Arn }));
  expect(tags).toContainEqual({ Key: "Team", Value: "a" });
  expect(tags).toContainEqual({ Key: "aws:cloudformation:logical-id", Value: "Images" });

  await stacks.send(new UpdateStackCommand({ StackName, TemplateBody: template({}) }));
  expect((await outputs()).Name).toBe(repositoryName);
  expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toMatchObject([
    { imageTagMutability: "MUTABLE", imageScanningConfiguration: { scanOnPush: false } },
  ]);
  await expect(ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))).rejects.toThrow();
  await expect(ecr.send(new GetLifecyclePolicyCommand({ repositoryName }))).rejects.toThrow();

  await stacks.send(
    new UpdateStackCommand({ StackName, TemplateBody: template({ RepositoryName: "mine" }) }),
  );
  expect((await outputs()).Name).toBe("mine");
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({}));
  expect(repositories!.map((one) => one.repositoryName)).toEqual(["mine"]);

  await stacks.send(new DeleteStackCommand({ StackName }));
  await settled(stacks, StackId!);
  expect((await ecr.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
});
