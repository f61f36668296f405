import { paginateListRoles, type Role } from "@aws-sdk/client-iam";
import type { Clients } from "../runtime/clients.ts";
import { collect } from "../runtime/pages.ts";

/** The services whose roles come with the lab's steps; others make theirs whenever they are first used. */
const SERVICES = ["config.amazonaws.com", "guardduty.amazonaws.com"];

/** The service-linked roles of Config and GuardDuty that the account has. */
export async function linkedRoles({ iam }: Clients): Promise<Role[]> {
  const lists = await Promise.all(
    SERVICES.map((service) =>
      collect(
        paginateListRoles({ client: iam }, { PathPrefix: `/aws-service-role/${service}/` }),
        (page) => page.Roles,
      ),
    ),
  );
  return lists.flat();
}

export async function listServiceLinkedRoles(clients: Clients) {
  return (await linkedRoles(clients)).map((role) => ({ id: role.RoleId!, name: role.RoleName }));
}
