import type { ValidateStateMachineDefinitionDiagnostic } from "@aws-sdk/client-sfn";
import type { SdkModule } from "../../integrations/sdk-operations.ts";
import type { Turns } from "../../turns.ts";
import type { QueryLanguage } from "../definition.ts";

export type Diagnostic = ValidateStateMachineDefinitionDiagnostic;
export const MACHINE_TYPES = ["STANDARD", "EXPRESS"] as const;
export type MachineType = (typeof MACHINE_TYPES)[number];

/** AWS's codes. Those without a source here are listed in the API reference, ValidateStateMachineDefinitionDiagnostic. */
export type Code =
  | "INVALID_JSON_DESCRIPTION"
  | "MISSING_DESCRIPTION"
  | "SCHEMA_VALIDATION_FAILED"
  | "MISSING_END_STATE"
  | "MISSING_TRANSITION_TARGET"
  | "DUPLICATE_STATE_NAME"
  | "INVALID_STATE_NAME"
  | "DUPLICATE_LABEL_NAME"
  | "INVALID_LABEL_NAME"
  | "TOO_DEEPLY_NESTED"
  // Observed, with their messages: floci-io/floci issues 2670 and 2745, cdk-preflight's rules on variables.
  | "INVALID_JSONATA_EXPRESSION"
  | "UNSUPPORTED_JSONATA_EXPRESSION"
  | "INVALID_VARIABLE_NAME"
  | "RESERVED_VARIABLE_NAME";

type Warning = "NO_DOLLAR" | "NO_PATH" | "PASS_RESULT_IS_STATIC";

/** One definition being validated: what was found so far, and what is known of the machine as a whole. */
export class Validation {
  /** Findings, and in their places the checks that are put off. */
  #found: (Diagnostic | (() => void))[] = [];
  readonly type: MachineType;
  /** The SDK modules of the services that the definition has called, by their names in `aws-sdk:` resources. */
  readonly modules: ReadonlyMap<string, SdkModule>;
  /** The language of states that name none of their own, at any depth. */
  readonly language: QueryLanguage;
  /** State names and labels have to be unique in the whole machine. */
  readonly names = new Set<string>();
  readonly labels = new Set<string>();

  constructor(type: MachineType, language: QueryLanguage, modules: ReadonlyMap<string, SdkModule>) {
    this.type = type;
    this.modules = modules;
    this.language = language;
  }

  /** An error at a JSON pointer such as `/States/Name/Field`; some have no place. */
  fail(code: Code, message: string, location?: string): void {
    this.#found.push({ severity: "ERROR", code, message, ...(location !== undefined && { location }) });
  }

  schema(message: string, location: string): void {
    this.fail("SCHEMA_VALIDATION_FAILED", message, location || "/");
  }

  warn(code: Warning, message: string, location: string): void {
    this.#found.push({ severity: "WARNING", code, message, location });
  }

  /**
   * Puts a check off: a definition of 1 MB has checks that take seconds together, and whatever else the process has to
   * do gets its turn between them. What the check finds stands where it would have stood.
   */
  later(check: () => void): void {
    this.#found.push(check);
  }

  /** Makes the checks that were put off, and those that they put off, a turn's worth at a time. */
  async settle(turns: Turns): Promise<Diagnostic[]> {
    const settled: Diagnostic[] = [];
    /** What is left, the next at the end. */
    const left = this.#found.reverse();
    for (let next = left.pop(); next; next = left.pop()) {
      if (typeof next !== "function") {
        settled.push(next);
        continue;
      }
      if (turns.over) await turns.take();
      this.#found = [];
      next();
      for (const found of this.#found.reverse()) left.push(found);
    }
    return settled;
  }
}

/** Where a state stands: what its checks need to know besides the state itself. */
export interface Place {
  validation: Validation;
  /** The state's own language. */
  language: QueryLanguage;
  /** The type of the execution that runs the state: a distributed Map's children have one of their own. */
  type: MachineType;
  depth: number;
}
