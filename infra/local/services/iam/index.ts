/**
 * AWS Identity and Access Management: roles, instance profiles, managed policies, and what authorises every call.
 *
 * Known gaps: groups; users other than `participant`, and changes to users; access keys, log-in profiles, MFA,
 * server certificates, identity providers, reports and access analysis. AWS-managed policies are those that labs
 * attach, not all 1,300, and ReadOnlyAccess allows what it does of the services here. A trust policy keeps the ARN
 * of a user or role, while AWS keeps its id: one made anew under the same name is trusted here. Service-linked roles
 * are known for the services that labs meet.
 *
 * Deliberate differences: changes take effect at once (on AWS within seconds, sometimes a minute); whether its service
 * still uses a service-linked role is known of Config's and GuardDuty's only; RoleLastUsed stays empty.
 */
import { defineService } from "../../service.ts";
import { accountOperations } from "./account.ts";
import { authorizationDetailOperations } from "./authorization-details.ts";
import { instanceProfileOperations } from "./instance-profiles.ts";
import { iamPermissions } from "./permissions.ts";
import { policyOperations } from "./policies.ts";
import { policyVersionOperations } from "./policy-versions.ts";
import { resourceProviders } from "./resource-providers.ts";
import { resumeDeletions } from "./role-deletions.ts";
import { rolePolicyOperations } from "./role-policies.ts";
import { roleOperations } from "./roles.ts";
import { serviceLinkedRoleOperations } from "./service-linked-roles.ts";
import { simulationOperations } from "./simulate.ts";

export const iam = defineService({
  name: "iam",
  sdk: () => import("@aws-sdk/client-iam"),
  operations: {
    ...accountOperations,
    ...authorizationDetailOperations,
    ...roleOperations,
    ...rolePolicyOperations,
    ...instanceProfileOperations,
    ...policyOperations,
    ...policyVersionOperations,
    ...serviceLinkedRoleOperations,
    ...simulationOperations,
  },
  permissions: iamPermissions,
  resume: resumeDeletions,
  resourceProviders,
});
