import { expect, test } from "vitest";
import { takeOutLines } from "../../../../tui/screens/lab/take-out-lines.ts";
import type { CleanUpOutput } from "../../../../workflows/contract.ts";
import { localPlace, stateWith, textsOf } from "../../fixtures.ts";

const cleaned: CleanUpOutput = {
  lab: "fnd203",
  account: { id: "123456789012" },
  clean: true,
  compared: { before: 1, after: 1 },
  stages: [],
  left: [],
  foreign: [],
  missing: [],
  changed: [],
};
const aws = { ...localPlace, kind: "aws" as const, region: "eu-west-1", profile: "training" };
const told = (state: object, place: typeof aws | typeof localPlace) =>
  textsOf(takeOutLines(stateWith(state), place, 100)).join("\n");

test("once an AWS account is clean, it is said how Handrail goes as well", () => {
  expect(told({ cleaned }, aws)).toMatch(
    /Handrail itself.*handrail undeploy --aws --region eu-west-1 --profile training$/s,
  );
  expect(told({ cleaned }, { ...aws, profile: undefined })).toMatch(/--region eu-west-1$/);
});

test("not while there is a lab to clean up, and not on the local account", () => {
  expect(told({}, aws)).toBe("");
  expect(told({ cleaned }, localPlace)).toBe("");
});
