import { describe, expect, test } from "vitest";
import { tellStep } from "../../tui/headless/step.ts";
import { questionsPage } from "../../tui/screens/lab/questions-page.ts";
import { reduce } from "../../tui/state/reduce.ts";
import { type Action, initialState, type TerminalState } from "../../tui/state/state.ts";
import { guide, textsOf } from "./fixtures.ts";

const step = guide.steps[0]!;
const ask: Action = { type: "show-question", step };
const answer = (choice: number): Action => ({ type: "answer", step, choice });
const play = (...actions: Action[]): TerminalState => actions.reduce(reduce, initialState);
const page = (state: TerminalState, width = 60): string =>
  textsOf(questionsPage(step, state, width)).join("\n");

test("a question comes with its choices by number, and nothing of the answer", () => {
  const text = page(play(ask));
  expect(text).toMatch(/Question 1 of 2/);
  expect(text).toMatch(/1 {2}The traffic was denied\n2 {2}It was seen in the DNS logs\n3 {2}A name/);
  expect(text).not.toMatch(/resolver's logs|✓/);
});

test("right or wrong is said at once, with the right answer and why", () => {
  const right = page(play(ask, answer(1)));
  expect(right).toMatch(/Question 1 of 2, 1 of 1 right so far/);
  expect(right).toMatch(/✓ {2}It was seen in the DNS logs\n\nRight\. GuardDuty names/);
  expect(right).not.toMatch(/✗|A name did not|your answer/);
  const wrong = page(play(ask, answer(0)));
  expect(wrong).toMatch(
    /✗ {2}The traffic was denied \(your answer\)\n✓ {2}It was seen[^\n]*\n\nNot quite: ✓ is the answer\./,
  );
});

test("the first answer counts, and a number that is no choice is none", () => {
  expect(play(ask, answer(0), answer(1)).answers).toEqual({ [step.id]: { 0: 0 } });
  expect(play(ask, answer(3)).answers).toEqual({});
});

test("one after the other, then the guide again with how many were right", () => {
  const done = play(ask, answer(0), ask, answer(0), ask);
  expect(done).toMatchObject({ page: "guide", notice: { text: "1 of 2 answered right." } });
  // Whoever left in between goes on with what is open.
  const back: Action = { type: "show-page", page: "guide" };
  expect(play(ask, answer(1), back, ask).asked).toBe(1);
  // Answers are there when one comes by again, also from another step.
  const again = play(ask, answer(1), { type: "select", station: 4 }, { type: "select", station: 1 }, ask);
  expect(again).toMatchObject({ asked: 1, answers: { [step.id]: { 0: 1 } } });
});

test("a step without questions says so", () => {
  const none = { ...step, questions: [] };
  expect(play({ type: "show-question", step: none })).toMatchObject({
    page: "guide",
    notice: { text: "This step asks no questions." },
  });
});

test.each([34, 39, 52, 80])("no line is wider than %i columns", (width) => {
  for (const state of [play(ask), play(ask, answer(0))])
    for (const line of page(state, width).split("\n")) expect(line.length, line).toBeLessThanOrEqual(width);
});

describe("in plain lines", () => {
  const lines: string[] = [];
  tellStep(step, (line) => lines.push(line));
  const text = lines.join("\n");

  test("a step is its guide, its hints, its commands, and its questions with what they teach", () => {
    expect(text).toMatch(
      /^# Record every API call.*\n[\s\S]*\n## Hints\n\n1\. A nudge\.\n2\. More\.\n3\. All/,
    );
    expect(text).toMatch(/# See the group\n {4}aws ec2 describe-security-groups --group-ids GROUP\n/);
    expect(text).toMatch(
      /## Question 1\n\nWhat does [\s\S]*\n1\. The traffic[\s\S]*\n\*\*Answer 2\.\*\* GuardDuty names/,
    );
    expect(text.indexOf("## Question")).toBeGreaterThan(text.indexOf("With the AWS CLI"));
  });
});
