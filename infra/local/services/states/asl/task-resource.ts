/** How a Task state's Resource is answered for. */
type TaskPattern = "request" | "sync" | "token";

export type TaskResource =
  /** A Lambda function by its own ARN, with events of its own. */
  | { kind: "lambda-function"; arn: string; region: string }
  | { kind: "activity"; arn: string; region: string }
  /** An integration: `resource` and `resourceType` are what the history calls it. */
  | {
      kind: "service";
      /** `lambda`, `states` or `aws-sdk:s3`. */
      resourceType: string;
      /** `invoke.waitForTaskToken` */
      resource: string;
      /** `invoke` */
      action: string;
      pattern: TaskPattern;
    };

/** Reads a Task state's Resource; undefined where it is of no kind that Step Functions knows. */
export function parseResource(arn: string): TaskResource | undefined {
  const owned = /^arn:aws[\w-]*:(lambda|states):([\w-]+):\d{12}:(function|activity):.+$/.exec(arn);
  if (owned) {
    const kind = owned[3] === "function" ? "lambda-function" : "activity";
    return { kind, arn, region: owned[2]! };
  }
  const service = /^arn:aws[\w-]*:states:[\w-]*:\d*:((?:aws-sdk:)?[\w-]+):(\w+)(\.\S+)?$/.exec(arn);
  if (!service) return;
  const [, resourceType = "", action = "", suffix = ""] = service;
  const patterns: Record<string, TaskPattern> = {
    "": "request",
    ".sync": "sync",
    ".sync:2": "sync",
    ".waitForTaskToken": "token",
  };
  const pattern = patterns[suffix];
  return pattern && { kind: "service", resourceType, resource: action + suffix, action, pattern };
}
