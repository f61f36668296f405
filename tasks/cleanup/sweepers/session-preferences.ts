import {
  CreateDocumentCommand,
  DeleteDocumentCommand,
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

/** Versions do not change, so that going back means: the old one the default, and those that came after it away. */
async function restore(clients: Clients, before: PreferencesSettings): Promise<void> {
  const { ssm } = clients;
  const now = await settingsNow(clients);
  if (!now) await create(ssm, before.default);
  const numbers = await versionNumbers(ssm);
  const latest = numbers.includes(Number(before.latest.version))
    ? before.latest.version
    : await write(ssm, before.latest);
  const shown = numbers.includes(Number(before.default.version))
    ? before.default.version
    : before.default.content === before.latest.content
      ? latest
      : await write(ssm, before.default);
  await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: PREFERENCES, DocumentVersion: shown }));
  const added = (await versionNumbers(ssm)).filter((number) => number > Number(latest));
  // A default version cannot be deleted.
  for (const number of added.filter((one) => String(one) !== shown))
    await unlessGone(
      ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES, DocumentVersion: String(number) })),
    );
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

/** Writes a version that somebody deleted anew; where the latest says the same, that one serves. */
async function write(ssm: SSMClient, { content }: DocumentVersion): Promise<string> {
  try {
    const { DocumentDescription } = await ssm.send(
      new UpdateDocumentCommand({
        Name: PREFERENCES,
        Content: content,
        DocumentVersion: "$LATEST",
        DocumentFormat: "JSON",
      }),
    );
    return DocumentDescription!.DocumentVersion!;
  } catch (error) {
    if (!isAwsError(error, "DuplicateDocumentContent")) throw error;
    return String((await versionNumbers(ssm)).at(-1));
  }
}
