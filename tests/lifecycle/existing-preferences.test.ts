import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import {
  CreateDocumentCommand,
  DescribeSessionsCommand,
  StartSessionCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listSessionDocuments } from "../../tasks/inventory/session-documents.ts";
import { preferencesWith } from "../../tasks/labs/fnd203/session-preferences/content.ts";
import { PREFERENCES } from "../../tasks/session-channel/preferences-document.ts";
import { type LabAccount, startLabAccount } from "./lab-account.ts";

const SESSION_STEPS = ["session", "session-preferences", "logged-session", "session-log"];

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
});
afterAll(() => lab.stop());

/** Saves preferences as the console does: a new version, which becomes the default one unless told. */
async function save(content: object, asDefault = true): Promise<void> {
  const { ssm } = lab.clients;
  const Content = JSON.stringify(content);
  const document = { Name: PREFERENCES, Content, DocumentFormat: "JSON" as const };
  if ((await listSessionDocuments(lab.clients)).length === 0) {
    await ssm.send(new CreateDocumentCommand({ ...document, DocumentType: "Session" }));
    return;
  }
  const { DocumentDescription } = await ssm.send(
    new UpdateDocumentCommand({ ...document, DocumentVersion: "$LATEST" }),
  );
  const { DocumentVersion } = DocumentDescription!;
  if (asDefault)
    await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: PREFERENCES, DocumentVersion }));
}

const statuses = async () => (await lab.verify(SESSION_STEPS)).map(({ status }) => status);
const active = async () =>
  (await lab.clients.ssm.send(new DescribeSessionsCommand({ State: "Active" }))).Sessions ?? [];

test("without preferences the lab makes them and takes them away, with the sessions that are open", async () => {
  const { resources } = await lab.build();
  expect(await statuses()).toEqual(["unmet", "unmet", "unmet", "unmet"]);
  for (const [index, step] of SESSION_STEPS.entries()) {
    await lab.solve(step);
    expect((await statuses()).slice(0, index + 1)).toEqual(Array(index + 1).fill("met"));
  }
  // One that somebody left open.
  await lab.clients.ssm.send(new StartSessionCommand({ Target: resources["instance.services2"] }));
  expect(await active()).toHaveLength(1);

  const cleaned = await lab.cleanUp();
  expect(cleaned).toMatchObject({ clean: true, left: [], missing: [], changed: [], foreign: [] });
  expect(
    cleaned.stages.slice(0, 2).map(({ done }) => done.map(({ kind, action }) => `${action} ${kind}`)),
  ).toEqual([["remove session"], ["remove session document"]]);
  expect(await active()).toEqual([]);
  expect(await listSessionDocuments(lab.clients)).toEqual([]);
});

test("preferences of before the lab get their versions back, the default one and the latest", async () => {
  const content = (description: string) => ({ ...preferencesWith(undefined, {}), description });
  await save(content("one"));
  await save(content("two"));
  await save(content("three"), false);
  const before = await listSessionDocuments(lab.clients);

  await lab.build();
  await lab.solve("logged-session");
  expect(await statuses()).toEqual(["met", "met", "met", "met"]);
  expect(await listSessionDocuments(lab.clients)).not.toEqual(before);

  expect(await lab.cleanUp()).toMatchObject({ clean: true, left: [], missing: [], changed: [], foreign: [] });
  expect(await listSessionDocuments(lab.clients)).toEqual(before);
});

test("preferences of before the lab that log already are left as they are", async () => {
  const { s3, logs } = lab.clients;
  await s3.send(new CreateBucketCommand({ Bucket: "our-session-logs" }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/our/sessions" }));
  await save(preferencesWith(undefined, { bucket: "our-session-logs", group: "/our/sessions" }));
  const before = await listSessionDocuments(lab.clients);
  await lab.build();
  const [result] = await lab.verify(["session-preferences"]);
  expect(result).toMatchObject({ status: "met" });
  expect((await lab.solve("session-preferences")).actions).toEqual([]);
  expect(await lab.cleanUp()).toMatchObject({ clean: true, left: [], missing: [], changed: [] });
  expect(await listSessionDocuments(lab.clients)).toEqual(before);
});
