import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answersOf, optionsFor } from "../../cli/launch.ts";
import type { PlaceOptions } from "../../cli/place-options.ts";
import { fnd203Guide as guide } from "../../tasks/labs/fnd203/guide.ts";
import { temporaryFolder } from "../helpers/program.ts";

const options = (more: Partial<PlaceOptions>): PlaceOptions => ({ lab: guide.id, ...more });

describe("what the start screen asks is answered", () => {
  test.each<[Partial<PlaceOptions>, "local" | "aws"]>([
    [{ aws: true }, "aws"],
    [{ aws: true, region: "eu-west-1", profile: "p" }, "aws"],
    [{ home: "/nowhere" }, "local"],
    [{ ephemeral: true }, "local"],
    [{ port: 0 }, "local"],
    [{ pace: "instant" }, "local"],
    [{ accountId: "111122223333" }, "local"],
  ])("by %o", async (given, kind) => {
    const choice = { guide, kind };
    expect(await answersOf(options(given), false)).toEqual({ chosen: choice, suggested: choice });
  });

  test("by a lab that was begun here, and by no other account's", async () => {
    const home = await temporaryFolder();
    process.env.HANDRAIL_HOME = home;
    const suggested = { guide, kind: "local" };
    try {
      expect(await answersOf(options({}), false)).toEqual({ suggested });
      const machine = "arn:aws:states:us-east-1:123456789012:stateMachine:handrail-build-lab";
      const execution =
        "arn:aws:states:us-east-1:123456789012:execution:handrail-build-lab:fnd203-build-lab-1";
      await writeFile(join(home, "account.json"), JSON.stringify({ machine }));
      expect(await answersOf(options({}), false)).toEqual({ suggested });
      await writeFile(join(home, "account.json"), JSON.stringify({ machine, execution }));
      expect(await answersOf(options({}), false)).toEqual({ chosen: suggested, suggested });
      expect(await answersOf(options({ region: "eu-west-1" }), false)).toEqual({ suggested });
    } finally {
      delete process.env.HANDRAIL_HOME;
    }
  });

  test("by nothing that holds for either place", async () => {
    const given = options({ region: "eu-west-1", suffix: "ann", ephemeral: undefined });
    process.env.HANDRAIL_HOME = await temporaryFolder();
    try {
      expect(await answersOf(given, true)).toEqual({ suggested: { guide, kind: "local" } });
    } finally {
      delete process.env.HANDRAIL_HOME;
    }
  });
});

test("each place is given the options that it understands", () => {
  const given = options({ home: "/h", port: 1, region: "eu-west-1", suffix: "ann", profile: "p" });
  expect(optionsFor({ guide, kind: "aws" }, given)).toEqual({
    lab: guide.id,
    aws: true,
    profile: "p",
    region: "eu-west-1",
    suffix: "ann",
  });
  expect(optionsFor({ guide, kind: "local" }, { ...given, profile: undefined, aws: true })).toEqual({
    lab: guide.id,
    home: "/h",
    port: 1,
    region: "eu-west-1",
    suffix: "ann",
  });
});
