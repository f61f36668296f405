import { Comparison } from "./compare.ts";
import type { Observed } from "./player.ts";
import type { Scenario } from "./recordings.ts";

/** What is compared, one after another: a scenario that differs in one has not got to the next. */
export const LAYERS = ["status", "answer", "events", "history"] as const;
export type Layer = (typeof LAYERS)[number];

/** Where and how an answer differs from the recording; none where they agree in all that was recorded. */
export interface Verdict {
  differsIn?: Layer;
  difference?: string;
}

/** The layers that a recording can be held against: not every one has a history. */
export const layersOf = ({ expectedHistory }: Scenario): readonly Layer[] =>
  expectedHistory ? LAYERS : LAYERS.slice(0, 2);

/** Holds an answer against its recording, layer by layer. */
export function judge(scenario: Scenario, observed: Observed): Verdict {
  const { expectedStatus, expectedOutput, expectedError, expectedCause } = scenario;
  if (observed.status !== expectedStatus) {
    const why = [observed.error, observed.cause].filter(Boolean).join(": ");
    return { differsIn: "status", difference: `${expectedStatus} ≠ ${observed.status}: ${why}` };
  }
  const comparison = new Comparison(scenario.normalise);
  const answer = comparison.difference(
    { output: expectedOutput, error: expectedError ?? undefined, cause: expectedCause ?? undefined },
    { output: parsed(observed.output), error: observed.error, cause: observed.cause },
  );
  if (answer) return { differsIn: "answer", difference: answer };
  const recorded = scenario.expectedHistory;
  if (!recorded) return {};
  // Some were recorded in reverse order.
  const expected = recorded.length > 1 && recorded.at(-1)!.id === 1 ? recorded.toReversed() : recorded;
  const typesOf = (events: typeof expected): string[] => {
    const types = events.map(({ type }) => type!);
    return scenario.historyLossy ? types.filter((type) => !type.startsWith("Parallel")).sort() : types;
  };
  const [wanted, seen] = [typesOf(expected).join(" "), typesOf(observed.history).join(" ")];
  if (wanted !== seen) return { differsIn: "events", difference: `\n  ${wanted}\n  ${seen}` };
  const history = scenario.historyLossy ? undefined : comparison.difference(expected, observed.history);
  return history ? { differsIn: "history", difference: history } : {};
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
