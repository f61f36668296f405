import type jsonata from "jsonata";
import type { Cloud } from "../../../cloud.ts";
import { compileExpression, type Evaluated, evaluateCompiled, isTimeOut, threw } from "../asl/jsonata.ts";
import type { Scope } from "../asl/scope.ts";
import { isTame } from "../asl/tame-expression.ts";
import { Recent } from "../recent.ts";
import { EvaluationPool } from "./evaluation-pool.ts";
import { ownTime } from "./own-time.ts";

/** How long the account's own process may be held up by one expression, in milliseconds. */
const BOX_MS = 20;

/** How often an expression is tried here that had no time to itself: on a busy machine 20 ms may pass without any. */
const TRIES = 3;

/** Compiled, an expression takes some two hundred times the room of its text. */
const ROOM = 200_000;

interface Compiled {
  expression: jsonata.Expression;
  tame: boolean;
}

/**
 * Evaluates the expressions of a cloud's executions, without ever holding up the account: here, where nothing in the
 * expression can take long by itself and all of it takes no longer than a moment, and otherwise in a process of its
 * own. Where it was evaluated cannot be told from the answer.
 */
export class Evaluator {
  readonly #compiled = new Recent<Compiled>(ROOM, (text) => {
    const expression = compileExpression(text, BOX_MS);
    return { expression, tame: isTame(text, expression.ast()) };
  });
  readonly #pool: EvaluationPool;

  constructor(stopping: AbortSignal) {
    this.#pool = new EvaluationPool(stopping);
  }

  /** The expression's value, or why there is none. @throws the signal's reason where it aborts first */
  async evaluate(text: string, scope: Scope, signal: AbortSignal): Promise<Evaluated> {
    let compiled: Compiled;
    try {
      compiled = this.#compiled.get(text);
    } catch (error) {
      return { failure: threw(error) };
    }
    for (let tries = 0; compiled.tame && tries < TRIES; tries++) {
      const began = ownTime();
      const evaluated = await evaluateCompiled(compiled.expression, scope);
      if (!isTimeOut(evaluated)) return evaluated;
      if (ownTime() - began >= BOX_MS) break;
    }
    return await this.#pool.evaluate({ ...scope, text, context: scope.context() }, signal);
  }
}

const evaluators = new WeakMap<Cloud, Evaluator>();

export function evaluatorOf(cloud: Cloud): Evaluator {
  const found = evaluators.get(cloud) ?? new Evaluator(cloud.stopping);
  evaluators.set(cloud, found);
  return found;
}
