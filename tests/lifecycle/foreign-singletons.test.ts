import { DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateKeyPairCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { FindingRecord } from "../../infra/local/services/guardduty/store.ts";
import { cloneAccount, renewAccount } from "../helpers/clone-account.ts";
import { stateOf } from "./account-state.ts";
import {
  ADMINISTRATOR,
  delegateDetector,
  encryptBucket,
  haveBucket,
  haveDetector,
  haveLinkedRecorder,
  haveLogGroup,
  haveOrganisationsRecorder,
  haveOrganisationsTrail,
  havePreferences,
  haveRecorder,
  haveTrail,
  PLACE,
  STREAM,
  suspendDetector,
  TRAIL,
} from "./foreign-things.ts";
import { BUILD, LAB, type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";

const CONFIG_BUCKET = `config-bucket-${PLACE.accountId}`;
const DAILY = { recordingFrequency: "DAILY" } as const;

interface Case {
  name: string;
  have: (lab: LabAccount) => Promise<void>;
  /** The steps that cannot be solved without touching what is somebody else's, and what is said of it. */
  refused: Record<string, RegExp>;
  /** The steps that would have to look into what is somebody else's, and may not. */
  blocked: string[];
  /** The steps of which a part is provided by the organisation. */
  elsewhere: string[];
  /** What else a verification says of whose it is. */
  said: Record<string, string>;
}

const CASES: Case[] = [
  {
    name: "what is there and works: a trail that logs, a recorder, a detector, preferences",
    have: async (lab) => {
      const { clients } = lab;
      await haveTrail(clients, "audit-logs", true);
      await haveRecorder(clients, { name: "audit", recordingGroup: { allSupported: true }, recording: true });
      await haveDetector(clients);
      await haveBucket(clients, "operations-sessions");
      await haveLogGroup(clients, "operations-sessions");
      await havePreferences(
        clients,
        [
          {
            s3BucketName: "operations-sessions",
            s3EncryptionEnabled: true,
            cloudWatchLogGroupName: "operations-sessions",
          },
        ],
        "1",
      );
      await clients.ec2.send(new CreateKeyPairCommand({ KeyName: "FND203DemoKP" }));
    },
    refused: {},
    blocked: ["logged-session", "session-log"],
    elsewhere: [],
    said: {
      config: "The recorder audit records. The account had it before the lab, and keeps it as it was.",
      guardduty: "The account had it before the lab, and keeps it.",
      "session-preferences": "It goes to operations-sessions.",
    },
  },
  {
    name: "what is there and rests: a trail that does not log, a daily recorder that is stopped, a suspended detector",
    have: async (lab) => {
      const { clients } = lab;
      await haveTrail(clients, "audit-logs", false);
      await haveRecorder(clients, {
        name: "default",
        recordingGroup: { allSupported: false, resourceTypes: ["AWS::EC2::VPC", "AWS::S3::Bucket"] },
        recordingMode: {
          ...DAILY,
          recordingModeOverrides: [{ resourceTypes: ["AWS::EC2::VPC"], recordingFrequency: "CONTINUOUS" }],
        },
        recording: false,
      });
      await suspendDetector(clients, await haveDetector(clients));
      await haveBucket(clients, "operations-sessions");
      await havePreferences(
        clients,
        [
          { idleSessionTimeout: "5" },
          { idleSessionTimeout: "6" },
          { s3BucketName: "operations-sessions", s3KeyPrefix: "of/us" },
        ],
        "2",
      );
      await haveBucket(clients, "fdn203-ssmlogs-bucket-me");
      await haveBucket(clients, CONFIG_BUCKET);
    },
    refused: { "log-bucket": /fdn203-ssmlogs-bucket-me was there before the lab/ },
    blocked: ["logged-session", "session-log"],
    elsewhere: [],
    said: {
      config: "The recorder default records. The account had it before the lab, and keeps it as it was.",
      guardduty: "It was suspended before the lab, and clean-up suspends it again.",
    },
  },
  {
    name: "what an organisation put there, and the trail's bucket",
    have: async (lab) => {
      const { clients } = lab;
      haveOrganisationsTrail(lab, TRAIL);
      await haveOrganisationsRecorder(lab);
      await haveDetector(clients);
      delegateDetector(lab);
      await haveBucket(clients, "fdn203-demo-bucket-me");
      await haveLogGroup(clients, "fnd203-ssmlogs-logs");
      await haveBucket(clients, "operations-sessions");
      await havePreferences(
        clients,
        [
          { idleSessionTimeout: "5" },
          {
            s3BucketName: "operations-sessions",
            s3EncryptionEnabled: true,
            cloudWatchLogGroupName: "fnd203-ssmlogs-logs",
          },
        ],
        "1",
      );
    },
    refused: {
      trail: /fdn203-demo-bucket-me was there before the lab/,
      "sample-findings": new RegExp(ADMINISTRATOR),
      "three-findings": new RegExp(ADMINISTRATOR),
    },
    blocked: ["logged-session", "session-log"],
    elsewhere: ["config", "guardduty"],
    said: {
      trail: `${TRAIL}, which is your organisation's`,
      config: `delivers into aws-controltower-logs-${ADMINISTRATOR}, which is another account's.`,
      guardduty: `The account ${ADMINISTRATOR} manages the detector`,
    },
  },
  {
    name: "what is left of others: the bucket of a recorder that is gone, a detector that its administrator suspended",
    have: async (lab) => {
      const { clients } = lab;
      await haveLinkedRecorder(lab);
      await haveBucket(clients, CONFIG_BUCKET);
      await suspendDetector(clients, await haveDetector(clients));
      delegateDetector(lab);
      await haveBucket(clients, "fdn203-ssmlogs-bucket-me");
      await encryptBucket(clients, "fdn203-ssmlogs-bucket-me");
      await haveLogGroup(clients, "fnd203-ssmlogs-logs");
    },
    refused: {
      guardduty: new RegExp(ADMINISTRATOR),
      "sample-findings": new RegExp(ADMINISTRATOR),
      "three-findings": new RegExp(ADMINISTRATOR),
    },
    blocked: [],
    elsewhere: [],
    said: {
      config: "The channel default delivers into config-bucket-me.",
      guardduty: `The account ${ADMINISTRATOR} manages it: only there can it be resumed.`,
    },
  },
];

/** Streams are no part of a state: AWS's own keep coming. */
async function streamsOf({ clients }: LabAccount, logGroupName: string): Promise<(string | undefined)[]> {
  const { logStreams = [] } = await clients.logs.send(new DescribeLogStreamsCommand({ logGroupName }));
  return logStreams.map(({ logStreamName }) => logStreamName);
}

/**
 * A state without what GuardDuty keeps whatever one does: the samples that clean-up has archived, which nobody can
 * delete, and how often a sample has been asked for.
 */
function withoutSamples(state: Record<string, unknown>): Record<string, unknown> {
  const { detector } = (state[PLACE.accountId] as Stores)[PLACE.region]!.guardduty!;
  if (!detector) return state;
  detector.findings = detector.findings.filter(({ archived }) => !archived);
  for (const finding of detector.findings) {
    delete finding.count;
    delete finding.updatedAt;
  }
  return state;
}

type Stores = Record<string, { guardduty?: { detector: { findings: Partial<FindingRecord>[] } | null } }>;

/** An account with the orchestrator in it, and a copy of that, from which each case begins. */
const ACCOUNT = { accountId: PLACE.accountId, suffix: BUILD.suffix };
const DEPLOYED = { accountId: "200000000001", suffix: "deployed" };

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
  await cloneAccount(lab.account.cloud, ACCOUNT, [DEPLOYED]);
});
afterAll(() => lab.stop());
beforeEach(() => renewAccount(lab.account.cloud, DEPLOYED, ACCOUNT));

