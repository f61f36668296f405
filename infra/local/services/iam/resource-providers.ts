import type { ResourceProvider } from "../cloudformation/provider.ts";
import { instanceProfileProvider } from "./providers/instance-profile.ts";
import { managedPolicyProvider } from "./providers/managed-policy.ts";
import { policyProvider } from "./providers/policy.ts";
import { roleProvider } from "./providers/role.ts";

export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::IAM::Role": roleProvider,
  "AWS::IAM::InstanceProfile": instanceProfileProvider,
  "AWS::IAM::Policy": policyProvider,
  "AWS::IAM::ManagedPolicy": managedPolicyProvider,
};
