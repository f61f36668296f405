import { randomUUID } from "node:crypto";
import { authorise } from "./authorise.ts";
import type { Cloud } from "./cloud.ts";
import { AwsError } from "./errors.ts";
import type { Principal } from "./principal.ts";
import type { Call } from "./service.ts";
import { findService } from "./services/index.ts";

/** One call of one operation, decoded: from the wire, or from a service inside the account. */
export interface OperationRequest {
  service: string;
  operation: string;
  input: object;
  principal: Principal;
  accountId: string;
  region: string;
  requestId?: string;
}

/** Makes the `Call` that handlers receive. Services also use it for work that outlives a request. */
export function makeCall(
  cloud: Cloud,
  caller: { principal: Principal; accountId: string; region: string; requestId?: string },
): Call {
  const { principal, accountId, region, requestId = randomUUID() } = caller;
  return {
    cloud,
    principal,
    accountId,
    region,
    requestId,
    store: (key) => cloud.store(key, { accountId, region }),
    // The operation's own types are the interface's; inside, operations are looked up by name.
    invoke: async (service, operation, input, as = principal) =>
      (await dispatch(cloud, {
        service,
        operation,
        input: input as object,
        principal: as,
        accountId,
        region,
      })) as never,
  };
}

/**
 * Answers one call: authorised, then handled. Reads leave the snapshot alone.
 * @throws AwsError as the service answers it; anything else is a bug of the handler.
 */
export async function dispatch(cloud: Cloud, request: OperationRequest): Promise<object> {
  const service = findService(request.service);
  const handler = service?.operations[request.operation];
  if (!service || !handler) {
    throw new AwsError(
      "NotImplemented",
      `The local account does not know ${request.service}:${request.operation} yet.`,
      501,
    );
  }
  const call = makeCall(cloud, request);
  authorise(call, service, request.operation, request.input);
  const output = await handler(request.input as never, call);
  if (!/^(Describe|Get|List|Head|Lookup|Validate|Simulate|Test)/.test(request.operation)) cloud.changed();
  return output;
}
