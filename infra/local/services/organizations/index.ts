/**
 * AWS Organizations: accounts side by side under one management account, in units, and who of them may look at them.
 *
 * Known gaps
 * - Not implemented, each refused by name: policies of every kind (service control policies limit nothing here), trusted
 *   access of services, all features asked for later, responsibility transfers, accounts in GovCloud, resource policies,
 *   invitations by email.
 * - A closed account answers calls as before.
 * - CloudTrail has the calls, not the events of an account that was created, has joined or has left.
 *
 * Deliberate differences
 * - An account that was created may leave at once: nobody pays here, and nothing is waited for.
 * - Delegated administrators are registered for any service; AWS has a list of those that know of it.
 * - The service-linked role AWSServiceRoleForOrganizations is not made: a member's inventory would change for nothing
 *   that anybody uses.
 */
import { defineService } from "../../service.ts";
import { accountOperations } from "./accounts.ts";
import { administratorOperations } from "./administrators.ts";
import { creationOperations, resumeCreations } from "./creation.ts";
import { handshakeOperations } from "./handshakes.ts";
import { organizationOperations } from "./organization.ts";
import { organizationsPermissions } from "./permissions.ts";
import { tagOperations } from "./tags.ts";
import { unitOperations } from "./units.ts";

export const organizations = defineService({
  name: "organizations",
  sdk: () => import("@aws-sdk/client-organizations"),
  operations: {
    ...organizationOperations,
    ...unitOperations,
    ...accountOperations,
    ...creationOperations,
    ...handshakeOperations,
    ...administratorOperations,
    ...tagOperations,
  },
  permissions: organizationsPermissions,
  // ARNs name the management account. Which members may ask is the handlers' affair, and no policy of that account's.
  resourcePolicy: (_arn, { accountId }) => ({ accountId }),
  resume: resumeCreations,
});
