import type { Input, OperationName, Output, ServiceName } from "./sdk.ts";
import type { Call } from "./service.ts";
import { findService } from "./services/index.ts";

/**
 * Asks an operation how things are, for the emulation itself: past the dispatcher, so that nobody's permissions are
 * asked, and nothing of it is in the account's Event history. On AWS nobody calls anything for a packet to be routed.
 */
export async function ask<S extends ServiceName, Op extends OperationName<S>>(
  call: Call,
  service: S,
  operation: Op,
  input: Input<S, Op>,
): Promise<Output<S, Op>> {
  const answer = findService(service)?.operations[operation as string];
  if (!answer) throw new Error(`There is no ${service}:${String(operation)} to read with`);
  // The table of operations is looked up by name; what it takes and answers is as the SDK types it.
  return (await answer(input as never, call)) as never;
}
