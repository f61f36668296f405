import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";

type Handler = NonNullable<Operations<"ec2">[keyof Operations<"ec2">]>;

/** Every EC2 operation takes `DryRun`: an authorised call is told so, by an error of HTTP status 412. */
export function withDryRun(operations: Operations<"ec2">): Operations<"ec2"> {
  const wrapped = Object.entries(operations).map(([name, handler]) => [
    name,
    dryRunnable(handler as Handler),
  ]);
  return Object.fromEntries(wrapped);
}

function dryRunnable(handler: Handler) {
  return (input: { DryRun?: boolean }, call: Parameters<Handler>[1]) => {
    if (input.DryRun) {
      throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    }
    // Each handler gets the input of its own operation, which this wrapper does not know.
    return handler(input as never, call);
  };
}
