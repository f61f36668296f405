import type { Evaluated } from "../asl/jsonata.ts";
import type { Scope } from "../asl/scope.ts";

/** An expression and what it can refer to. */
export interface EvaluationRequest extends Omit<Scope, "context"> {
  text: string;
  context: ReturnType<Scope["context"]>;
}

export type FromEvaluation = { kind: "ready" } | { kind: "evaluated"; evaluated: Evaluated };
