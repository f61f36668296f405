import {
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  RemoveRoleFromInstanceProfileCommand,
} from "@aws-sdk/client-iam";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError } from "../../runtime/errors.ts";
import type { Finding, Scope, Sweeper } from "../sweeper.ts";

/**
 * What was added by hand to the lab's roles. CloudFormation deletes the inline policies that it made, by their name;
 * one more, a managed one attached, or another instance profile, and the role's deletion ends in DeleteConflict.
 *
 * An item's id is `ROLE/policy/NAME`, `ROLE/attached/ARN` or `ROLE/profile/NAME`.
 */
export const rolePolicies: Sweeper = {
  kind: "role policy",
  async find(clients, scope) {
    const found = await Promise.all(
      [...(scope.stackResources.get("AWS::IAM::Role") ?? [])].map((role) => additions(clients, scope, role)),
    );
    return found.flat();
  },
  async sweep({ iam }, item) {
    const [, RoleName, what, name] = /^([^/]+)\/(policy|attached|profile)\/(.+)$/.exec(item.id)!;
    try {
      if (what === "policy") await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: name }));
      if (what === "attached") await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: name }));
      if (what === "profile")
        await iam.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName: name }));
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntityException", "NoSuchEntity")) throw error;
    }
  },
};

async function additions({ iam }: Clients, scope: Scope, role: string): Promise<Finding[]> {
  try {
    const [inline, attached, profiles] = await Promise.all([
      iam.send(new ListRolePoliciesCommand({ RoleName: role })),
      iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role })),
      iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: role })),
    ]);
    // The physical id of AWS::IAM::Policy is not its policy's name, so that the template's names are told apart here.
    const ownProfiles = scope.stackResources.get("AWS::IAM::InstanceProfile") ?? new Set();
    return [
      ...(inline.PolicyNames ?? [])
        .filter((name) => !TEMPLATE_POLICIES.has(name))
        .map((name) => addition(role, "policy", name, "inline policy")),
      ...(attached.AttachedPolicies ?? []).map((policy) =>
        addition(role, "attached", policy.PolicyArn!, "attached policy"),
      ),
      ...(profiles.InstanceProfiles ?? [])
        .filter((profile) => !ownProfiles.has(profile.InstanceProfileName!))
        .map((profile) => addition(role, "profile", profile.InstanceProfileName!, "instance profile")),
    ];
  } catch (error) {
    if (isAwsError(error, "NoSuchEntityException", "NoSuchEntity")) return [];
    throw error;
  }
}

/** The inline policies that the lab's templates give their role. */
const TEMPLATE_POLICIES = new Set(["SharedServerConnectivityPolicy"]);

function addition(role: string, what: string, name: string, title: string): Finding {
  return {
    action: "remove",
    id: `${role}/${what}/${name}`,
    name,
    why: `This ${title} was added by hand to the role ${role}, and would keep the stack from deleting it.`,
  };
}
