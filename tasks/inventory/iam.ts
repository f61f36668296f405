import { paginateListInstanceProfiles, paginateListRoles } from "@aws-sdk/client-iam";
import type { Clients } from "../runtime/clients.ts";
import { collect } from "../runtime/pages.ts";

/**
 * Roles but for the service-linked ones: AWS makes those by itself when a service is first used (a load balancer's,
 * here), they cost nothing, and nothing tells whether the lab or somebody else was the first.
 */
export async function listRoles({ iam }: Clients) {
  const roles = await collect(paginateListRoles({ client: iam }, {}), (page) => page.Roles);
  return roles
    .filter((role) => !role.Path?.startsWith("/aws-service-role/"))
    .map((role) => ({ id: role.RoleId!, name: role.RoleName }));
}

export async function listInstanceProfiles({ iam }: Clients) {
  const profiles = await collect(
    paginateListInstanceProfiles({ client: iam }, {}),
    (page) => page.InstanceProfiles,
  );
  return profiles.map((profile) => ({ id: profile.InstanceProfileId!, name: profile.InstanceProfileName }));
}
