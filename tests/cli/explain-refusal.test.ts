import { expect, test } from "vitest";
import { explainRefusal } from "../../cli/explain-refusal.ts";
import { Problem } from "../../cli/problem.ts";

const who = { arn: "arn:aws:iam::123456789012:user/ann", accountId: "123456789012", region: "ap-east-1" };

const refusal = (name: string): Error =>
  Object.assign(new Error("no words"), { name, $fault: "client" as const });

test.each([
  ["AccessDenied", /user\/ann is not allowed .* 123456789012, ap-east-1.*ask whoever administers/s],
  ["403", /is not allowed/],
  ["ExpiredToken", /sign-in to AWS has expired.*aws sso login/],
  ["UnrecognizedClientException", /does not know these credentials in ap-east-1.*--region/],
  ["ValidationError", /^AWS answered ValidationError: no words$/],
])("%s is told with what to do about it", (name, words) => {
  const explained = explainRefusal(refusal(name), who) as Problem;
  expect(explained).toBeInstanceOf(Problem);
  expect(explained.message).toMatch(words);
  expect(explained.message).toContain(name);
});

test("what was explained already stays as it is", () => {
  const problem = new Problem("Do this.");
  expect(explainRefusal(problem, who)).toBe(problem);
});
