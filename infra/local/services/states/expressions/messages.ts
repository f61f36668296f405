import type { Evaluated } from "../asl/jsonata.ts";
import type { Scope } from "../asl/scope.ts";

/** An expression and what it can refer to. */
export interface EvaluationRequest extends Omit<Scope, "context"> {
  text: string;
  context: ReturnType<Scope["context"]>;
}

/** What ends a process whose evaluation takes more than its time; V8 ends one that needs more than its memory otherwise. */
export const TOOK_TOO_LONG = "SIGTERM";

export type FromEvaluation = { kind: "ready" } | { kind: "evaluated"; evaluated: Evaluated };
