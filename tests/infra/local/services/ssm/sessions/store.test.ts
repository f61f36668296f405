import { expect, test } from "vitest";
import { Clock } from "../../../../../../infra/local/clock.ts";
import { Cloud, MemoryBlobs } from "../../../../../../infra/local/cloud.ts";
import {
  addSession,
  endSession,
  type SessionRecord,
  sessionsStore,
} from "../../../../../../infra/local/services/ssm/sessions/store.ts";

const place = { accountId: "123456789012", region: "us-east-1" };
const DAY = 24 * 60 * 60 * 1000;

const session = (id: string, ended?: Date): SessionRecord => ({
  id,
  target: "i-1",
  owner: "arn:aws:iam::123456789012:user/participant",
  ownerId: "AIDA",
  documentName: "SSM-SessionManagerRunShell",
  started: new Date(0),
  connectedAt: new Date(0),
  ...(ended ? { end: { at: ended, status: "Terminated" } } : {}),
});

function open() {
  const cloud = new Cloud({ clock: new Clock("instant"), blobs: new MemoryBlobs() });
  const add = (...args: Parameters<typeof session>) => addSession(cloud, place, session(...args));
  return { cloud, add, ids: () => Object.keys(cloud.store(sessionsStore, place).sessions) };
}

test("the history goes back thirty days, and what goes on is kept however old", () => {
  const { add, ids } = open();
  add("going-on");
  add("old", new Date(Date.now() - 31 * DAY));
  add("recent", new Date(Date.now() - 29 * DAY));
  add("new");
  expect(ids()).toEqual(["going-on", "recent", "new"]);
});

test("the history does not grow without end", () => {
  const { add, ids } = open();
  for (let number = 0; number < 2_050; number++) add(`s-${number}`, new Date());
  expect(ids().length).toBeLessThanOrEqual(2_001);
  expect(ids().at(-1)).toBe("s-2049");
  expect(ids()).not.toContain("s-0");
});

test("a session ends once", () => {
  const { cloud, add } = open();
  add("one");
  expect(endSession(cloud, place, "one", { status: "Failed" })).toBe(true);
  expect(endSession(cloud, place, "one", { status: "Terminated" })).toBe(false);
  expect(endSession(cloud, place, "none", { status: "Terminated" })).toBe(false);
  expect(cloud.store(sessionsStore, place).sessions.one!.end!.status).toBe("Failed");
});
