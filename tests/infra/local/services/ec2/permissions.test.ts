import { expect, test } from "vitest";
import { Clock } from "../../../../../infra/local/clock.ts";
import { Cloud, MemoryBlobs } from "../../../../../infra/local/cloud.ts";
import { makeCall } from "../../../../../infra/local/dispatch.ts";
import { servicePrincipal } from "../../../../../infra/local/principal.ts";
import { permissions } from "../../../../../infra/local/services/ec2/permissions.ts";

const accountId = "123456789012";

function useCall() {
  const cloud = new Cloud({ clock: new Clock("instant"), blobs: new MemoryBlobs() });
  const principal = servicePrincipal("cloudformation.amazonaws.com", accountId);
  return makeCall(cloud, { principal, accountId, region: "us-east-1" });
}

/** `action resource`, a line for each. */
const wanted = (operation: string, input: object) =>
  permissions(operation, input, useCall()).flatMap(({ action, resources }) =>
    resources.map((resource) => `${action} ${resource.replace("arn:aws:ec2:us-east-1:123456789012:", "")}`),
  );

test.each([
  ["DescribeVpcs", { VpcIds: ["vpc-0123456789abcdef0"] }, ["ec2:DescribeVpcs *"]],
  ["DeleteVpc", { VpcId: "vpc-0123456789abcdef0" }, ["ec2:DeleteVpc vpc/vpc-0123456789abcdef0"]],
  [
    "CreateSubnet",
    { VpcId: "vpc-0123456789abcdef0", CidrBlock: "10.0.0.0/24" },
    ["ec2:CreateSubnet subnet/*", "ec2:CreateSubnet vpc/vpc-0123456789abcdef0"],
  ],
  [
    "RevokeSecurityGroupEgress",
    { GroupId: "sg-0123456789abcdef0", SecurityGroupRuleIds: ["sgr-0123456789abcdef0"] },
    [
      "ec2:RevokeSecurityGroupEgress security-group/sg-0123456789abcdef0",
      "ec2:RevokeSecurityGroupEgress security-group-rule/sgr-0123456789abcdef0",
    ],
  ],
  ["DeleteKeyPair", { KeyName: "FND203DemoKP" }, ["ec2:DeleteKeyPair key-pair/FND203DemoKP"]],
  ["DisassociateRouteTable", { AssociationId: "rtbassoc-01234567" }, ["ec2:DisassociateRouteTable *"]],
])("%s acts on what it names and makes", (operation, input, expected) => {
  expect(wanted(operation, input)).toEqual(expected);
});

test("tagging what a call makes is a permission of its own, with the tags as conditions", () => {
  const TagSpecifications = [{ ResourceType: "vpc", Tags: [{ Key: "Lab", Value: "FND203" }] }];
  const [create, tag] = permissions("CreateVpc", { CidrBlock: "10.0.0.0/16", TagSpecifications }, useCall());
  expect(create).toMatchObject({ action: "ec2:CreateVpc", context: { "aws:RequestTag/Lab": "FND203" } });
  expect(tag).toEqual({
    action: "ec2:CreateTags",
    resources: ["arn:aws:ec2:us-east-1:123456789012:vpc/*"],
    context: {
      "ec2:CreateAction": "CreateVpc",
      "ec2:Region": "us-east-1",
      "aws:RequestTag/Lab": "FND203",
      "aws:TagKeys": ["Lab"],
    },
  });
});

test("a resource brings its tags as conditions", async () => {
  const call = useCall();
  const { Vpc } = await call.invoke("ec2", "CreateVpc", {
    CidrBlock: "10.0.0.0/16",
    TagSpecifications: [{ ResourceType: "vpc", Tags: [{ Key: "Lab", Value: "FND203" }] }],
  });
  const [permission] = permissions("DeleteVpc", { VpcId: Vpc!.VpcId }, call);
  expect(permission?.context).toMatchObject({
    "aws:ResourceTag/Lab": "FND203",
    "ec2:ResourceTag/Lab": "FND203",
  });
});
