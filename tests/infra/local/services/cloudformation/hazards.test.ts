import { CreateStackCommand, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import {
  CreateNetworkAclCommand,
  DeleteNetworkAclCommand,
  DeleteSubnetCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { eventsOf, settled, useBench } from "./stack.ts";

// What participants do by hand that makes a stack refuse to go, with the services' own refusals.

const NETWORK = JSON.stringify({
  Resources: {
    Net: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } },
    Sub: { Type: "AWS::EC2::Subnet", Properties: { VpcId: { Ref: "Net" }, CidrBlock: "10.0.1.0/24" } },
    Gate: { Type: "AWS::EC2::InternetGateway" },
    Attached: {
      Type: "AWS::EC2::VPCGatewayAttachment",
      Properties: { VpcId: { Ref: "Net" }, InternetGatewayId: { Ref: "Gate" } },
    },
  },
  Outputs: { Net: { Value: { Ref: "Net" } }, Sub: { Value: { Ref: "Sub" } } },
});

test("a network ACL left in the VPC keeps the VPC; without it a second deletion succeeds", async () => {
  const { account, cfn } = await useBench();
  const ec2 = account.client(EC2Client);
  const { StackId } = await cfn.send(new CreateStackCommand({ StackName: "net", TemplateBody: NETWORK }));
  const stack = await settled(cfn, "net");
  expect(stack.StackStatus).toBe("CREATE_COMPLETE");
  const output = (key: string) => stack.Outputs!.find((one) => one.OutputKey === key)!.OutputValue!;
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId: output("Net") }));
  // What somebody has deleted by hand counts as deleted.
  await ec2.send(new DeleteSubnetCommand({ SubnetId: output("Sub") }));
  await cfn.send(new DeleteStackCommand({ StackName: StackId }));
  expect(await settled(cfn, StackId!)).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "The following resource(s) failed to delete: [Net]. ",
  });
  const events = await eventsOf(cfn, StackId!);
  expect(events.find((line) => line.startsWith("Net DELETE_FAILED"))).toMatch(
    new RegExp(
      `The vpc '${output("Net")}' has dependencies and cannot be deleted\\. \\(Service: Ec2, Status Code: 400, .*HandlerErrorCode: InvalidRequest\\)`,
    ),
  );
  expect(events).toEqual(
    expect.arrayContaining(["Sub DELETE_COMPLETE", "Gate DELETE_COMPLETE", "Attached DELETE_COMPLETE"]),
  );
  await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: NetworkAcl!.NetworkAclId }));
  await cfn.send(new DeleteStackCommand({ StackName: StackId }));
  expect((await settled(cfn, StackId!)).StackStatus).toBe("DELETE_COMPLETE");
  const { Vpcs } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["false"] }] }),
  );
  expect(Vpcs ?? []).toEqual([]);
});

test("a policy put on the stack's role by hand keeps the role", async () => {
  const { account, cfn } = await useBench();
  const iam = account.client(IAMClient);
  const document = (statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  const TemplateBody = JSON.stringify({
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: "lab",
          AssumeRolePolicyDocument: document({
            Principal: { Service: "ec2.amazonaws.com" },
            Action: "sts:AssumeRole",
          }),
        },
      },
    },
  });
  const { StackId } = await cfn.send(
    new CreateStackCommand({ StackName: "role", TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM"] }),
  );
  await settled(cfn, "role");
  const extra = { RoleName: "lab", PolicyName: "extra" };
  const PolicyDocument = document({ Action: "s3:*", Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ ...extra, PolicyDocument }));
  await cfn.send(new DeleteStackCommand({ StackName: "role" }));
  expect((await settled(cfn, StackId!)).StackStatus).toBe("DELETE_FAILED");
  expect((await eventsOf(cfn, StackId!)).find((line) => line.startsWith("Role DELETE_FAILED"))).toContain(
    "Cannot delete entity, must delete policies first. (Service: Iam, Status Code: 409,",
  );
  await iam.send(new DeleteRolePolicyCommand(extra));
  await cfn.send(new DeleteStackCommand({ StackName: "role" }));
  expect((await settled(cfn, StackId!)).StackStatus).toBe("DELETE_COMPLETE");
});
