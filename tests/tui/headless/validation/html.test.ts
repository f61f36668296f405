import fc from "fast-check";
import { expect, test } from "vitest";
import { redacted } from "../../../../tasks/runtime/redact.ts";
import { html } from "../../../../tui/headless/validation/html/markup.ts";
import { htmlOf } from "../../../../tui/headless/validation/html/page.ts";
import { scaleOf } from "../../../../tui/headless/validation/html/scale.ts";
import { junitOf } from "../../../../tui/headless/validation/junit.ts";
import type { ValidationReport } from "../../../../tui/headless/validation/report.ts";
import { readMarkup } from "../../../helpers/well-formed.ts";
import { finding } from "../../fixtures.ts";

/** A report in which every text that comes from an account is this one; what real ones hold, tests/lifecycle sees. */
function reportSaying(text: string): ValidationReport {
  const times = { startedAt: "2026-11-22T19:03:26.100Z", endedAt: "2026-11-22T19:03:27.100Z" };
  const look = {
    status: "unmet" as const,
    findings: [{ ...finding("unmet", text), expected: text, actual: text, remedy: text }],
  };
  const action = { service: "s3", operation: text, summary: text };
  const item = { stage: text, action: "remove" as const, kind: text, id: text, name: `${text}!`, why: text };
  return {
    verdict: "not-valid",
    exitCode: 1,
    lab: { id: "fnd203", title: text },
    place: "local",
    account: { id: "123456789012", alias: text },
    region: "us-east-1",
    executionArn: text,
    ...times,
    error: { name: text, cause: text },
    build: times,
    steps: [
      {
        step: "trail",
        title: text,
        optional: false,
        proven: false,
        problems: [text],
        ...times,
        ...{ red: look, green: look, again: look },
        ...{ calls: [action], callsAgain: [action] },
      },
    ],
    cleanUp: {
      ...times,
      error: { name: "LeftBehind", cause: text },
      stages: [{ stage: text, done: [item], failed: [{ item, error: text, cause: text }] }],
      foreign: [{ ...item, action: "leave" }],
    },
    timeline: [
      {
        step: "trail",
        name: text,
        executionArn: text,
        ...times,
        status: "failed",
        states: [{ name: text, type: "Task", ...times, status: "failed", retries: 1 }],
      },
    ],
    cost: {
      transitions: 1,
      transitionsUsd: 0,
      minutes: 1,
      labUsdPerHour: 0.25,
      labUsd: 0,
      onAws: { transitions: 1, transitionsUsd: 0, minutes: 1, labUsd: 0 },
    },
  };
}

const HOSTILE = `"><script>alert('1')</script></title></style><b onclick="x">&amp;\u202E\u0000<!--`;

test("nothing that an account says becomes part of the page", () => {
  const shape = (text: string) =>
    readMarkup(htmlOf(reportSaying(text)), "html").map(({ name, attributes }) => [
      name,
      Object.keys(attributes),
    ]);
  expect(shape(HOSTILE)).toEqual(shape("plain"));
  expect(htmlOf(reportSaying(HOSTILE))).toContain("[U+202E]");
  const cases = (text: string) =>
    readMarkup(junitOf(reportSaying(text)), "xml").map(({ name, attributes }) => [
      name,
      Object.keys(attributes),
    ]);
  expect(cases(HOSTILE)).toEqual(cases("plain"));
});

test("whatever is filled in is read again as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const [element, ...others] = readMarkup(html`<p title="${text}">${text}</p>`.text, "html");
      expect(others).toEqual([]);
      const shown = text.replace(/[^\P{Cc}\t\n\r]/gu, "\u{FFFD}");
      expect(element).toMatchObject({ attributes: { title: shown }, text: shown });
    }),
  );
});

test("a secret in a report is in none of what is made of it", () => {
  const key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const said = `{"SecretAccessKey": "${key}", "Token": "short-and-plain"}`;
  const report = redacted(reportSaying(said));
  for (const text of [htmlOf(report), junitOf(report)]) {
    expect(text).toContain("[redacted]");
    expect(text).not.toContain(key);
    expect(text).not.toContain("short-and-plain");
  }
});

test("the axis names some times, evenly, from the beginning to the end", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 200_000, noNaN: true }), (seconds) => {
      const { ticks, x } = scaleOf(seconds, 100, 900);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(13);
      expect(new Set(ticks.map(({ words }) => words)).size).toBe(ticks.length);
      const places = ticks.map((tick) => x(tick.seconds));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect([x(-1), x(0), x(seconds), x(seconds * 2)]).toEqual([100, 100, 900, 900]);
    }),
  );
});
