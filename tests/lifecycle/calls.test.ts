import { afterAll, beforeAll, expect, test } from "vitest";
import type { CompletedCall } from "../../infra/local/service.ts";
import type { BuildOutput } from "../../workflows/contract.ts";
import { type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";

/** What finding the lab takes: its stack and outputs, its VPCs' parts, and the ledger. */
const SITUATION = [
  "cloudformation:DescribeStackResources",
  "cloudformation:DescribeStacks",
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "s3:GetObject",
];

/** What the network evaluator needs beside, in one reading for all steps that look at the network. */
const NETWORK = [
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:DescribeVpcs",
  "ec2:GetManagedPrefixListEntries",
];

const NETWORK_STEPS = [
  "services-egress",
  "load-balancer-isolation",
  "poc-protection",
  "event-history",
  "services-ingress",
];

/** The sessions that run, and those that are over. */
const SESSIONS = Array(2).fill("ssm:DescribeSessions");
const SESSION = [...SESSIONS, "ssm:DescribeInstanceInformation"];
const PREFERENCES = ["ssm:GetDocument", "ssm:ListDocumentVersions"];
const LOGGED = [...SESSIONS, ...PREFERENCES, "logs:DescribeLogStreams", "s3:ListObjectsV2"];

/**
 * The calls that each step's facts need once the lab is done, beyond the situation: no more is allowed, and a call
 * that is here and not made is one to strike out.
 */
const CALLS: Record<string, readonly string[]> = {
  ...Object.fromEntries(NETWORK_STEPS.map((step) => [step, NETWORK])),
  trail: [
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetTrailStatus",
    "s3:ListBuckets",
  ],
  // One for the changes, one for who has looked.
  "event-history": [...NETWORK, "cloudtrail:LookupEvents", "cloudtrail:LookupEvents"],
  config: [
    "config:DescribeConfigurationRecorderStatus",
    "config:DescribeConfigurationRecorders",
    "config:DescribeDeliveryChannelStatus",
    "config:DescribeDeliveryChannels",
    "s3:ListBuckets",
  ],
  // One for the lab's network ACLs, one for the timeline of each that was made.
  "config-timeline": ["ec2:DescribeNetworkAcls", ...Array(3).fill("config:GetResourceConfigHistory")],
  guardduty: ["guardduty:GetAdministratorAccount", "guardduty:GetDetector", "guardduty:ListDetectors"],
  "log-bucket": ["s3:GetBucketEncryption", "s3:ListBuckets"],
  "log-delivery": ["s3:GetBucketOwnershipControls", "s3:ListBuckets"],
  "log-group": ["logs:DescribeLogGroups"],
  "role-policy": [
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    ...Array(3).fill("iam:SimulatePrincipalPolicy"),
    "logs:DescribeLogGroups",
    "s3:ListBuckets",
  ],
  // The most severe fifty findings and fifty of medium severity, told apart from real ones.
  "sample-findings": [
    ...Array(2).fill("guardduty:GetFindings"),
    "guardduty:GetFindingsStatistics",
    "guardduty:ListDetectors",
    ...Array(2).fill("guardduty:ListFindings"),
  ],
  "three-findings": ["guardduty:GetFindings", "guardduty:ListDetectors", "guardduty:ListFindings"],
  session: SESSION,
  "session-preferences": [
    ...PREFERENCES,
    "logs:DescribeLogGroups",
    "s3:GetBucketEncryption",
    "s3:ListBuckets",
  ],
  "logged-session": LOGGED,
  "session-log": [...LOGGED, "logs:FilterLogEvents"],
};

let lab: LabAccount;
let built: BuildOutput;
const calls: string[] = [];
/** Lambda writes the function's log with the function's role, a stream for each environment: no calls of the function's. */
const LOGGING = ["CreateLogGroup", "CreateLogStream", "PutLogEvents"];
const note = ({ service, operation, principal }: CompletedCall) => {
  if (principal.type !== "role" || principal.sessionName !== "handrail-verify") return;
  if (service !== "logs" || !LOGGING.includes(operation)) calls.push(`${service}:${operation}`);
};

beforeAll(async () => {
  lab = await startLabAccount();
  built = await lab.build();
  for (const step of STEPS) await lab.solve(step);
  lab.account.cloud.onCompleted.add(note);
});
afterAll(() => lab.stop());

async function callsOf(steps: string[]): Promise<string[]> {
  calls.length = 0;
  await lab.verify(steps);
  return calls.toSorted();
}

test.each(STEPS)("%s makes the calls that its facts need, and no other", async (step) => {
  expect(await callsOf([step])).toEqual([...SITUATION, ...(CALLS[step] ?? [])].toSorted());
});

test("the map of the network takes what finding the lab does, but for the ledger, and one reading of the network", async () => {
  calls.length = 0;
  const map = await lab.mapNetwork();
  const found = SITUATION.filter((call) => call !== "s3:GetObject");
  expect(calls.toSorted()).toEqual([...found, ...NETWORK].toSorted());
  // The lab is done: what a build says of it is how it was at first.
  const cells = ({ ways, cells }: typeof map) =>
    cells.flat().map((index) => (index === null ? "" : ways[index]!.passes));
  expect(cells(built.network!)).not.toEqual(cells(map));
});

test("verified together, the steps share what they look at", async () => {
  const alone = STEPS.reduce((sum, step) => sum + (CALLS[step] ?? []).length, 0);
  const shared = (NETWORK_STEPS.length - 1) * NETWORK.length;
  expect((await callsOf(STEPS)).length).toBeLessThanOrEqual(SITUATION.length + alone - shared);
});
