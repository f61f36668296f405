import type { Finding } from "../../../workflows/contract.ts";
import { leftInWords } from "./left-in-words.ts";
import type { Look, Part, StepReport, ValidationReport } from "./report.ts";

interface Case {
  name: string;
  /** What went wrong, the first line of it being what a list of cases shows. */
  failure?: string;
  /** It was not come to. */
  skipped?: boolean;
  seconds?: number;
}

interface Suite {
  name: string;
  startedAt?: string;
  seconds: number;
  cases: Case[];
}

/**
 * The report as JUnit XML, in the dialect that Jenkins, GitLab and GitHub's actions read: a suite a step, and in it a case a
 * requirement, and one for each of what validating asks of the step besides.
 */
export function junitOf(report: ValidationReport): string {
  const suites = [buildSuite(report), ...report.steps.map(stepSuite), cleanUpSuite(report)];
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  // The schema that is usually held against such files (Jenkins xUnit plugin, "junit-10.xsd") counts what was skipped by
  // suite only, and refuses a file that does so for all.
  const { skipped: _, ...counts } = totals(all);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: report.lab.id, ...counts, time: seconds.toFixed(3) })}>`,
    ...suites.flatMap((suite) => suiteLines(suite, report.lab.id)),
    "</testsuites>",
    "",
  ].join("\n");
}

const buildSuite = ({ build, steps }: ValidationReport): Suite => ({
  ...suiteOf("build", build),
  cases: [{ name: "The lab is built", ...outcome(build, steps.length > 0) }],
});

function stepSuite(step: StepReport): Suite {
  const cases: Case[] = requirementsOf(step);
  cases.push({
    name: "The check fails before the step is done",
    ...(step.red
      ? failing(step.problems.find((problem) => problem.includes("proves nothing")))
      : { skipped: true }),
  });
  cases.push({
    name: "It can be solved",
    ...failing(step.error && `${step.error.name}: ${step.error.cause}`),
    ...(!step.green && !step.error ? { skipped: true } : {}),
  });
  cases.push({
    name: "Solving it twice changes nothing",
    ...(step.again
      ? failing(
          step.problems.find(
            (problem) => problem.startsWith("Solved again") || problem.startsWith("Solving it again"),
          ),
        )
      : { skipped: true }),
  });
  return { ...suiteOf(step.step, step), cases };
}

/** A case for each requirement, by the look once it was solved; where it was not, by the one before, as not come to. */
function requirementsOf({ green, red }: StepReport): Case[] {
  const look: Look | undefined = green ?? red;
  return (look?.findings ?? []).map((finding) => ({
    name: finding.requirement,
    ...(green ? failing(green && problemIn(finding)) : { skipped: true }),
  }));
}

const problemIn = ({ status, expected, actual, remedy }: Finding): string | undefined =>
  ["met", "advice", "elsewhere"].includes(status)
    ? undefined
    : [`${status}: ${actual}`, `expected: ${expected}`, remedy && `do: ${remedy}`].filter(Boolean).join("\n");

function cleanUpSuite(report: ValidationReport): Suite {
  const { cleanUp, verdict, error } = report;
  const left = verdict === "left-behind" ? leftInWords(report) : undefined;
  // Of a validation that was stopped no case need have failed, and yet it has not passed.
  const stopped = verdict === "interrupted" ? `${error!.name}: ${error!.cause}` : undefined;
  return {
    ...suiteOf("clean-up", cleanUp),
    cases: [
      {
        name: "Nothing of the lab is left, and all else is as it was",
        ...(cleanUp.startedAt || stopped ? failing(left ?? stopped) : { skipped: true }),
      },
    ],
  };
}

const outcome = ({ startedAt, error }: Part, hasBegun: boolean): Omit<Case, "name"> =>
  startedAt && hasBegun ? failing(error && `${error.name}: ${error.cause}`) : { skipped: true };

const failing = (failure: string | undefined): Omit<Case, "name"> => (failure ? { failure } : {});

function suiteOf(name: string, { startedAt, endedAt }: Part): Omit<Suite, "cases"> {
  const seconds = startedAt && endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 : 0;
  return { name, startedAt, seconds };
}

function suiteLines({ name, startedAt, seconds, cases }: Suite, lab: string): string[] {
  return [
    `  <testsuite ${attributes({ name, ...totals(cases), time: seconds.toFixed(3), timestamp: startedAt })}>`,
    ...cases.flatMap((one, index) =>
      // What a step takes is not told apart by its cases.
      caseLines(one, {
        classname: `${lab}.${name}`,
        name: one.name,
        time: index === 0 ? seconds.toFixed(3) : "0",
      }),
    ),
    "  </testsuite>",
  ];
}

function caseLines({ failure, skipped }: Case, values: Record<string, string>): string[] {
  const head = `    <testcase ${attributes(values)}`;
  if (failure !== undefined)
    return [
      `${head}>`,
      `      <failure ${attributes({ message: failure.split("\n")[0]! })}>${escaped(failure)}</failure>`,
      "    </testcase>",
    ];
  return skipped ? [`${head}><skipped/></testcase>`] : [`${head}/>`];
}

const totals = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter(({ failure }) => failure !== undefined).length,
  errors: 0,
  skipped: cases.filter(({ skipped }) => skipped).length,
});

const attributes = (values: Record<string, string | number | undefined>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escaped(String(value))}"`]))
    .join(" ");

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Characters that XML 1.0 does not have at all, not even escaped, are left out. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
