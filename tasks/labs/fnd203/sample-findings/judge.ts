import type { Finding } from "../../../../workflows/contract.ts";
import { finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import { type SampleFacts, SEVERITIES, type Severity, sum } from "./facts.ts";

export const STEP = "sample-findings";

const find = finder(STEP);

/** Fewer were never made at once, not even in 2019, when there were 45. How many there are grows with every year. */
const AT_LEAST = 30;

/** Judges whether the sample findings are there. */
export function judge(facts: SampleFacts): Finding[] {
  return [
    find(
      "GuardDuty has made its sample findings",
      `One of every type, and so ${AT_LEAST} at least: the text of 2019 counts 45, today there are some 200`,
      verdict(facts, () => sum(facts.samples) >= AT_LEAST, allOfThem(facts)),
    ),
    find(
      "Some of them are of high severity",
      "At least one of 7.0 to 8.9, or critical, from 9.0: a level that 2019 did not have",
      verdict(
        facts,
        () => severe(facts.samples) > 0,
        `${severe(facts.samples)} of the samples looked at are.`,
      ),
    ),
    find(
      "Some of them are of medium severity",
      "At least one of 4.0 to 6.9",
      verdict(facts, () => facts.samples.medium > 0, `${facts.samples.medium} of the samples looked at are.`),
    ),
  ];
}

/** Whether all that the step asks for has been seen. */
export function enough(samples: Record<Severity, number>): boolean {
  return sum(samples) >= AT_LEAST && severe(samples) > 0 && samples.medium > 0;
}

const severe = ({ critical, high }: Record<Severity, number>): number => critical + high;

function verdict(facts: SampleFacts, holds: () => boolean, actual: string): Verdict {
  if (facts.detectorId === undefined)
    return unmet("GuardDuty has no detector in this Region.", "Enable GuardDuty first: the step guardduty.");
  if (holds()) return met(actual, [facts.detectorId]);
  const seen = sum(facts.samples);
  // Samples of some types only will not become all of them.
  if (facts.requests.some(({ types }) => types.length === 0))
    return waiting(
      `They have been asked for, and ${seen === 0 ? "none has appeared" : `${seen} have appeared`} yet.`,
      "GuardDuty takes some seconds, and now and then five minutes, to show them.",
      [facts.detectorId],
    );
  const real = sum(facts.findings) > seen ? " The other findings are real ones: look at those as well." : "";
  return unmet(
    `${seen === 0 ? "No sample has" : `${seen} ${seen === 1 ? "sample has" : "samples have"}`} been made since the lab began.${real}`,
    "In GuardDuty's settings, choose Generate sample findings, or call create-sample-findings without any types. If you just have, look again in a while: they take up to five minutes.",
    [facts.detectorId],
  );
}

/** How many findings there are of each severity: what the console shows on its summary. */
function allOfThem({ findings, samples }: SampleFacts): string {
  const counts = SEVERITIES.filter((severity) => findings[severity] > 0).map(
    (severity) => `${findings[severity]} ${severity}`,
  );
  return `${sum(samples)} samples were looked at; of all findings ${list(counts)}.`;
}
