// @ts-check
/**
 * What runs in an execution environment's worker thread: Lambda's Node.js runtime. Plain JavaScript, because a worker
 * starts from a file: the sources' own, or the copy that the build puts beside the bundle's chunks in dist/.
 * What it does follows "aws-lambda-nodejs-runtime-interface-client"; messages.ts has the messages' shapes.
 *
 * @import { FunctionError, ToEnvironment, Invocation, FromEnvironment, WorkerData } from "./messages.ts"
 */
import { existsSync } from "node:fs";
import { createRequire, enableCompileCache, flushCompileCache } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";

if (!parentPort) throw new Error("The Lambda runtime runs in a worker thread");
const host = parentPort;
const send = (/** @type {FromEnvironment} */ message) => host.postMessage(message);

/** @type {WorkerData} */
const compiled = workerData;
enableCompileCache(compiled.folder);
/** What has been compiled is worth keeping once an invocation has run through it; a thread that is ended keeps nothing. */
let keepCompiled = !compiled.isThere;

const taskRoot = process.env.LAMBDA_TASK_ROOT ?? "";
/** From Node.js 24 on, Lambda has no callback-based handlers any more. */
const acceptsCallbacks = process.env.AWS_EXECUTION_ENV !== "AWS_Lambda_nodejs24.x";

/** The invocation going on: what lines on the console belong to. @type {Invocation | undefined} */
let current;

// ---- errors --------------------------------------------------------------------------------------------------

