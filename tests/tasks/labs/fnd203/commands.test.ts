import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findStep } from "../../../../tasks/labs/find-step.ts";
import { fnd203Guide } from "../../../../tasks/labs/fnd203/guide.ts";
import { situationOf } from "../../../../tasks/labs/situation.ts";
import { verifySteps } from "../../../../tasks/labs/verify-steps.ts";
import type { StepResult } from "../../../../workflows/contract.ts";
import { cliAvailable } from "../../../helpers/local-account.ts";
import { type BuiltLab, buildLab } from "../../fixtures/built-lab.ts";
import { paste } from "./pasting.ts";
import { doneByHand, NOT_PASTED, shownBy, shownElsewhere, spansOfGuides } from "./shown.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

/** A command of the AWS CLI, alone or with its answer kept in a variable, or one of Handrail's own. */
const COMMAND = /^(([A-Z0-9_]+=\$\()?aws [a-z0-9]+ [a-z0-9-]+( |$)|handrail session )/;

const wholeWord = (operation: string): RegExp => new RegExp(`(?<![\\w-])${operation}(?![\\w-])`);

/** A query that finds nothing where all is as the guide expects; every other is to show the participant something. */
const FINDS_NOTHING = /^aws ssm list-documents /;

/** Queries whose answer is printed, and not kept in a variable or a file. */
const prints = (command: string): boolean =>
  / --query /.test(command.replace(/\$\(.*\)/, "")) && command.startsWith("aws ") && !/ > \S+$/.test(command);

describe("what the guide offers to paste", () => {
  test.each(fnd203Guide.steps)(
    "$id names what is not known yet in capitals, and nothing is undefined",
    (step) => {
      for (const { command, why } of step.commands({}, PLACE)) {
        expect(command).toMatch(COMMAND);
        expect(`${command} ${why}`).not.toMatch(/undefined|null(?!$| \|\|)/);
      }
      const url = step.consoleUrl({}, PLACE);
      expect(url).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\/[a-z0-9/-]+[^ ]*$/);
      expect(url).toContain("region=us-east-1");
    },
  );

  test.each(fnd203Guide.steps)("$id has a guide, and three hints that grow", (step) => {
    expect(step.guide).toMatch(/^# /);
    expect(step.hints).toHaveLength(3);
    const lengths = step.hints.map((hint) => hint.length);
    expect(lengths[2]).toBeGreaterThan(lengths[0]!);
    expect(step.id).toBe(findStep("fnd203", step.id).step.id);
  });

  test.each(fnd203Guide.steps)("$id hints at operations that it shows", (step) => {
    const shown = shownBy(step, {}, PLACE).map(({ command }) => command);
    const operations = step.hints
      .join(" ")
      .match(/(?<![\w-])(create|delete|describe|get|list|lookup|put|start|update)(-[a-z]+)+/g);
    for (const operation of operations ?? []) expect(shown.join("\n")).toMatch(wholeWord(operation));
  });

  test("what is not pasted is in the guides, and what is done by hand lies between two blocks", () => {
    expect(shownElsewhere()).toEqual([]);
    expect(spansOfGuides()).toEqual(expect.arrayContaining(Object.keys(NOT_PASTED)));
    for (const [step, blocks] of doneByHand()) expect(blocks, step).toBeGreaterThan(1);
  });
});

describe.skipIf(!cliAvailable)("pasted into a shell with the real AWS CLI", () => {
  let built: BuiltLab;
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "handrail-test-"));
    // Not the usual name: the lab is found by what its stack owns.
    built = await buildLab("My-Own-Lab", { home });
  });
  afterAll(async () => {
    await built?.account.stop();
    await rm(home, { recursive: true, force: true });
  });

  test.each(fnd203Guide.steps)("$id is met", { timeout: 120_000 }, async (guide) => {
    const { lab, step } = findStep("fnd203", guide.id);
    const { resources } = await situationOf(lab, built.clients, built.book);
    const pastes = shownBy(guide, resources, PLACE).map((paste) => ({
      ...paste,
      shows: prints(paste.command) && !FINDS_NOTHING.test(paste.command),
    }));
    const outputs = await paste({ endpoint: built.account.endpoint, home, place: PLACE }, pastes);
    for (const [index, { command, typed, shows }] of pastes.entries()) {
      const output = outputs[index]!.trim();
      if (typed) expect(output).toContain(`${resources["instance.services1"]}\nServices Server`);
      if (shows) expect(output, command).not.toMatch(/^(None)?$/);
    }
    let result: StepResult | undefined;
    const problems = async () => {
      [result] = (await verifySteps(lab, [step], built.clients, built.book)).results;
      return result!.findings.filter(({ status }) => status !== "met" && status !== "advice");
    };
    await expect.poll(problems).toEqual([]);
    expect(result).toMatchObject({ status: "met" });
  });
});
