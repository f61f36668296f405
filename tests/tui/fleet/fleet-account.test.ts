import * as fc from "fast-check";
import { expect, test } from "vitest";
import { byNeed, foundAccount, GROUPS, since, unreadableAccount } from "../../../tui/fleet/fleet-account.ts";
import { doing } from "../../../tui/fleet/words.ts";
import type { LabStatus, Work } from "../../../tui/status/lab-status.ts";

const work = (patch: Partial<Work>): Work => ({
  verb: "clean-up",
  status: "RUNNING",
  startedAt: "2026-11-22T12:00:00.000Z",
  executionArn: "arn",
  ...patch,
});
const failed = (patch: Partial<Work> = {}) =>
  work({ status: "FAILED", endedAt: "2026-11-22T12:30:00.000Z", ...patch });
const at = (patch: Partial<LabStatus>) =>
  foundAccount({ id: "1" }, { lab: "lab", stands: "built", running: [], failed: [], ...patch });

test.each([
  ["failed", { failed: [failed()] }, "clean up failed, or was not approved"],
  ["failed", { failed: [failed({ verb: "build-lab", status: "TIMED_OUT" })] }, "build timed out"],
  ["failed", { stands: "unclear" }, "the last build or clean-up did not end well"],
  [
    "failed",
    {
      failed: [failed({ verb: "solve-step", step: "a" })],
      running: [work({ verb: "solve-step", step: "b" })],
    },
    "solve a failed",
  ],
  [
    "working",
    {
      failed: [failed({ verb: "solve-step", step: "a" })],
      running: [work({ verb: "solve-step", step: "a" })],
    },
    "solve a",
  ],
  [
    "waiting",
    { failed: [failed({ verb: "solve-step", step: "a" })], running: [work({ mayWait: true })] },
    "clean up: may wait for a yes",
  ],
  ["working", { running: [work({ verb: "verify-steps" }), work({})] }, "verify"],
  [
    "waiting",
    { running: [work({ verb: "verify-steps" }), work({ mayWait: true })] },
    "clean up: may wait for a yes",
  ],
  ["built", {}, "nothing runs"],
  ["clean", { stands: "cleaned" }, "nothing of the lab is left"],
  ["none", { stands: "none" }, "no lab was built"],
] as [string, Partial<LabStatus>, string][])("%s: %j", (group, status, words) => {
  const account = at(status);
  expect(account.group).toBe(group);
  expect(doing(account)).toBe(words);
});

test("a failure is one since it ended, what runs since it began", () => {
  expect(since(at({ failed: [failed()] }))).toBe("2026-11-22T12:30:00.000Z");
  expect(since(at({ running: [work({})] }))).toBe("2026-11-22T12:00:00.000Z");
  expect(since(at({ lastAt: "2026-11-22T11:00:00.000Z" }))).toBe("2026-11-22T11:00:00.000Z");
});

const account = fc
  .record({
    id: fc.stringMatching(/^\d{12}$/),
    why: fc.option(fc.constant("denied")),
    minute: fc.nat(59),
    runs: fc.boolean(),
  })
  .map(({ id, why, minute, runs }) => {
    if (why !== null) return unreadableAccount({ id }, why);
    const startedAt = `2026-11-22T12:${String(minute).padStart(2, "0")}:00.000Z`;
    return foundAccount(
      { id },
      {
        lab: "lab",
        stands: "built",
        running: runs ? [work({ verb: "verify-steps", startedAt })] : [],
        failed: [],
        lastAt: startedAt,
      },
    );
  });

test("what wants somebody comes first, then what has been so for longest, in whichever order they came", () => {
  fc.assert(
    fc.property(fc.uniqueArray(account, { selector: (one) => one.account.id, maxLength: 20 }), (accounts) => {
      const sorted = accounts.toSorted(byNeed);
      expect(accounts.toReversed().toSorted(byNeed)).toEqual(sorted);
      for (const [index, one] of sorted.entries()) {
        const next = sorted[index + 1];
        if (!next) break;
        const [a, b] = [GROUPS.indexOf(one.group), GROUPS.indexOf(next.group)];
        expect(a).toBeLessThanOrEqual(b);
        if (a === b) expect((since(one) ?? "") <= (since(next) ?? "")).toBe(true);
      }
    }),
  );
});
