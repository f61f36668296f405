// One file, however long: all of it asks one account.
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { holdTimers } from "../../../../helpers/stop-clock.ts";
import { createFunction, createRole, invoke } from "./function-fixture.ts";

let account: TestAccount;
beforeAll(async () => {
  account = await startTestAccount();
  await createRole(account);
});
afterAll(() => account.stop());

describe("handlers", () => {
  test.each([
    ["an ES module", { "index.mjs": "export const handler = async (event) => ({ got: event.a });" }, {}],
    [
      "an ES module by package.json",
      {
        "package.json": '{"type":"module"}',
        "index.js": "export const handler = async (event) => ({ got: event.a });",
      },
      {},
    ],
    ["CommonJS", { "index.js": "exports.handler = async (event) => ({ got: event.a });" }, {}],
    [
      "CommonJS whose exports cannot be told beforehand",
      { "index.cjs": "module.exports = Object.fromEntries([['handler', async (e) => ({ got: e.a })]]);" },
      {},
    ],
    [
      "a file in a folder",
      { "src/app.mjs": "export const run = async (event) => ({ got: event.a });" },
      { Handler: "src/app.run" },
    ],
    [
      "a callback, on Node.js 22",
      {
        "index.js":
          "exports.handler = (event, context, done) => { setTimeout(() => done(null, { got: event.a }), 1); };",
      },
      { Runtime: "nodejs22.x" as const },
    ],
  ])("%s", async (kind, files, options) => {
    const name = kind.replaceAll(/[^a-z]/gi, "-");
    await createFunction(account, name, files, options);
    const run = await invoke(account, name, { a: 1 });
    expect(run).toMatchObject({ status: 200, failed: undefined, payload: { got: 1 }, version: "$LATEST" });
  });

  test("are given the context", async () => {
    await createFunction(account, "context", {
      "index.mjs": `export const handler = async (event, context) => ({
        ...context, left: context.getRemainingTimeInMillis(), id: context.awsRequestId });`,
    });
    const { payload, log } = await invoke(account, "context", {});
    expect(payload).toMatchObject({
      functionName: "context",
      functionVersion: "$LATEST",
      memoryLimitInMB: "128",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:context",
      logGroupName: "/aws/lambda/context",
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    });
    expect(payload.left).toBeGreaterThan(1_000);
    expect(payload.left).toBeLessThanOrEqual(60_000);
    expect(log).toContain(`START RequestId: ${payload.id} Version: $LATEST\n`);
  });

  test("a warm environment is used again, and a second one runs what comes meanwhile", async () => {
    await createFunction(account, "warm", {
      "index.mjs": `import { readdirSync, writeFileSync } from "node:fs";
        let count = 0;
        export const handler = async (event, context) => {
          if (event.meet) {
            writeFileSync(event.meet + "/" + context.awsRequestId, "");
            while (readdirSync(event.meet).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
          }
          return ++count;
        };`,
    });
    expect((await invoke(account, "warm", {})).payload).toBe(1);
    expect((await invoke(account, "warm", {})).payload).toBe(2);
    const meet = await temporaryFolder();
    const both = await Promise.all([invoke(account, "warm", { meet }), invoke(account, "warm", { meet })]);
    expect(both.map((run) => run.payload).sort()).toEqual([1, 3]);
  });

  test("a function that is called for all the time leaves others their turn", async () => {
    await createFunction(account, "busy", {
      "index.mjs": "export const handler = () => new Promise((resolve) => setTimeout(resolve, 200));",
    });
    await createFunction(account, "other", { "index.mjs": "export const handler = async () => 'my turn';" });
    let over = false;
    let runs = 0;
    // More than there are environments, so that some invocation of it waits whenever one ends.
    const callers = Array.from({ length: 32 }, async () => {
      for (; !over; runs++) await invoke(account, "busy");
    });
    await expect.poll(() => runs, { timeout: 90_000 }).toBeGreaterThan(16);
    expect((await invoke(account, "other")).payload).toBe("my turn");
    over = true;
    await Promise.all(callers);
  });

  test("plain HTTP reaches the account's own hosts", async () => {
    await createFunction(account, "fetches", {
      "index.mjs": `import { get } from "node:http";
        export const handler = (event) => new Promise((resolve, reject) => {
          get(event.url, (answer) => {
            answer.resume().on("end", () => resolve({ status: answer.statusCode, url: event.url }));
          }).on("error", reject);
        });`,
    });
    const url = "http://no-such-load-balancer.us-east-1.elb.amazonaws.com/";
    const run = await invoke(account, "fetches", { url });
    // What the account's data plane says of a host that is not there; no name was looked up outside.
    expect(run.payload).toMatchObject({ status: 502 });
  });
});

