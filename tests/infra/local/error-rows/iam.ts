import * as iam from "@aws-sdk/client-iam";
import { createRole } from "../../../helpers/actors.ts";
import type { TestAccount } from "../../../helpers/local-account.ts";
import { makeRole } from "../services/ssm/managed-node.ts";
import type { Row } from "./row.ts";

const identity = (account: TestAccount) => account.client(iam.IAMClient);
const RoleName = "Rows";
const NOTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }],
});

export const iamRows: Row[] = [
  [
    "CreateServiceLinkedRole",
    "exists",
    400,
    "InvalidInput",
    async (a) => {
      const input = { AWSServiceName: "config.amazonaws.com" };
      await identity(a).send(new iam.CreateServiceLinkedRoleCommand(input));
      await identity(a).send(new iam.CreateServiceLinkedRoleCommand(input));
    },
  ],
  [
    "DeleteServiceLinkedRole",
    "none",
    404,
    "NoSuchEntity",
    (a) => identity(a).send(new iam.DeleteServiceLinkedRoleCommand({ RoleName: "AWSServiceRoleForConfig" })),
  ],
  ["GetRole", "none", 404, "NoSuchEntity", (a) => identity(a).send(new iam.GetRoleCommand({ RoleName }))],
  [
    "CreateRole",
    "exists",
    409,
    "EntityAlreadyExists",
    async (a) => {
      await createRole(a, RoleName);
      await createRole(a, RoleName);
    },
  ],
  [
    "PutRolePolicy",
    "no policy",
    400,
    "MalformedPolicyDocument",
    async (a) => {
      await createRole(a, RoleName);
      const input = { RoleName, PolicyName: "own", PolicyDocument: "{}" };
      await identity(a).send(new iam.PutRolePolicyCommand(input));
    },
  ],
  [
    "DeleteRole",
    "an inline policy left",
    409,
    "DeleteConflict",
    async (a) => {
      await createRole(a, RoleName);
      const input = { RoleName, PolicyName: "own", PolicyDocument: NOTHING };
      await identity(a).send(new iam.PutRolePolicyCommand(input));
      await identity(a).send(new iam.DeleteRoleCommand({ RoleName }));
    },
  ],
  [
    "DeleteRole",
    "a managed policy left",
    409,
    "DeleteConflict",
    async (a) => {
      await createRole(a, RoleName);
      const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
      await identity(a).send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
      await identity(a).send(new iam.DeleteRoleCommand({ RoleName }));
    },
  ],
  [
    "DeleteRole",
    "in an instance profile",
    409,
    "DeleteConflict",
    async (a) => {
      await makeRole(a, ["ssm:UpdateInstanceInformation"]);
      await identity(a).send(new iam.DeleteRolePolicyCommand({ RoleName: "NodeRole", PolicyName: "agent" }));
      await identity(a).send(new iam.DeleteRoleCommand({ RoleName: "NodeRole" }));
    },
  ],
];