test.each(CASES)("$name: comes back as it was", async ({ have, refused, blocked, elsewhere, said }) => {
  await have(lab);
  const before = await stateOf(lab);
  await lab.build();
  for (const step of STEPS) {
    const { status, error, cause } = await lab.run("solve-step", { lab: LAB, step });
    const outcome = [status, error, cause].filter(Boolean).join(": ");
    if (refused[step])
      expect(outcome, step).toMatch(new RegExp(`^FAILED: NotSolved: .*${refused[step].source}`));
    else if (blocked.includes(step)) expect(outcome, step).toMatch(/^FAILED: AccessDenied(Exception)?: /);
    else expect(outcome, step).toBe("SUCCEEDED");
  }
  const results = await lab.verify();
  for (const { step, status, findings } of results)
    expect(status, `${step}: ${JSON.stringify(findings)}`).toBe(
      refused[step] ? "unmet" : blocked.includes(step) ? "blocked" : "met",
    );
  expect(
    results
      .filter(({ findings }) => findings.some((one) => one.status === "elsewhere"))
      .map(({ step }) => step),
  ).toEqual(elsewhere);

  for (const [step, words] of Object.entries(said))
    expect(JSON.stringify(results.find((result) => result.step === step))).toContain(words);

  const cleaned = await lab.cleanUp();
  expect(cleaned.stages.flatMap(({ failed }) => failed)).toEqual([]);
  expect(cleaned).toMatchObject({ clean: true, left: [], foreign: [], missing: [], changed: [] });
  if (blocked.length === 0) expect(await streamsOf(lab, "fnd203-ssmlogs-logs")).toEqual([STREAM]);
  expect(withoutSamples(await stateOf(lab))).toEqual(withoutSamples(before));
});
