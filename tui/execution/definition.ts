import { conditionOf } from "./conditions.ts";

export const STATE_TYPES = ["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"] as const;
export type StateType = (typeof STATE_TYPES)[number];

/** A state's type by its name; what AWS may add one day is shown as a Task is. */
export const asStateType = (name: unknown): StateType => STATE_TYPES.find((type) => type === name) ?? "Task";

/** Types of states that are over at once. */
export const INSTANT: ReadonlySet<StateType> = new Set<StateType>(["Pass", "Choice", "Succeed", "Fail"]);

/** States that lead to one another: a machine, a branch of a Parallel, the processor of a Map. */
export interface Flow {
  startAt: string;
  states: ReadonlyMap<string, StateDefinition>;
}

/** A way from a Choice, and when it is taken, in short words; the Default has none. */
export interface ChoiceWay {
  when?: string;
  next: string;
}

export interface CatchWay {
  errors: readonly string[];
  next: string;
}

/** When a failed attempt is followed by another; times in seconds of AWS's. */
export interface Retrier {
  errors: readonly string[];
  interval: number;
  backoff: number;
  longest: number;
  /** How many attempts follow the first. */
  attempts: number;
  /** Whether the back-off is drawn from between nothing and its length. */
  jitter: boolean;
}

/** What a screen needs to know of a state. */
export interface StateDefinition {
  name: string;
  type: StateType;
  next?: string;
  choices: readonly ChoiceWay[];
  catches: readonly CatchWay[];
  retriers: readonly Retrier[];
  /** Of a Parallel. */
  branches: readonly Flow[];
  /** Of a Map: what is done with each item. */
  processor?: Flow;
  /** Whether a Map's items are executions of their own. */
  distributed: boolean;
  /** How long a Wait lasts: seconds, a moment, or where in the input either is. */
  wait?: number | string;
  /** What a Fail fails with. */
  error?: string;
  cause?: string;
}

/** Definitions nest no deeper than this by anybody's hand. */
const DEEPEST = 20;

/**
 * Reads a definition in the Amazon States Language, in JSONPath or JSONata.
 *
 * @returns undefined for what is no definition. What is odd in one is left out: it is there to be looked at, and Step
 * Functions has accepted it.
 */
export function readDefinition(text: string | undefined): Flow | undefined {
  try {
    return flowOf(JSON.parse(text ?? ""), DEEPEST);
  } catch {
    return undefined;
  }
}

function flowOf(value: unknown, depth: number): Flow | undefined {
  const { StartAt, States } = object(value);
  if (typeof StartAt !== "string" || depth === 0) return undefined;
  const states = Object.entries(object(States)).map(
    ([name, state]) => [name, stateOf(name, object(state), depth)] as const,
  );
  return { startAt: StartAt, states: new Map(states) };
}

function stateOf(name: string, state: Fields, depth: number): StateDefinition {
  const flow = (value: unknown) => flowOf(value, depth - 1);
  const processor = state.ItemProcessor ?? state.Iterator;
  return {
    name,
    type: asStateType(state.Type),
    next: text(state.Next),
    choices: waysOf(state),
    catches: list(state.Catch).flatMap((one): CatchWay[] => {
      const { ErrorEquals, Next } = object(one);
      return typeof Next === "string" ? [{ errors: texts(ErrorEquals), next: Next }] : [];
    }),
    retriers: list(state.Retry).map((one) => retrierOf(object(one))),
    branches: list(state.Branches).flatMap((branch) => flow(branch) ?? []),
    processor: processor === undefined ? undefined : flow(processor),
    distributed: object(object(processor).ProcessorConfig).Mode === "DISTRIBUTED",
    wait: waitOf(state),
    error: text(state.Error),
    cause: text(state.Cause),
  };
}

function waysOf(state: Fields): ChoiceWay[] {
  const ways = list(state.Choices).flatMap((rule): ChoiceWay[] => {
    const { Next } = object(rule);
    return typeof Next === "string" ? [{ when: conditionOf(rule), next: Next }] : [];
  });
  return typeof state.Default === "string" ? [...ways, { next: state.Default }] : ways;
}

/** The defaults are those of the Amazon States Language, "Retrying after an error". */
const retrierOf = (retrier: Fields): Retrier => ({
  errors: texts(retrier.ErrorEquals),
  interval: number(retrier.IntervalSeconds) ?? 1,
  backoff: number(retrier.BackoffRate) ?? 2,
  longest: number(retrier.MaxDelaySeconds) ?? Number.POSITIVE_INFINITY,
  attempts: number(retrier.MaxAttempts) ?? 3,
  jitter: retrier.JitterStrategy === "FULL",
});

function waitOf({ Seconds, SecondsPath, Timestamp, TimestampPath }: Fields): number | string | undefined {
  return number(Seconds) ?? text(Seconds ?? SecondsPath ?? Timestamp ?? TimestampPath);
}

type Fields = Record<string, unknown>;

const object = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const texts = (value: unknown): string[] => list(value).filter((one) => typeof one === "string");

const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
