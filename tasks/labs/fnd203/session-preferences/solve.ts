import {
  CreateDocumentCommand,
  type SSMClient,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from "@aws-sdk/client-ssm";
import type { Action } from "../../../../workflows/contract.ts";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../../runtime/errors.ts";
import { PREFERENCES } from "../../../session-channel/preferences-document.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { solve as makeLogBucket } from "../log-bucket/solve.ts";
import { solve as makeLogGroup } from "../log-group/solve.ts";
import type { Preferences, PreferencesContent } from "../preferences.ts";
import { chooseBucket, chooseGroup, readBuckets, readGroups } from "../session-logs.ts";
import { type Destinations, preferencesWith } from "./content.ts";
import { differences, judge, toBucket, toGroup } from "./judge.ts";
import { read, type SessionPreferencesFacts } from "./observe.ts";

/** The inventory's id of the preferences. */
const ID = `document/${PREFERENCES}`;

/**
 * Lets sessions be logged to the lab's bucket and log group, which it makes first where they are not there: a bucket
 * that is named and missing locks everybody out. Destinations that serve, and all else in the preferences, stay.
 *
 * @throws TaskError NotSolved where the preferences are older than the lab and no ledger could give them back
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await read(clients, lab);
  // Without a ledger nothing that may be older than the lab is touched, not even how it is shown.
  if (!isWanting(facts)) {
    if (lab.ledger) yield* promote(clients.ssm, facts.preferences!);
    return;
  }
  if (facts.preferences && !lab.ledger)
    throw new TaskError(
      "notSolved",
      `The Region has Session Manager preferences (${PREFERENCES}), and no ledger tells whether they were there before the lab. Change them yourself: nobody could give them back.`,
    );
  yield* makeDestinations(clients, lab, facts);
  const destinations = await chooseDestinations(clients, lab, facts);
  const content = preferencesWith(facts.preferences?.latest, destinations);
  yield* save(clients.ssm, content, facts.preferences, before(lab.ledger, ID) !== undefined);
}

/** Whether the preferences themselves, and not how they are shown, leave something to do. */
const isWanting = (facts: SessionPreferencesFacts): boolean =>
  judge(facts)
    .slice(0, 3)
    .some(({ status }) => status === "unmet");

async function* makeDestinations(clients: Clients, lab: LabSituation, facts: SessionPreferencesFacts): Calls {
  if (toBucket(facts).status === "unmet") yield* makeLogBucket(clients, lab);
  if (toGroup(facts).status === "unmet") yield* makeLogGroup(clients, lab);
}

/** The destinations to name anew: those that do not serve as they are. */
async function chooseDestinations(
  clients: Clients,
  lab: LabSituation,
  facts: SessionPreferencesFacts,
): Promise<Destinations> {
  const [buckets, groups] = await Promise.all([readBuckets(clients), readGroups(clients)]);
  return {
    bucket: toBucket(facts).status === "unmet" ? chooseBucket(buckets, lab)?.name : undefined,
    group: toGroup(facts).status === "unmet" ? chooseGroup(groups, lab)?.logGroupName : undefined,
  };
}

async function* save(
  ssm: SSMClient,
  content: PreferencesContent,
  present: Preferences | undefined,
  wasThere: boolean,
): Calls {
  const Content = JSON.stringify(content, undefined, 2);
  const words = `sessions are logged to ${content.inputs?.s3BucketName} and ${content.inputs?.cloudWatchLogGroupName}`;
  if (!present) {
    await ssm.send(
      new CreateDocumentCommand({
        Name: PREFERENCES,
        Content,
        DocumentType: "Session",
        DocumentFormat: "JSON",
      }),
    );
    yield action("CreateDocument", `Made the Session Manager preferences: ${words}`);
    return;
  }
  const version = await update(ssm, Content, present);
  yield action("UpdateDocument", `Wrote version ${version} of the Session Manager preferences: ${words}`);
  await makeDefault(ssm, version);
  yield action(
    "UpdateDocumentDefaultVersion",
    `Made version ${version} the default one${wasThere ? "; clean-up gives the Region its own back" : ""}`,
  );
}

/** @returns the new version's number; the latest's where it says the same already */
async function update(ssm: SSMClient, Content: string, present: Preferences): Promise<string> {
  try {
    const { DocumentDescription } = await ssm.send(
      new UpdateDocumentCommand({
        Name: PREFERENCES,
        Content,
        DocumentVersion: "$LATEST",
        DocumentFormat: "JSON",
      }),
    );
    return DocumentDescription!.DocumentVersion!;
  } catch (error) {
    if (!isAwsError(error, "DuplicateDocumentContent")) throw error;
    return present.versions[0]!.version;
  }
}

const makeDefault = (ssm: SSMClient, DocumentVersion: string) =>
  ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: PREFERENCES, DocumentVersion }));

/** Makes the version that sessions use the one that the console shows, where they differ. */
async function* promote(ssm: SSMClient, { latest, default: shown, versions }: Preferences): Calls {
  if (differences(latest, shown).length === 0) return;
  const { version } = versions[0]!;
  await makeDefault(ssm, version);
  yield action(
    "UpdateDocumentDefaultVersion",
    `Made version ${version} of the Session Manager preferences, which sessions use, the default one`,
  );
}

const action = (operation: string, summary: string): Action => ({ service: "ssm", operation, summary });
