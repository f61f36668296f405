/**
 * The process in which expressions are evaluated that may take long, or much memory: one after the other, for the
 * account's process, which ends this one when an evaluation does not end by itself.
 */
import { Worker } from "node:worker_threads";
import { limitMemory } from "../asl/evaluation-memory.ts";
import { compileExpression, threw } from "../asl/jsonata.ts";
import { Recent } from "../recent.ts";
import { type EvaluationRequest, type FromEvaluation, TOOK_TOO_LONG } from "./messages.ts";
import { evaluateByOwnTime } from "./own-time.ts";

const send = (message: FromEvaluation): void => void process.send!(message);

/** How long an evaluation may have a processor, in milliseconds. */
const limit = Number(process.argv[2]);
/** How many have begun, for the thread that watches. */
const begun = new Int32Array(new SharedArrayBuffer(4));

function compile(text: string, milliseconds = limit) {
  const expression = compileExpression(text, milliseconds);
  limitMemory(expression);
  return expression;
}

const compiled = new Recent(50_000, compile);

async function evaluate({ text, context, ...scope }: EvaluationRequest): Promise<void> {
  try {
    const evaluated = await evaluateByOwnTime(
      (milliseconds) => {
        Atomics.add(begun, 0, 1);
        return milliseconds === limit ? compiled.get(text) : compile(text, milliseconds);
      },
      { ...scope, context: () => context },
      limit,
    );
    send({ kind: "evaluated", evaluated });
  } catch (error) {
    send({ kind: "evaluated", evaluated: { failure: threw(error) } });
  }
}

/**
 * While an expression runs nothing else does in this thread, so that another has to see that the account was killed, and
 * that a single step of the expression goes on for ever. An evaluation ends itself after its time; this one is a little more
 * patient, and an idle process uses none.
 */
const watch = `
const begun = require("node:worker_threads").workerData;
let seen, since;
setInterval(() => {
  if (process.ppid !== ${process.ppid}) process.kill(process.pid, "SIGKILL");
  const { user, system } = process.cpuUsage();
  const [count, spent] = [Atomics.load(begun, 0), (user + system) / 1_000];
  if (count !== seen) [seen, since] = [count, spent];
  if (spent - since > ${limit * 1.25}) process.kill(process.pid, "${TOOK_TOO_LONG}");
}, 500)`;
new Worker(watch, { eval: true, workerData: begun, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
process.on("message", (request: EvaluationRequest) => void evaluate(request));
send({ kind: "ready" });
