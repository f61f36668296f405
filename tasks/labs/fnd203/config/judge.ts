import type { Finding } from "../../../../workflows/contract.ts";
import { linkedRoleArn, recorderId } from "../../../config/read.ts";
import { advice, finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import {
  type ConfigFacts,
  IAM_TYPES,
  isDaily,
  isOrganisations,
  NEEDED_TYPES,
  type RecorderFacts,
  records,
  recordsIamHere,
} from "./facts.ts";
import { delivers } from "./judge-delivery.ts";

export const STEP = "config";

const find = finder(STEP);

/** A role that was just made is not known everywhere; what fails for longer than this fails. */
const PROPAGATION_MS = 2 * 60_000;

/** Judges whether AWS Config records what the lab's steps look at. */
export function judge(facts: ConfigFacts): Finding[] {
  const { recorder, place } = facts;
  const judged: [requirement: string, expected: string, verdict: (recorder: RecorderFacts) => Verdict][] = [
    [
      `A configuration recorder records in ${place.region}`,
      "The Region has a recorder, it is started, and it can do its work",
      (one) => isRecording(one, facts),
    ],
    [
      "It records all types of resources",
      "All supported types, or all but some that the lab does not look at",
      coversTypes,
    ],
    [
      "It records IAM's global types as well",
      "Users, groups, roles and policies are among the types",
      (one) => coversIam(one, place.region),
    ],
    [
      "It records each change as it happens",
      "The recording frequency is continuous; a day's last state is no timeline",
      isContinuous,
    ],
    [
      "It looks with Config's own role",
      "The service-linked role AWSServiceRoleForConfig, or one that trusts config.amazonaws.com",
      (one) => usesRole(one, place.accountId),
    ],
  ];
  return [
    ...judged.map(([requirement, expected, verdict], index) =>
      find(
        requirement,
        expected,
        recorder ? verdict(recorder) : index === 0 ? noneYet(place.region) : NO_RECORDER,
      ),
    ),
    find(
      "What it records is delivered into a bucket",
      "A delivery channel, with a bucket that Config may write to",
      delivers(facts),
    ),
  ];
}

const noneYet = (region: string): Verdict =>
  unmet(
    `There is no configuration recorder in ${region}.`,
    "Set Config up there: Get started in the console; with the AWS CLI put-configuration-recorder, put-delivery-channel and start-configuration-recorder. A recorder of another Region, or one that belongs to a service, does not count.",
  );

/** What to do is said once, where the recorder is asked for. */
const NO_RECORDER: Verdict = unmet("There is no configuration recorder.", "Set Config up first.");

/** What a recorder that is the lab's must have, another one has by its owner's choice. */
const owned = (recorder: RecorderFacts, verdict: Verdict): Verdict =>
  isOrganisations(recorder.name) && verdict.status === "met" ? { ...verdict, status: "elsewhere" } : verdict;

function isRecording(recorder: RecorderFacts, { readAt }: ConfigFacts): Verdict {
  const { name, recording, status, error, startedAt } = recorder;
  const ids = [recorderId(name)];
  if (!recording)
    return unmet(
      `The recorder ${name} is there, and stopped.`,
      isOrganisations(name)
        ? "It is your organisation's: ask its owners to start it."
        : `Start it: in Config's settings, or start-configuration-recorder --configuration-recorder-name ${name}. It needs a delivery channel first.`,
      ids,
    );
  if (status === "FAILURE") {
    const runs = startedAt ? Date.parse(readAt) - Date.parse(startedAt) : Number.POSITIVE_INFINITY;
    const actual = `The recorder ${name} is started, and cannot record (${error}).`;
    if (runs < PROPAGATION_MS)
      return waiting(
        actual,
        "A role that was just made is not known everywhere. Look again in a minute.",
        ids,
      );
    return unmet(
      actual,
      "See that its role exists and trusts config.amazonaws.com, or give it the service-linked role of Config in its settings.",
      ids,
    );
  }
  if (isOrganisations(name))
    return {
      status: "elsewhere",
      actual: `The recorder ${name} records for your organisation.`,
      resources: ids,
    };
  return met(
    recorder.known
      ? `The recorder ${name} records. The account had it before the lab, and keeps it as it was.`
      : `The recorder ${name} records.`,
    ids,
  );
}

function coversTypes(recorder: RecorderFacts): Verdict {
  const { strategy, types, name } = recorder;
  const ids = [recorderId(name)];
  const missing = NEEDED_TYPES.filter((type) => !records(recorder, type));
  if (missing.length > 0)
    return unmet(
      strategy === "only"
        ? `It records ${plural(types.length, "type")} only, without ${list(missing)}.`
        : `It leaves out ${list(missing)}.`,
      isOrganisations(name)
        ? "It is your organisation's: ask its owners to record them."
        : "Choose all resource types under Config's settings (recordingGroup allSupported=true), without exceptions.",
      ids,
    );
  if (strategy === "only")
    return recorder.known
      ? met(
          `It records what the lab looks at, and ${plural(types.length, "type")} in all: its owner's choice.`,
        )
      : advice(
          `It records ${plural(types.length, "type")}: what the lab looks at, and not all.`,
          "The lab works. To see all of an account, choose all resource types in Config's settings.",
          ids,
        );
  const others = types.filter((type) => !(IAM_TYPES as readonly string[]).includes(type));
  return owned(
    recorder,
    met(
      others.length > 0
        ? `It records all types but ${list(others)}, which the lab does not look at.`
        : "It records all types that Config knows.",
      ids,
    ),
  );
}

function coversIam(recorder: RecorderFacts, region: string): Verdict {
  if (!recordsIamHere(region))
    return met(`IAM cannot be recorded in ${region}; another Region's recorder has to.`);
  const missing = IAM_TYPES.filter((type) => !records(recorder, type));
  if (missing.length === 0) return owned(recorder, met("IAM's types are recorded."));
  const actual = `It does not record ${list(missing)}.`;
  if (recorder.known)
    return {
      status: isOrganisations(recorder.name) ? "elsewhere" : "met",
      actual: `${actual} That is its owner's choice.`,
    };
  return advice(
    actual,
    recorder.strategy === "all-but"
      ? "The console proposes to leave them out. Remove the overrides that exclude them in Config's settings: who may do what is the part of an account that is worth watching most."
      : "Include global resource types (includeGlobalResourceTypes=true): who may do what is the part of an account that is worth watching most.",
    [recorderId(recorder.name)],
  );
}

function isContinuous(recorder: RecorderFacts): Verdict {
  const ids = [recorderId(recorder.name)];
  const slow = NEEDED_TYPES.filter((type) => isDaily(recorder, type));
  if (slow.length === 0) return owned(recorder, met("Each change becomes an item within minutes.", ids));
  return unmet(
    slow.length === NEEDED_TYPES.length
      ? "It records once a day: of all of today's changes the timeline would show the last."
      : `It records ${list(slow)} once a day.`,
    isOrganisations(recorder.name)
      ? "It is your organisation's: ask its owners."
      : "Set the recording frequency to continuous in Config's settings, and remove overrides that say daily (recordingMode recordingFrequency=CONTINUOUS).",
    ids,
  );
}

function usesRole(recorder: RecorderFacts, accountId: string): Verdict {
  const { roleArn, name } = recorder;
  if (roleArn === linkedRoleArn(accountId)) return owned(recorder, met("It uses the service-linked role."));
  if (recorder.known || isOrganisations(name))
    return owned(recorder, met(`It uses ${roleArn}: its owner's choice.`));
  return advice(
    `It uses ${roleArn}.`,
    "That works as long as the role trusts Config and may read every type. The service-linked role needs no care: AWS keeps its permissions up to date.",
    [recorderId(name)],
  );
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
