import type { LabGuide } from "../lab.ts";
import { config } from "./config/step.ts";
import { configTimeline } from "./config-timeline/step.ts";
import { eventHistory } from "./event-history/step.ts";
import { guardDuty } from "./guardduty/step.ts";
import introduction from "./introduction.md";
import { loadBalancerIsolation } from "./load-balancer-isolation/step.ts";
import { logBucket } from "./log-bucket/step.ts";
import { logDelivery } from "./log-delivery/step.ts";
import { logGroup } from "./log-group/step.ts";
import { loggedSession } from "./logged-session/step.ts";
import { INSTANCES, STACK_NAME, sessionLogBucket, trailBucket } from "./parts.ts";
import { pocProtection } from "./poc-protection/step.ts";
import { rolePolicy } from "./role-policy/step.ts";
import { sampleFindings } from "./sample-findings/step.ts";
import { servicesEgress } from "./services-egress/step.ts";
import { servicesIngress } from "./services-ingress/step.ts";
import { session } from "./session/step.ts";
import { sessionLog } from "./session-log/step.ts";
import { sessionPreferences } from "./session-preferences/step.ts";
import { threeFindings } from "./three-findings/step.ts";
import { trail } from "./trail/step.ts";

/** FND203 as the terminal shows it, its steps in the guide's order. */
export const fnd203Guide: LabGuide = {
  id: "fnd203",
  title: "Mitigate risks using cloud-native infrastructure security",
  introduction,
  stackName: STACK_NAME,
  // us-east-1 list prices of 2026: 8 t3.micro 0.083, 3 interface endpoints in 2 zones 0.06, NAT gateway 0.045, load
  // balancer 0.023 and a unit of its capacity 0.008, 5 public IPv4 addresses 0.025, volumes 0.007.
  costPerHour: 0.25,
  // Stack 5 to 9 minutes; the servers' user data runs on for 1 to 4. unsure: as remembered, not measured.
  buildTime: "6 to 13 minutes",
  // Most steps are done in seconds; CloudTrail, Config and GuardDuty show some only minutes later. A stack with load
  // balancer and NAT gateway takes some ten minutes to go. unsure: as remembered, not measured.
  minutesOnAws: { build: 10, step: 2, cleanUp: 12 },
  bucketNames: (suffix) => [trailBucket(suffix), sessionLogBucket(suffix)],
  servers: ["services1", "services2", "web1", "web2", "db1", "db2", "poc1", "poc2"].map((part) => ({
    resource: `instance.${part}`,
    name: INSTANCES[part]!.name,
  })),
  steps: [
    trail,
    config,
    guardDuty,
    servicesEgress,
    loadBalancerIsolation,
    pocProtection,
    eventHistory,
    configTimeline,
    sampleFindings,
    threeFindings,
    servicesIngress,
    session,
    logBucket,
    logDelivery,
    logGroup,
    rolePolicy,
    sessionPreferences,
    loggedSession,
    sessionLog,
  ],
};
