import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../../../../workflows/contract.ts";
import { PREFERENCES } from "../../../session-channel/preferences-document.ts";
import { advice, finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import { flagInput, type PreferencesContent, textInput } from "../preferences.ts";
import type { SessionPreferencesFacts } from "./observe.ts";

export const STEP = "session-preferences";

const find = finder(STEP);

/** Judges whether Session Manager's preferences send what is typed to the bucket and to CloudWatch Logs. */
export function judge(facts: SessionPreferencesFacts): Finding[] {
  return [
    find(
      "Session Manager has preferences for this Region",
      `A session document ${PREFERENCES} of the type Standard_Stream`,
      present(facts),
    ),
    find(
      "Session output goes to S3",
      `The preferences name the bucket ${facts.names.buckets[0]}, which exists and is encrypted as they say`,
      toBucket(facts),
    ),
    find(
      "Session output goes to CloudWatch Logs",
      `The preferences name the log group ${facts.names.groups[0]}, which exists, without encryption`,
      toGroup(facts),
    ),
    find(
      "The console shows the preferences that sessions use",
      "The document's default version says the same as its latest one",
      shown(facts),
    ),
  ];
}

const NONE = "There are no preferences yet: sessions run with AWS's defaults, which log nothing.";
const MAKE =
  "Edit the preferences in Session Manager and save them, or create the document with the AWS CLI.";

function present({ preferences }: SessionPreferencesFacts): Verdict {
  if (!preferences) return unmet(NONE, MAKE);
  const { latest, versions } = preferences;
  const [version] = versions;
  if (version?.status === "Failed")
    return unmet(
      `The latest version, ${version.version}, could not be made.`,
      "Save the preferences again; AWS says why it refuses them.",
      [PREFERENCES],
    );
  if (latest.sessionType !== "Standard_Stream")
    return unmet(
      `The document's session type is ${JSON.stringify(latest.sessionType)}.`,
      `Sessions with a shell are of the type Standard_Stream: give ${PREFERENCES} that type.`,
      [PREFERENCES],
    );
  if (version && ["Creating", "Updating"].includes(version.status))
    return waiting(
      `The latest version, ${version.version}, is in state ${version.status}.`,
      "It is Active after some seconds.",
      [PREFERENCES],
    );
  const key = textInput(latest, "kmsKeyId");
  if (key !== "")
    return advice(
      `They are there, and encrypt sessions with the key ${key}.`,
      "That is more than the guide asks for. Whoever starts a session then needs kms:GenerateDataKey, and the server's role kms:Decrypt; handrail session cannot do it, AWS's Session Manager plugin can.",
      [PREFERENCES, key],
    );
  return met(`They are there, in version ${version?.version ?? "?"}.`, [PREFERENCES]);
}

/** What the agent does where it is to encrypt what cannot be. */
const REFUSED =
  "The agent checks this before it opens a shell, and refuses EVERY session in this Region until it is so.";

export function toBucket(facts: SessionPreferencesFacts): Verdict {
  const { preferences, bucket, names, place } = facts;
  if (!preferences) return unmet(NONE, MAKE);
  const name = textInput(preferences.latest, "s3BucketName");
  const encrypted = flagInput(preferences.latest, "s3EncryptionEnabled");
  const here = [PREFERENCES, ...(bucket ? [bucket.name] : [])];
  if (name === "")
    return unmet("They name no bucket.", `Let session output be written to ${names.buckets[0]}.`, here);
  if (!bucket)
    return unmet(
      `They name the bucket ${name}, which this account does not have.${encrypted ? ` ${REFUSED}` : ""}`,
      `Name ${names.buckets[0]}, or create ${name}. (What stands in braces in the guide is for you to replace.)`,
      here,
    );
  if ((bucket.region ?? place.region) !== place.region)
    return unmet(
      `They name the bucket ${name}, which is in ${bucket.region}: the servers' gateway endpoint leads to the S3 of ${place.region} only.`,
      `Name a bucket in ${place.region}, such as ${names.buckets[0]}.`,
      here,
    );
  if (encrypted && bucket.algorithm === undefined)
    return waiting(
      `S3 lists ${name} and does not show its settings yet.`,
      "S3 takes some seconds after a bucket is created, or deleted. Look again.",
      here,
    );
  if (encrypted && !["aws:kms", "AES256"].includes(bucket.algorithm!))
    return unmet(
      `They ask for an encrypted bucket, and ${name} is encrypted with ${bucket.algorithm}, which the agent does not know. ${REFUSED}`,
      "Set the bucket's default encryption to SSE-KMS.",
      here,
    );
  if (!encrypted)
    return advice(
      `It goes to ${name}, whether that bucket is encrypted or not.`,
      "Let the preferences ask for an encrypted bucket: the agent then makes sure before each session.",
      here,
    );
  if (name === names.trailBucket || name.replace(/^fnd/, "fdn") === names.trailBucket)
    return advice(
      `It goes to ${name}, the bucket of the trail, as the guide of 2019 has it by mistake.`,
      `Keep what servers say apart from what CloudTrail says: ${names.buckets[0]} was made for it. Where it stays so, the servers' role must be allowed s3:PutObject on ${name} as well.`,
      here,
    );
  if (!names.buckets.includes(name))
    return advice(`It goes to ${name}.`, `The guide's bucket for it is ${names.buckets[0]}.`, here);
  return met(`It goes to ${name}.`, here);
}

export function toGroup(facts: SessionPreferencesFacts): Verdict {
  const { preferences, group, names } = facts;
  if (!preferences) return unmet(NONE, MAKE);
  const name = textInput(preferences.latest, "cloudWatchLogGroupName");
  const encrypted = flagInput(preferences.latest, "cloudWatchEncryptionEnabled");
  if (name === "")
    return unmet("They name no log group.", `Let session output go to the log group ${names.groups[0]}.`, [
      PREFERENCES,
    ]);
  if (encrypted && !group?.encrypted)
    return unmet(
      `They ask for an encrypted log group, and ${name} ${group ? "is not encrypted with a KMS key" : "does not exist"}. ${REFUSED}`,
      group
        ? "Take the tick away from encrypting log data, as the guide does, or associate a KMS key with the group."
        : `Name ${names.groups[0]}, and take the tick away from encrypting log data.`,
      [PREFERENCES, name],
    );
  if (!group)
    return unmet(
      `They name the log group ${name}, which does not exist. Sessions work, and nothing of them arrives in CloudWatch Logs.`,
      `Name ${names.groups[0]}, or create the log group ${name}. Names of log groups know capitals from small letters.`,
      [PREFERENCES, name],
    );
  const here = [PREFERENCES, name];
  if (encrypted)
    return advice(
      `It goes to ${name}, which is encrypted with a KMS key.`,
      "That is better than what the guide does, and right for production: logs of sessions hold what people type.",
      here,
    );
  if (!names.groups.includes(name))
    return advice(`It goes to ${name}.`, `The guide's log group for it is ${names.groups[0]}.`, here);
  return met(`It goes to ${name}.`, here);
}

/** The inputs in which versions may differ to some effect. */
const RELEVANT = [
  "s3BucketName",
  "s3KeyPrefix",
  "s3EncryptionEnabled",
  "cloudWatchLogGroupName",
  "cloudWatchEncryptionEnabled",
  "cloudWatchStreamingEnabled",
  "kmsKeyId",
  "runAsEnabled",
  "runAsDefaultUser",
  "idleSessionTimeout",
  "maxSessionDuration",
  "shellProfile",
];

function shown({ preferences }: SessionPreferencesFacts): Verdict {
  if (!preferences) return unmet(NONE, MAKE);
  const { latest, versions } = preferences;
  const other = versions.find(({ isDefault }) => isDefault)?.version ?? "?";
  const differing = differences(latest, preferences.default);
  if (differing.length === 0) return met("It does.", [PREFERENCES]);
  return advice(
    `Version ${versions[0]?.version} is the latest, which sessions use. The default version, which the console shows, is ${other}, and differs in ${list(differing)}.`,
    `Make version ${versions[0]?.version} the default one: aws ssm update-document-default-version --name ${PREFERENCES} --document-version ${versions[0]?.version}`,
    [PREFERENCES],
  );
}

/** The inputs in which two versions differ. */
export const differences = (one: PreferencesContent, other: PreferencesContent): string[] =>
  RELEVANT.filter((name) => !isDeepStrictEqual(normal(one.inputs?.[name]), normal(other.inputs?.[name])));

/** What is not set is the same as what is empty, and a word the same as the switch that it names. */
function normal(value: unknown): unknown {
  if (value === undefined || value === null || value === false || value === "false") return "";
  if (value === true) return "true";
  if (typeof value !== "object") return value;
  const members = Object.entries(value).filter(([, member]) => normal(member) !== "");
  return members.length === 0 ? "" : Object.fromEntries(members);
}
