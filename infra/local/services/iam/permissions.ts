import { passRolePermission } from "../../policy/pass-role.ts";
import type { Call, Permission } from "../../service.ts";
import { stateOf } from "./rules.ts";
import { linkedRoleName } from "./service-linked-roles.ts";
import { type IamState, iamArn, type Tag } from "./store.ts";

/** The members of IAM's inputs by which resources are named. */
interface Names {
  RoleName?: string;
  UserName?: string;
  InstanceProfileName?: string;
  PolicyName?: string;
  PolicyArn?: string;
  PolicySourceArn?: string;
  Path?: string;
  PathPrefix?: string;
  PermissionsBoundary?: string;
  AWSServiceName?: string;
  CustomSuffix?: string;
  DeletionTaskId?: string;
  Tags?: Tag[];
  TagKeys?: string[];
}

/** Service Authorization Reference, "AWS Identity and Access Management (IAM)". */
export function iamPermissions(operation: string, input: object, call: Call): Permission[] {
  const names = input as Names;
  const state = stateOf(call);
  const permissions: Permission[] = [
    {
      action: `iam:${operation}`,
      resources: [resourceOf(operation, names, state, call)],
      context: contextOf(names, state),
    },
  ];
  // Whoever puts a role into a profile gives it to the instances of that profile.
  if (operation === "AddRoleToInstanceProfile" && names.RoleName)
    permissions.push(passRolePermission(arnOf("role", names.RoleName, state, call), "ec2.amazonaws.com"));
  return permissions;
}

function resourceOf(operation: string, names: Names, state: IamState, call: Call): string {
  const {
    RoleName,
    UserName,
    InstanceProfileName,
    PolicyName,
    PolicyArn,
    Path = "/",
    PathPrefix = "/",
  } = names;
  const listed = LISTED[operation];
  if (listed) return iamArn(call.accountId, listed, PathPrefix, "");
  switch (operation) {
    case "CreateRole":
      return iamArn(call.accountId, "role", Path, RoleName ?? "");
    case "CreateInstanceProfile":
      return iamArn(call.accountId, "instance-profile", Path, InstanceProfileName ?? "");
    case "CreatePolicy":
      return iamArn(call.accountId, "policy", Path, PolicyName ?? "");
    case "CreateServiceLinkedRole": {
      const service = names.AWSServiceName ?? "";
      return iamArn(
        call.accountId,
        "role",
        `/aws-service-role/${service}/`,
        linkedRoleName(service, names.CustomSuffix),
      );
    }
    case "GetServiceLinkedRoleDeletionStatus": {
      // The task's id carries the role's path and name.
      const [, path = "/", name = ""] = /^task(\/.+\/)([^/]+)\/[^/]+$/.exec(names.DeletionTaskId ?? "") ?? [];
      return iamArn(call.accountId, "role", path, name);
    }
    case "GetUser":
      return arnOf("user", UserName ?? callerName(call), state, call);
  }
  if (InstanceProfileName !== undefined) return arnOf("instance-profile", InstanceProfileName, state, call);
  if (RoleName !== undefined) return arnOf("role", RoleName, state, call);
  if (UserName !== undefined) return arnOf("user", UserName, state, call);
  return names.PolicySourceArn ?? PolicyArn ?? "*";
}

const LISTED: Record<string, Parameters<typeof iamArn>[1]> = {
  ListRoles: "role",
  ListUsers: "user",
  ListInstanceProfiles: "instance-profile",
  ListPolicies: "policy",
};

const callerName = ({ principal }: Call) => (principal.type === "user" ? principal.name : "");

/** The ARN of what has this name; with the plain path where there is nothing, as IAM answers then. */
function arnOf(
  kind: "role" | "user" | "instance-profile",
  name: string,
  state: IamState,
  call: Call,
): string {
  const records = { role: state.roles, user: state.users, "instance-profile": state.instanceProfiles }[kind];
  return records[name]?.arn ?? iamArn(call.accountId, kind, "/", name);
}

function contextOf(names: Names, state: IamState): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  const record =
    state.roles[names.RoleName ?? ""] ??
    state.instanceProfiles[names.InstanceProfileName ?? ""] ??
    state.policies[names.PolicyArn ?? ""];
  for (const { Key, Value } of record?.tags ?? []) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`iam:ResourceTag/${Key}`] = Value;
  }
  for (const { Key, Value } of names.Tags ?? []) context[`aws:RequestTag/${Key}`] = Value;
  const keys = names.TagKeys ?? names.Tags?.map(({ Key }) => Key);
  if (keys) context["aws:TagKeys"] = keys;
  if (names.PolicyArn !== undefined) context["iam:PolicyARN"] = names.PolicyArn;
  if (names.AWSServiceName !== undefined) context["iam:AWSServiceName"] = names.AWSServiceName;
  const boundary = names.PermissionsBoundary ?? state.roles[names.RoleName ?? ""]?.boundary;
  if (boundary !== undefined) context["iam:PermissionsBoundary"] = boundary;
  return context;
}
