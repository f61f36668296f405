import { randomUUID } from "node:crypto";
import { authorise } from "./authorise.ts";
import type { Cloud } from "./cloud.ts";
import { AwsError } from "./errors.ts";
import { meetFault } from "./faults.ts";
import type { Principal } from "./principal.ts";
import type { AnyService, Call, CallOrigin } from "./service.ts";
import { findService } from "./services/index.ts";

/** Looks a service up by its signing name. */
export type FindService = (name: string) => AnyService | undefined;

const READS = /^(Describe|Get|List|Head|Lookup|Validate|Simulate|Test)/;

/** One call of one operation, decoded: from the wire, or from a service inside the account. */
export interface OperationRequest {
  service: string;
  operation: string;
  input: object;
  principal: Principal;
  accountId: string;
  region: string;
  requestId?: string;
  /** Absent, an AWS service calls for itself. */
  origin?: CallOrigin;
  /** Aborts when the client has gone away. Absent where none waits on a connection. */
  gone?: AbortSignal;
}

/** Who calls, from where, and in which place. */
export interface Caller {
  principal: Principal;
  accountId: string;
  region: string;
  requestId?: string;
  origin?: CallOrigin;
  gone?: AbortSignal;
  /** The signing name of the service whose handler this call is for: what it calls in turn comes from there. */
  service?: string;
}

const HERE: CallOrigin = { sourceIp: "127.0.0.1", userAgent: "Handrail" };

/** Makes the `Call` that handlers receive. Services also use it for work that outlives a request. */
export function makeCall(cloud: Cloud, caller: Caller, find: FindService = findService): Call {
  const { principal, accountId, region, requestId = randomUUID(), gone, service: own } = caller;
  const origin = caller.origin ?? (principal.type === "service" ? { invokedBy: principal.service } : HERE);
  return {
    cloud,
    principal,
    accountId,
    region,
    requestId,
    origin,
    gone,
    store: (key) => cloud.store(key, { accountId, region }),
    // The operation's own types are the interface's; inside, operations are looked up by name.
    invoke: async (service, operation, input, as = principal) =>
      (await dispatch(
        cloud,
        {
          service,
          operation,
          input: input as object,
          principal: as,
          accountId,
          region,
          origin: own === undefined ? origin : { invokedBy: `${own}.amazonaws.com` },
        },
        find,
      )) as never,
  };
}

/**
 * Answers one call: authorised, then handled. Reads leave the snapshot alone.
 * @throws AwsError as the service answers it; anything else is a bug of the handler.
 */
export async function dispatch(
  cloud: Cloud,
  request: OperationRequest,
  find: FindService = findService,
): Promise<object> {
  const service = find(request.service);
  const handler = service?.operations[request.operation];
  if (!service || !handler) {
    throw new AwsError(
      "NotImplemented",
      `The local account does not know ${request.service}:${request.operation} yet.`,
      501,
    );
  }
  const call = makeCall(cloud, request, find);
  try {
    authorise(call, service, request.operation, request.input);
    await meetFault(cloud, request);
    const output = await handler(request.input as never, call);
    tell(call, request, { output });
    return output;
  } catch (error) {
    if (error instanceof AwsError) tell(call, request, { error });
    throw error;
  } finally {
    // A call that failed half-way may have changed something as well.
    if (!READS.test(request.operation)) cloud.changed();
  }
}

function tell(
  { cloud, requestId, origin }: Call,
  { service, operation, input, principal, accountId, region }: OperationRequest,
  outcome: { output: object } | { error: AwsError },
): void {
  const at = cloud.clock.now();
  for (const listener of cloud.onCompleted)
    listener({
      service,
      operation,
      input,
      principal,
      accountId,
      region,
      requestId,
      origin,
      at,
      ...outcome,
    });
}
