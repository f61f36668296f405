import { expect, test } from "vitest";
import { settingsInWords } from "../../../tasks/inventory/settings-in-words.ts";

test("settings are told by their paths and values, and no longer than a few lines", () => {
  const settings = { enabled: false, frequency: "SIX_HOURS", plans: ["S3", "EKS"], group: { all: true } };
  expect(settingsInWords(JSON.stringify(settings))).toBe(
    "enabled false, frequency SIX_HOURS, plans S3 EKS, group.all true",
  );
  expect(settingsInWords('"on"')).toBe("on");
  expect(settingsInWords(JSON.stringify({ content: "x".repeat(999) }))).toMatch(/^content x{191}…$/);
});
