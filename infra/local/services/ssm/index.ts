/**
 * AWS Systems Manager: Parameter Store, with the public parameters that name Amazon Linux's images; documents; managed
 * nodes; Session Manager, whose sessions have a real data channel on this account's port and a shell behind it
 * (`infra/local/instance-shell`).
 *
 * Known gaps: everything else (Run Command, Automation, Inventory, Patch Manager …). Parameters: policies and sharing;
 * customer-managed keys; public ones other than Amazon Linux's images. Documents: sharing, attachments, metadata, types
 * other than Session, Command, Automation and Policy; of AWS's own only a handful. Nodes: on-premises ones, associations,
 * Default Host Management. Sessions: encryption with a KMS key, port forwarding, SSH, run-as by tag; a session goes on
 * when the network is cut under it.
 *
 * Deliberate differences: public images have one version, another id than on AWS, and stay as they are; the
 * ciphertext of a secure string is a digest. That an agent is cut off shows at once. A session ends with the
 * account's process, without a log. What the agent writes into its own log on the instance is nowhere to be read.
 */
import { defineService } from "../../service.ts";
import { documentChanges } from "./documents/changes.ts";
import { documentReads } from "./documents/reads.ts";
import { listingOperations } from "./listings.ts";
import { watchForAgents } from "./nodes/nodes.ts";
import { nodeOperations } from "./nodes/operations.ts";
import { parameterOperations } from "./parameters.ts";
import { ssmPermissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";
import { watchForStoppedInstances } from "./sessions/live-sessions.ts";
import { resumeDeliveries } from "./sessions/logs.ts";
import { sessionOperations } from "./sessions/operations.ts";
import { endAllSessions } from "./sessions/store.ts";
import { settingOperations } from "./settings.ts";
import { tagOperations } from "./tags.ts";

export const ssm = defineService({
  name: "ssm",
  sdk: () => import("@aws-sdk/client-ssm"),
  operations: {
    ...parameterOperations,
    ...listingOperations,
    ...tagOperations,
    ...documentChanges,
    ...documentReads,
    ...nodeOperations,
    ...sessionOperations,
    ...settingOperations,
  },
  permissions: ssmPermissions,
  resourceProviders,
  resume(cloud) {
    endAllSessions(cloud);
    resumeDeliveries(cloud);
  },
  watch(completed, cloud) {
    watchForAgents(completed, cloud);
    watchForStoppedInstances(completed, cloud);
  },
});
