/**
 * The process in which expressions are evaluated that may take long, or much memory: one after the other, for the
 * account's process, which ends this one when an evaluation does not end by itself.
 */
import { Worker } from "node:worker_threads";
import { limitMemory } from "../asl/evaluation-memory.ts";
import { compileExpression, EVALUATION_MS, threw } from "../asl/jsonata.ts";
import { Recent } from "../recent.ts";
import type { EvaluationRequest, FromEvaluation } from "./messages.ts";
import { evaluateByOwnTime } from "./own-time.ts";

const send = (message: FromEvaluation): void => void process.send!(message);

function compile(text: string, milliseconds: number = EVALUATION_MS) {
  const expression = compileExpression(text, milliseconds);
  limitMemory(expression);
  return expression;
}

const compiled = new Recent(50_000, compile);

async function evaluate({ text, context, ...scope }: EvaluationRequest): Promise<void> {
  try {
    const evaluated = await evaluateByOwnTime(
      (milliseconds) => (milliseconds === EVALUATION_MS ? compiled.get(text) : compile(text, milliseconds)),
      { ...scope, context: () => context },
    );
    send({ kind: "evaluated", evaluated });
  } catch (error) {
    send({ kind: "evaluated", evaluated: { failure: threw(error) } });
  }
}

// While an expression runs nothing else does, so that another thread has to see that the account was killed.
const watch = `setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(process.pid, "SIGKILL"); }, 1000)`;
new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
process.on("message", (request: EvaluationRequest) => void evaluate(request));
send({ kind: "ready" });
