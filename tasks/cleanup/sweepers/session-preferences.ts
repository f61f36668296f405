import {
  CreateDocumentCommand,
  DeleteDocumentCommand,
  GetDocumentCommand,
  paginateListDocumentVersions,
  type SSMClient,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from "@aws-sdk/client-ssm";
import {
  type DocumentVersion,
  type PreferencesSettings,
  preferencesSettings,
  sessionDocumentId,
} from "../../inventory/session-documents.ts";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import { PREFERENCES } from "../../session-channel/preferences-document.ts";
import type { Finding, Scope, Sweeper } from "../sweeper.ts";

const ID = sessionDocumentId(PREFERENCES);

/**
 * The Region's Session Manager preferences: deleted where the account had none before the lab, else put back to the
 * versions that they had. This comes before any bucket or log group goes: preferences that name a bucket that is gone
 * lock everybody out of every server in the Region.
 */
export const sessionPreferences: Sweeper = {
  kind: "session document",
  async find(clients, scope) {
    const [before, now] = [settingsBefore(scope), await settingsNow(clients)];
    if (JSON.stringify(before) === JSON.stringify(now)) return [];
    return [before ? restored(now !== undefined) : REMOVED];
  },
  async sweep(clients, _, scope) {
    const before = settingsBefore(scope);
    if (before) await restore(clients, before);
    else await unlessGone(clients.ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES })));
  },
};

const REMOVED: Finding = {
  action: "remove",
  id: ID,
  name: PREFERENCES,
  why: "The Region had no Session Manager preferences before the lab. Left behind, they would refuse every session as soon as the bucket that they name is gone.",
};

const restored = (isThere: boolean): Finding => ({
  action: "restore",
  id: ID,
  name: PREFERENCES,
  why: isThere
    ? "The Region had Session Manager preferences before the lab, which have been changed since: they get their versions back, before a bucket that they name is deleted."
    : "The Region had Session Manager preferences before the lab, which are gone: they are made anew.",
});

function settingsBefore({ ledger }: Scope): PreferencesSettings | undefined {
  const settings = ledger.items.find(({ id }) => id === ID)?.settings;
  return settings === undefined ? undefined : JSON.parse(settings);
}

async function settingsNow(clients: Clients): Promise<PreferencesSettings | undefined> {
  return unlessGone(preferencesSettings(clients));
}

/** What a call answers, or undefined where the document is not there. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isAwsError(error, "InvalidDocument", "InvalidDocumentVersion")) return undefined;
    throw error;
  }
}

/**
 * Versions do not change, so that going back means: the old one the default, and those that came after it away. Where
 * somebody deleted what is to be gone back to, or the whole document, it is made anew; versions that were neither the
 * default nor the latest are lost then, and the numbers may be others.
 */
async function restore(clients: Clients, before: PreferencesSettings): Promise<void> {
  const { ssm } = clients;
  const areThere = await Promise.all([before.default, before.latest].map((one) => isThere(ssm, one)));
  if (!areThere.every(Boolean)) {
    const now = await settingsNow(clients);
    if (now && saysTheSame(now, before)) return; // As near as it gets.
    await unlessGone(ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES })));
    await create(ssm, before.default);
    if (before.latest.content !== before.default.content) await add(ssm, before.latest);
    return;
  }
  await ssm.send(
    new UpdateDocumentDefaultVersionCommand({ Name: PREFERENCES, DocumentVersion: before.default.version }),
  );
  const numbers = await versionNumbers(ssm);
  for (const added of numbers.filter((number) => number > Number(before.latest.version)))
    await unlessGone(
      ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES, DocumentVersion: String(added) })),
    );
}

const saysTheSame = (one: PreferencesSettings, other: PreferencesSettings): boolean =>
  one.default.content === other.default.content && one.latest.content === other.latest.content;

/** Whether a version is there and still is what it was: in a document that was made anew its number is another's. */
async function isThere(ssm: SSMClient, { version, content }: DocumentVersion): Promise<boolean> {
  const found = await unlessGone(
    ssm.send(new GetDocumentCommand({ Name: PREFERENCES, DocumentVersion: version, DocumentFormat: "JSON" })),
  );
  return found?.Content === content;
}

async function versionNumbers(ssm: SSMClient): Promise<number[]> {
  const versions = await collect(
    paginateListDocumentVersions({ client: ssm }, { Name: PREFERENCES }),
    (page) => page.DocumentVersions,
  );
  return versions.map(({ DocumentVersion }) => Number(DocumentVersion)).toSorted((a, b) => a - b);
}

async function create(ssm: SSMClient, { content }: DocumentVersion): Promise<void> {
  await ssm.send(
    new CreateDocumentCommand({
      Name: PREFERENCES,
      Content: content,
      DocumentType: "Session",
      DocumentFormat: "JSON",
    }),
  );
}

const add = (ssm: SSMClient, { content }: DocumentVersion) =>
  ssm.send(
    new UpdateDocumentCommand({
      Name: PREFERENCES,
      Content: content,
      DocumentVersion: "$LATEST",
      DocumentFormat: "JSON",
    }),
  );
