import { describe, expect, test } from "vitest";
import { type TopLine, topLine } from "../../../tui/components/top-line.ts";
import { textOf } from "../../../tui/text/text.ts";

const TITLE = "Mitigate risks using cloud-native infrastructure security";
const MINUTE = 60_000;

const built: TopLine = {
  title: TITLE,
  kind: "aws",
  place: { accountId: "123456789012", region: "eu-central-1" },
  alias: "acme-training-lab-7",
  waiting: "opening",
  built: { costPerHour: 0.25, since: 65 * MINUTE },
};

const shown = (facts: TopLine, width: number): string => {
  const { title, rest } = topLine(facts, " AWS ", width);
  return `${title} | AWS ${textOf({ spans: rest })}`;
};

test.each([
  [200, `${TITLE} | AWS  acme-training-lab-7 123456789012 eu-central-1 $0.25/h built 1 h 05`],
  [
    120,
    "Mitigate risks using cloud-native infrastructu… | AWS  acme-training-lab-7 123456789012 eu-central-1 $0.25/h built 1 h 05",
  ],
  [80, "Mitigate risks usin… | AWS  acme-training-lab-7 123456789012 eu-central-1 $0.25/h"],
  [60, " | AWS  acme-training-lab-7 123456789012 eu-central-1 $0.25/h"],
])("at %i columns", (width, line) => {
  expect(shown(built, width)).toBe(line);
});

test("account and cost are the last to go", () => {
  expect(shown(built, 34)).toBe(" | AWS  123456789012 $0.25/h");
  expect(shown(built, 22)).toBe(" | AWS  123456789012");
});

test.each(Array.from({ length: 181 }, (_, index) => index + 20))(
  "it is never wider than %i columns",
  (width) => {
    const { title, rest } = topLine(built, " AWS ", width);
    expect(title.length + " AWS ".length + textOf({ spans: rest }).length).toBeLessThanOrEqual(width);
  },
);

describe("what the lab costs", () => {
  const { built: _, ...none } = built;

  test("nothing while there is none", () => {
    expect(shown(none, 120)).toMatch(/eu-central-1 no lab$/);
  });

  test("nothing on the local account", () => {
    expect(shown({ ...built, kind: "local" }, 120)).toMatch(/eu-central-1 free built/);
  });

  test.each([
    [-MINUTE, "built just now"],
    [59_000, "built just now"],
    [5.5 * MINUTE, "built 5 min"],
    [47 * 60 * MINUTE, "built 47 h 00"],
    [50 * 60 * MINUTE, "built 2 d"],
    [undefined, "built"],
  ])("since %s ms", (since, words) => {
    expect(shown({ ...built, built: { costPerHour: 0.25, since } }, 200)).toMatch(new RegExp(`${words}$`));
  });
});

test("an account that is not open yet is not named", () => {
  expect(shown({ ...built, place: undefined }, 80)).toBe(`${TITLE} | AWS  opening`);
});
