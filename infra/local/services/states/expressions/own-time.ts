import type jsonata from "jsonata";
import { type Evaluated, evaluateCompiled, isTimeOut } from "../asl/jsonata.ts";
import type { Scope } from "../asl/scope.ts";

/**
 * How long this thread has had a processor, in milliseconds. Node.js 22 does not know: there any time that passes counts.
 */
export function ownTime(): number {
  if (!process.threadCpuUsage) return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Whoever had a processor for so much of the time has had it: some of it always goes to others. */
const MOST = 0.75;

/**
 * Evaluates an expression, which fails once it has had a processor for an evaluation's time. JSONata looks at the wall
 * clock: where other programs have the processor, the evaluation is begun anew, with twice the time.
 *
 * @param compile the expression, with a limit of so many milliseconds of the wall clock
 * @param time an evaluation's, in milliseconds
 */
export async function evaluateByOwnTime(
  compile: (milliseconds: number) => jsonata.Expression,
  scope: Scope,
  time: number,
  spent = ownTime,
): Promise<Evaluated> {
  for (let limit = time; ; limit *= 2) {
    const began = spent();
    const evaluated = await evaluateCompiled(compile(limit), scope);
    if (!isTimeOut(evaluated) || spent() - began >= MOST * time) return evaluated;
  }
}