describe("the environment", () => {
  test("is Lambda's and the function's own, with nothing of the host's", async () => {
    vi.stubEnv("HOST_SECRET", "not for functions");
    onTestFinished(() => void vi.unstubAllEnvs());
    await createFunction(
      account,
      "environment",
      { "index.mjs": "export const handler = async () => process.env;" },
      { Environment: { Variables: { MINE: "yes", AWS_ENDPOINT_URL: "https://example.com" } } },
    );
    const { payload } = await invoke(account, "environment");
    expect(Object.keys(payload).sort()).toEqual(
      [
        "AWS_ACCESS_KEY_ID",
        "AWS_CONFIG_FILE",
        "AWS_DEFAULT_REGION",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_ENDPOINT_URL",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_SHARED_CREDENTIALS_FILE",
        "HTTP_PROXY",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "LANG",
        "MINE",
        "NO_PROXY",
        "PATH",
        "TZ",
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
      ].sort(),
    );
    expect(payload).toMatchObject({
      MINE: "yes",
      AWS_ENDPOINT_URL: account.endpoint,
      AWS_REGION: "us-east-1",
    });
    expect(payload.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
  });
});

describe("failures", () => {
  test("an error thrown", async () => {
    await createFunction(account, "throws", {
      "index.mjs": "export const handler = async () => { throw new RangeError('too far'); };",
    });
    const run = await invoke(account, "throws");
    expect(run).toMatchObject({
      status: 200,
      failed: "Unhandled",
      payload: { errorType: "RangeError", errorMessage: "too far" },
    });
    expect(run.payload.trace[0]).toBe("RangeError: too far");
    expect(run.log).toContain(
      'ERROR\tInvoke Error \t{"errorType":"RangeError","errorMessage":"too far","stack":[',
    );
  });

  test("what is thrown and is no error", async () => {
    await createFunction(account, "throws-text", {
      "index.mjs": "export const handler = async () => { throw 'just text'; };",
    });
    const run = await invoke(account, "throws-text");
    expect(run.payload).toEqual({ errorType: "string", errorMessage: "just text", trace: [] });
  });

  test("a time-out ends the environment", async () => {
    await createFunction(
      account,
      "slow",
      {
        "index.mjs": `import { writeFileSync } from "node:fs";
          let count = 0;
          export const handler = async ({ spins }) => {
            count++;
            if (spins) writeFileSync(spins, "");
            for (; spins; );
            return count;
          };`,
      },
      { Timeout: 1 },
    );
    const spins = path.join(await temporaryFolder(), "spins");
    // The second passes when the test says so: else it could be over before the function has answered.
    holdTimers();
    expect((await invoke(account, "slow", {})).payload).toBe(1);
    const spinning = invoke(account, "slow", { spins });
    await expect.poll(() => existsSync(spins), { timeout: 90_000 }).toBe(true);
    vi.advanceTimersByTime(1_000);
    const run = await spinning;
    expect(run.failed).toBe("Unhandled");
    expect(run.payload).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
      ),
    });
    expect(run.log).toMatch(/Task timed out after 1\.00 seconds/);
    expect(run.log).toMatch(/REPORT RequestId: .*\tDuration: 1000\.00 ms\t.*Status: timeout/);
    expect((await invoke(account, "slow", {})).payload).toBe(1);
  });

  test.each([
    [
      "process.exit(3)",
      "Runtime.ExitError",
      /^RequestId: .* Error: Runtime exited with error: exit status 3$/,
    ],
    [
      "process.exit(0)",
      "Runtime.ExitError",
      /^RequestId: .* Error: Runtime exited without providing a reason$/,
    ],
    [
      "const all = []; for (;;) all.push(new Array(1e6).fill(0.5))",
      "Runtime.OutOfMemory",
      /Runtime exited with error: signal: killed$/,
    ],
    [
      "await new Promise(() => Promise.reject(new Error('nobody cared')))",
      "Runtime.UnhandledPromiseRejection",
      /^Error: nobody cared$/,
    ],
    ["await new Promise(() => setTimeout(() => { throw new TypeError('late'); }))", "TypeError", /^late$/],
  ])("%s", async (statement, errorType, errorMessage) => {
    const name = `dies-${statement.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 50)}`;
    await createFunction(account, name, {
      "index.mjs": `export const handler = async () => { ${statement}; };`,
    });
    const run = await invoke(account, name);
    expect(run.failed).toBe("Unhandled");
    expect(run.payload).toMatchObject({ errorType, errorMessage: expect.stringMatching(errorMessage) });
  });

  test.each([
    [
      "no such module",
      { "other.mjs": "" },
      "Runtime.ImportModuleError",
      /^Error: Cannot find module 'index'/,
    ],
    [
      "no such export",
      { "index.mjs": "export const main = 1;" },
      "Runtime.HandlerNotFound",
      /^index\.handler is undefined or not exported$/,
    ],
    [
      "no function",
      { "index.mjs": "export const handler = 1;" },
      "Runtime.HandlerNotFound",
      /^index\.handler is not a function$/,
    ],
    ["a syntax error", { "index.mjs": "export const = ;" }, "Runtime.UserCodeSyntaxError", /^SyntaxError: /],
    [
      "a missing import",
      { "index.mjs": "import 'missing-package';" },
      "Runtime.ImportModuleError",
      /missing-package/,
    ],
    [
      "an error while loading",
      { "index.mjs": "throw new TypeError('at the top');" },
      "TypeError",
      /^at the top$/,
    ],
    [
      "a callback, on Node.js 24",
      { "index.js": "exports.handler = (event, context, done) => done(null, 1);" },
      "Runtime.CallbackHandlerDeprecated",
      /removed support for callback-based/,
    ],
  ])("%s", async (kind, files, errorType, message) => {
    const name = kind.replaceAll(/[^a-z0-9]/gi, "-");
    await createFunction(account, name, files as Record<string, string>);
    const run = await invoke(account, name);
    expect(run.failed).toBe("Unhandled");
    expect(run.payload).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
  });

  test("an answer that is too large", async () => {
    await createFunction(account, "large", {
      "index.mjs": "export const handler = async () => 'x'.repeat(7 * 1024 * 1024);",
    });
    expect((await invoke(account, "large")).payload).toEqual({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });
});