/** @returns {FunctionError} */
function describe(/** @type {unknown} */ thrown) {
  if (thrown instanceof Error || (typeof thrown === "object" && thrown !== null && "stack" in thrown)) {
    const error = /** @type {Error} */ (thrown);
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: (error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

class RuntimeError extends Error {
  constructor(/** @type {string} */ name, /** @type {string} */ message) {
    super(message);
    this.name = name;
  }
}

// ---- the console ---------------------------------------------------------------------------------------------

function log(/** @type {string} */ level, /** @type {unknown[]} */ values) {
  const [first] = values;
  send({
    type: "log",
    time: Date.now(),
    level,
    requestId: current?.requestId,
    text: format(...values),
    error: first instanceof Error && values.length === 1 ? describe(first) : undefined,
  });
}

console.log = (...values) => log("INFO", values);
console.info = (...values) => log("INFO", values);
console.debug = (...values) => log("DEBUG", values);
console.trace = (...values) => log("TRACE", values);
console.warn = (...values) => log("WARN", values);
console.error = (...values) => log("ERROR", values);

/** What is written to the streams themselves has no level and is not framed. */
const raw = (
  /** @type {string | Uint8Array} */ chunk,
  /** @type {unknown} */ encoding,
  /** @type {unknown} */ done,
) => {
  const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
  send({ type: "log", time: Date.now(), requestId: current?.requestId, text });
  const callback = typeof encoding === "function" ? encoding : done;
  if (typeof callback === "function") queueMicrotask(() => callback());
  return true;
};
process.stdout.write = raw;
process.stderr.write = raw;

// ---- plain HTTP to the account's emulated hosts ----------------------------------------------------------------

// Worker threads do not read NODE_USE_ENV_PROXY. Only what uses node:http's global agent is proxied: not the SDK.
if (process.env.HTTP_PROXY) {
  // Required, because an import would read the getters among its exports, which load undici.
  const http = createRequire(import.meta.url)("node:http");
  http.globalAgent = new http.Agent(
    // In Node.js since 24.5; older ones ignore it.
    /** @type {http.AgentOptions} */ ({ keepAlive: true, proxyEnv: process.env }),
  );
}

// ---- loading the handler ---------------------------------------------------------------------------------------

/** `folder/file.export` → the module's path without its extension, and the name of the exported function. */
function parseHandler(/** @type {string} */ handler) {
  if (handler.includes(".."))
    throw new RuntimeError(
      "Runtime.MalformedHandlerName",
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const name = path.basename(handler);
  const match = /^([^.]*)\.(.*)$/.exec(name);
  if (!match?.[1] || !match[2]) throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  return { module: path.join(path.dirname(handler), match[1]), member: match[2] };
}

async function load(/** @type {string} */ handler) {
  const { module, member } = parseHandler(handler);
  const file = ["", ".js", ".mjs", ".cjs"]
    .map((extension) => path.join(taskRoot, `${module}${extension}`))
    .find((candidate) => existsSync(candidate));
  if (!file)
    throw new RuntimeError(
      "Runtime.ImportModuleError",
      `Error: Cannot find module '${module}'\nRequire stack:\n- /var/runtime/index.mjs`,
    );
  let exports;
  try {
    exports = await import(pathToFileURL(file).href);
  } catch (thrown) {
    if (thrown instanceof SyntaxError)
      throw new RuntimeError("Runtime.UserCodeSyntaxError", `SyntaxError: ${thrown.message}`);
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
    if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND")
      throw new RuntimeError("Runtime.ImportModuleError", String(thrown));
    throw thrown;
  }
  // A CommonJS module's exports are the default export where Node.js cannot tell their names beforehand.
  const find = (/** @type {unknown} */ from) =>
    member.split(".").reduce((/** @type {any} */ value, key) => value?.[key], from);
  const found = find(exports) ?? find(exports.default);
  if (found === undefined)
    throw new RuntimeError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof found !== "function")
    throw new RuntimeError("Runtime.HandlerNotFound", `${handler} is not a function`);
  if (!acceptsCallbacks && found.length >= 3)
    throw new RuntimeError(
      "Runtime.CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.",
    );
  return found;
}

// ---- invoking ----------------------------------------------------------------------------------------------------

function contextOf(/** @type {Invocation} */ invocation) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: invocation.clientContext,
    identity: undefined,
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
  };
}

function run(/** @type {Function} */ handler, /** @type {Invocation} */ invocation) {
  return new Promise((resolve, reject) => {
    const context = {
      ...contextOf(invocation),
      done: (/** @type {unknown} */ error, /** @type {unknown} */ value) =>
        error ? reject(error) : resolve(value),
      succeed: resolve,
      fail: reject,
    };
    const event = JSON.parse(invocation.event);
    const answer = acceptsCallbacks ? handler(event, context, context.done) : handler(event, context);
    const waits = acceptsCallbacks && handler.length >= 3;
    if (typeof answer?.then === "function") answer.then(resolve, reject);
    else if (!waits) resolve(answer);
  });
}

async function invoke(/** @type {Function} */ handler, /** @type {Invocation} */ invocation) {
  current = invocation;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const value = await run(handler, invocation);
    const payload = JSON.stringify(value === undefined ? null : value) ?? "null";
    send({ type: "result", payload, heap: getHeapStatistics().total_heap_size });
    if (keepCompiled) setImmediate(flushCompileCache);
    keepCompiled = false;
  } catch (thrown) {
    const error = describe(thrown);
    const { errorType, errorMessage, trace } = error;
    console.error(`Invoke Error \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`);
    send({ type: "error", error, heap: getHeapStatistics().total_heap_size });
  }
  current = undefined;
}

/** What nobody caught ends the environment, with the invocation that it was in. */
function fatal(/** @type {string} */ label, /** @type {FunctionError} */ error) {
  const { errorType, errorMessage, trace } = error;
  console.error(`${label} \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`);
  send({ type: "fatal", error });
}
process.on("uncaughtException", (thrown) => fatal("Uncaught Exception", describe(thrown)));
process.on("unhandledRejection", (reason) => {
  const { trace } = describe(reason);
  const errorMessage = reason instanceof Error ? reason.toString() : String(reason);
  fatal("Unhandled Promise Rejection", {
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage,
    trace: [`Runtime.UnhandledPromiseRejection: ${errorMessage}`, ...trace.slice(1)],
  });
});

try {
  const handler = await load(process.env._HANDLER ?? "");
  host.on("message", (/** @type {ToEnvironment} */ message) => void invoke(handler, message));
  send({ type: "ready", nodeVersion: process.versions.node });
} catch (thrown) {
  const error = describe(thrown);
  const { errorType, errorMessage, trace } = error;
  console.error(`Uncaught Exception \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`);
  send({ type: "fatal", error });
}
