import { AwsError } from "../../../errors.ts";
import { notImplemented } from "../errors.ts";
import type { Template } from "./model.ts";

/** The types that need an acknowledgement, with the property that gives each a name of one's own. */
const IAM_NAMES: Record<string, string | undefined> = {
  "AWS::IAM::AccessKey": undefined,
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::GroupPolicy": undefined,
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Policy": undefined,
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::RolePolicy": undefined,
  "AWS::IAM::User": "UserName",
  "AWS::IAM::UserPolicy": undefined,
  "AWS::IAM::UserToGroupAddition": undefined,
};

type NeededCapability = "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM" | "CAPABILITY_AUTO_EXPAND";

/** What a template must be allowed beforehand, and why. */
export function neededCapabilities(template: Template): {
  capabilities: NeededCapability[];
  reason?: string;
} {
  const iam = Object.values(template.resources).filter((resource) => Object.hasOwn(IAM_NAMES, resource.Type));
  const named = iam.some((resource) => resource.Properties[IAM_NAMES[resource.Type] ?? ""] !== undefined);
  const capabilities: NeededCapability[] = [];
  if (iam.length > 0) capabilities.push(named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
  if (template.transforms.length > 0) capabilities.push("CAPABILITY_AUTO_EXPAND");
  const types = [...new Set(iam.map((resource) => resource.Type))];
  const reason =
    types.length > 0 ? `The following resource(s) require capabilities: [${types.join(", ")}]` : undefined;
  return { capabilities, reason };
}

/** @throws AwsError `InsufficientCapabilitiesException` "Requires capabilities : [X]" */
export function checkCapabilities(template: Template, given: readonly string[]): void {
  const missing = neededCapabilities(template).capabilities.filter((capability) => {
    if (capability === "CAPABILITY_IAM" && given.includes("CAPABILITY_NAMED_IAM")) return false;
    return !given.includes(capability);
  });
  if (missing.length > 0) {
    throw new AwsError(
      "InsufficientCapabilitiesException",
      `Requires capabilities : [${missing.join(", ")}]`,
    );
  }
  if (template.transforms.length > 0) {
    throw notImplemented(`the transforms ${template.transforms.join(", ")}`);
  }
}
