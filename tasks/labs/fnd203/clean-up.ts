import type { Stage } from "../../cleanup/sweeper.ts";
import { buckets } from "../../cleanup/sweepers/buckets.ts";
import { configRecorders, configRules, deliveryChannels } from "../../cleanup/sweepers/config-recorder.ts";
import { detectors } from "../../cleanup/sweepers/detectors.ts";
import { endpoints } from "../../cleanup/sweepers/endpoints.ts";
import { instances } from "../../cleanup/sweepers/instances.ts";
import { keyPair } from "../../cleanup/sweepers/key-pair.ts";
import { logGroups } from "../../cleanup/sweepers/log-groups.ts";
import { networkAcls } from "../../cleanup/sweepers/network-acls.ts";
import { networkInterfaces } from "../../cleanup/sweepers/network-interfaces.ts";
import { protections } from "../../cleanup/sweepers/protections.ts";
import { rolePolicies } from "../../cleanup/sweepers/role-policies.ts";
import { sampleFindings } from "../../cleanup/sweepers/sample-findings.ts";
import { securityGroupRules, securityGroups } from "../../cleanup/sweepers/security-groups.ts";
import { serviceLinkedRoles } from "../../cleanup/sweepers/service-linked-roles.ts";
import { sessionLogs } from "../../cleanup/sweepers/session-logs.ts";
import { sessionPreferences } from "../../cleanup/sweepers/session-preferences.ts";
import { sessions } from "../../cleanup/sweepers/sessions.ts";
import { stack } from "../../cleanup/sweepers/stack.ts";
import { trails } from "../../cleanup/sweepers/trails.ts";

/**
 * The safe order. The guide deletes the stack last as well, but says nothing of what a participant may have added
 * beside it; each of those would end its deletion in DELETE_FAILED.
 */
export const fnd203Stages: readonly Stage[] = [
  {
    name: "End the sessions on the lab's servers",
    departs: "The guide forgets them. Each would write its log into a bucket that is to be empty.",
    sweepers: [sessions],
  },
  {
    name: "Put Session Manager's preferences back",
    departs:
      "The guide forgets them. Preferences that name a bucket that is gone refuse every session in the Region, so they go first.",
    sweepers: [sessionPreferences],
  },
  {
    name: "Stop the trail and delete it",
    departs:
      "The guide empties its bucket first. A trail that still logs would fill it again, and go on writing to whoever takes the name.",
    sweepers: [trails],
  },
  {
    name: "Put Config back as it was",
    departs: "The guide empties the other buckets first. Config writes to its own until it is stopped.",
    sweepers: [deliveryChannels, configRecorders, configRules],
  },
  { name: "Put GuardDuty back as it was", sweepers: [sampleFindings, detectors] },
  {
    name: "Empty and delete the buckets",
    departs:
      "The guide empties them first. Whoever still writes to them (the trail, Config, open sessions) must be gone before, or they fill up again.",
    sweepers: [buckets, sessionLogs],
  },
  { name: "Hand subnets back and delete network ACLs", sweepers: [networkAcls] },
  { name: "Take back what was added to the lab's roles", sweepers: [rolePolicies] },
  { name: "Switch protections off", sweepers: [protections] },
  {
    name: "Remove what was added to the lab's networks",
    sweepers: [instances, endpoints, networkInterfaces],
  },
  { name: "Remove security groups that were added", sweepers: [securityGroupRules, securityGroups] },
  {
    name: "Delete the sessions' log groups",
    departs: "The guide forgets them.",
    sweepers: [logGroups],
  },
  { name: "Delete the stack", sweepers: [stack] },
  { name: "Delete the key pair", sweepers: [keyPair] },
  {
    name: "Delete the service-linked roles",
    departs: "The guide forgets them.",
    sweepers: [serviceLinkedRoles],
  },
];
