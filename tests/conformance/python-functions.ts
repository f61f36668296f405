import { spawn } from "node:child_process";
import { AwsError } from "../../infra/local/errors.ts";
import type { AnyService } from "../../infra/local/service.ts";

/** A Lambda function of a recording, in Python. */
export interface RecordedFunction {
  name: string;
  arn: string;
  source: string;
  timeout: number | null;
}

/** Runs a handler as Lambda's Python runtime does, and writes its answer or its error as that does. */
const RUNTIME = `
import json, sys, traceback, uuid
request = json.load(sys.stdin)
scope = {"__name__": "handler"}
class Refuse(json.JSONEncoder):
    pass
try:
    exec(compile(request["source"], "/var/task/handler.py", "exec"), scope)
    answer = scope["handler"](json.loads(request["event"]), None)
    if isinstance(answer, bytes): sys.stdout.write(json.dumps({"answer": answer.decode()}))
    else: sys.stdout.write(json.dumps({"answer": json.dumps(answer)}))
except Exception as error:
    lines = request["source"].split("\\n")
    frames = traceback.extract_tb(error.__traceback__)[1:]
    stack = ['  File "%s", line %d, in %s\\n    %s\\n' % (f.filename, f.lineno, f.name, lines[f.lineno - 1].strip()) for f in frames]
    payload = {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": str(uuid.uuid4()), "stackTrace": stack}
    sys.stdout.write(json.dumps({"error": json.dumps(payload)}))
`;

/** A Lambda service that knows these functions and nothing but Invoke. */
export function pythonLambda(functions: () => RecordedFunction[]): AnyService {
  return {
    name: "lambda",
    sdk: () => import("@aws-sdk/client-lambda"),
    operations: {
      async Invoke(input: { FunctionName: string; Payload?: Uint8Array }, call) {
        const known = functions().find(({ name, arn }) =>
          [name, arn].includes(input.FunctionName.replace(/:\$LATEST$/, "")),
        );
        if (!known) {
          const arn = `arn:aws:lambda:${call.region}:${call.accountId}:function:${input.FunctionName}:$LATEST`;
          throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
        }
        const event = input.Payload ? new TextDecoder().decode(input.Payload) : "{}";
        const { answer, error } = await run(known.source, event, call.cloud.stopping);
        return {
          StatusCode: 200,
          ExecutedVersion: "$LATEST",
          ...(error !== undefined && { FunctionError: "Unhandled" }),
          Payload: new TextEncoder().encode(answer ?? error ?? "null"),
        };
      },
    },
  };
}

async function run(
  source: string,
  event: string,
  signal: AbortSignal,
): Promise<{ answer?: string; error?: string }> {
  const child = spawn("python3", ["-c", RUNTIME], { stdio: ["pipe", "pipe", "inherit"], signal });
  child.stdin.end(JSON.stringify({ source, event }));
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  let output = "";
  for await (const chunk of child.stdout) output += String(chunk);
  await ended;
  return JSON.parse(output || `{"error": "{}"}`) as { answer?: string; error?: string };
}
