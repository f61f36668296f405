import {
  CreateDocumentCommand,
  DeleteDocumentCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from "@aws-sdk/client-ssm";
import { beforeEach, expect, test } from "vitest";
import type { Scope } from "../../../../tasks/cleanup/sweeper.ts";
import { sessionPreferences } from "../../../../tasks/cleanup/sweepers/session-preferences.ts";
import { listSessionDocuments } from "../../../../tasks/inventory/session-documents.ts";
import { preferencesWith } from "../../../../tasks/labs/fnd203/session-preferences/content.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { PREFERENCES } from "../../../../tasks/session-channel/preferences-document.ts";
import { useTestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { scopeOf } from "./scope.ts";

let clients: Clients;
beforeEach(async () => {
  clients = clientsOf(await useTestAccount());
});

const contentOf = (bucket: string) =>
  JSON.stringify({ ...preferencesWith(undefined, {}), description: bucket });
const create = (bucket: string) =>
  clients.ssm.send(
    new CreateDocumentCommand({
      Name: PREFERENCES,
      Content: contentOf(bucket),
      DocumentType: "Session",
      DocumentFormat: "JSON",
    }),
  );
const update = async (bucket: string) => {
  const { DocumentDescription } = await clients.ssm.send(
    new UpdateDocumentCommand({
      Name: PREFERENCES,
      Content: contentOf(bucket),
      DocumentVersion: "$LATEST",
      DocumentFormat: "JSON",
    }),
  );
  return DocumentDescription!.DocumentVersion!;
};
const show = (DocumentVersion: string) =>
  clients.ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: PREFERENCES, DocumentVersion }));
const remove = (DocumentVersion?: string) =>
  clients.ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES, DocumentVersion }));

/** What the ledger has of now. */
async function scopeNow(): Promise<Scope> {
  const items = (await listSessionDocuments(clients)).map((item) => ({ kind: "session document", ...item }));
  const { ledger, ...scope } = scopeOf();
  return { ...scope, ledger: { ...ledger, items }, before: new Set(items.map(({ id }) => id)) };
}

/** Plans and sweeps; planned again there is nothing to do, and swept again nothing changes. */
async function cleanUp(scope: Scope): Promise<string[]> {
  const found = await sessionPreferences.find(clients, scope);
  const sweep = async () => {
    for (const one of found)
      await sessionPreferences.sweep(clients, { stage: "", kind: "", ...one }, scope, new Date());
  };
  await sweep();
  const swept = await listSessionDocuments(clients);
  await sweep();
  expect(await listSessionDocuments(clients)).toEqual(swept);
  return found.map(({ action }) => action);
}

/** What the two versions that count say. */
async function said(): Promise<[shown: unknown, latest: unknown] | undefined> {
  const [document] = await listSessionDocuments(clients);
  if (!document) return undefined;
  const settings = JSON.parse(document.settings!);
  return [JSON.parse(settings.default.content).description, JSON.parse(settings.latest.content).description];
}

test("a Region without preferences stays without", async () => {
  const scope = await scopeNow();
  expect(await cleanUp(scope)).toEqual([]);
  await create("lab");
  await update("lab again");
  expect(await cleanUp(scope)).toEqual(["remove"]);
  expect(await said()).toBeUndefined();
});

test("preferences that nobody changed are left alone", async () => {
  await create("theirs");
  await update("theirs too");
  expect(await cleanUp(await scopeNow())).toEqual([]);
  expect(await said()).toEqual(["theirs", "theirs too"]);
});

test.each<[string, () => Promise<unknown>]>([
  ["a version was added", () => update("lab")],
  [
    "versions were added, and one made the default",
    async () => show(await update("lab").then(() => update("lab too"))),
  ],
  ["only another version was made the default", () => show("2")],
])("where %s, all is as it was, numbers and all", async (_, change) => {
  await create("theirs");
  await update("theirs too");
  const scope = await scopeNow();
  const before = await listSessionDocuments(clients);
  await change();
  expect(await cleanUp(scope)).toEqual(["restore"]);
  expect(await listSessionDocuments(clients)).toEqual(before);
});

test.each<[string, () => Promise<unknown>]>([
  ["they were deleted", () => remove()],
  [
    "they were deleted and made anew",
    async () => {
      await remove();
      await create("lab");
    },
  ],
  [
    "their latest version was deleted",
    async () => {
      await update("lab");
      await remove("2");
    },
  ],
  [
    "their default version was deleted",
    async () => {
      await show(await update("lab"));
      await remove("1");
    },
  ],
])("where %s, sessions and the console have what they had", async (_, change) => {
  await create("theirs");
  await update("theirs too");
  const scope = await scopeNow();
  await change();
  expect(await cleanUp(scope)).toEqual(["restore"]);
  expect(await said()).toEqual(["theirs", "theirs too"]);
});
