import { type Finding, finding } from "../../workflows/contract.ts";

/**
 * The cause of `NotSolved`, in words, a line for each finding that is not met. It is a sentence with the findings behind
 * it as JSON: several, or one by itself, as JSONata has it.
 */
export function describeNotSolved(cause = ""): string {
  const findings = readFindings(cause);
  const [first] = findings;
  if (!first) return cause || "The step was done, and is still not met.";
  const what = findings.every(({ status }) => status === "waiting")
    ? "It was done, and AWS does not show it yet."
    : "It was done, and is still not met.";
  return [what, ...findings.map(({ requirement, actual }) => `${requirement}: ${actual}`)].join("\n");
}

function readFindings(cause: string): Finding[] {
  try {
    const parsed = JSON.parse(cause.slice(cause.search(/[[{]/)));
    return finding
      .array()
      .parse([parsed].flat(2))
      .filter(({ status }) => status !== "elsewhere");
  } catch {
    // Cut off where it is longer than Step Functions keeps.
    return [];
  }
}
