/** Anything that JSON can say: what flows from state to state. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export type StateType = "Pass" | "Task" | "Choice" | "Wait" | "Succeed" | "Fail" | "Parallel" | "Map";
export type QueryLanguage = "JSONPath" | "JSONata";

/** A state machine, a branch of a Parallel state or the processor of a Map state, in the Amazon States Language. */
export interface Flow {
  Comment?: string;
  StartAt: string;
  States: Record<string, State>;
  QueryLanguage?: QueryLanguage;
  TimeoutSeconds?: number;
  Version?: string;
}

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: "NONE" | "FULL";
}

export interface Catcher {
  ErrorEquals: string[];
  Next: string;
  ResultPath?: string | null;
  Assign?: JsonObject;
  Output?: Json;
}

/** A choice rule: an operator on a variable, a combination of rules, or a JSONata condition. */
export interface ChoiceRule {
  Next?: string;
  Assign?: JsonObject;
  Output?: Json;
  Condition?: string | boolean;
  Variable?: string;
  And?: ChoiceRule[];
  Or?: ChoiceRule[];
  Not?: ChoiceRule;
  [operator: string]: unknown;
}

interface Processor extends Flow {
  ProcessorConfig?: { Mode?: "INLINE" | "DISTRIBUTED"; ExecutionType?: "STANDARD" | "EXPRESS" };
}

export interface ItemReader {
  Resource: string;
  ReaderConfig?: JsonObject;
  Parameters?: JsonObject;
  Arguments?: Json;
}

export interface ResultWriter {
  Resource?: string;
  WriterConfig?: { Transformation: "NONE" | "COMPACT" | "FLATTEN"; OutputType: "JSON" | "JSONL" };
  Parameters?: JsonObject;
  Arguments?: Json;
}

/** A state. Which fields it may have depends on its type and query language; `validation/` sees to it. */
export interface State {
  Type: StateType;
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  Next?: string;
  End?: boolean;
  Assign?: JsonObject;
  Output?: Json;
  Arguments?: Json;
  InputPath?: string | null;
  OutputPath?: string | null;
  ResultPath?: string | null;
  Parameters?: Json;
  ResultSelector?: JsonObject;
  Retry?: Retrier[];
  Catch?: Catcher[];
  /** Pass */
  Result?: Json;
  /** Task */
  Resource?: string;
  Credentials?: JsonObject;
  TimeoutSeconds?: number | string;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: number | string;
  HeartbeatSecondsPath?: string;
  /** Choice */
  Choices?: ChoiceRule[];
  Default?: string;
  /** Wait */
  Seconds?: number | string;
  SecondsPath?: string;
  Timestamp?: string;
  TimestampPath?: string;
  /** Fail */
  Error?: string;
  ErrorPath?: string;
  Cause?: string;
  CausePath?: string;
  /** Parallel */
  Branches?: Flow[];
  /** Map */
  ItemProcessor?: Processor;
  Iterator?: Processor;
  Items?: Json;
  ItemsPath?: string;
  ItemSelector?: Json;
  ItemReader?: ItemReader;
  ItemBatcher?: JsonObject;
  ResultWriter?: ResultWriter;
  Label?: string;
  MaxConcurrency?: number | string;
  MaxConcurrencyPath?: string;
  ToleratedFailureCount?: number | string;
  ToleratedFailureCountPath?: string;
  ToleratedFailurePercentage?: number | string;
  ToleratedFailurePercentagePath?: string;
}
