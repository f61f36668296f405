import { AwsError } from "../../errors.ts";
import type { Collection } from "./kinds.ts";
import type { Ec2Store } from "./store.ts";

/**
 * Answers a create call that carries a client token: the second call with the same token finds what the first made.
 * Source: "Ensuring idempotency" of the EC2 API.
 * @param make makes the resource and answers its id.
 * @throws AwsError `IdempotentParameterMismatch` where the same token comes with other parameters.
 */
export function once(
  store: Ec2Store,
  collection: Collection,
  input: { ClientToken?: string | undefined },
  make: () => string,
): string {
  const { ClientToken, ...rest } = input;
  if (!ClientToken) return make();
  const parameters = JSON.stringify(rest);
  const key = `${collection}:${ClientToken}`;
  const earlier = store.clientTokens[key];
  if (earlier && store[collection][earlier.resourceId]) {
    if (earlier.parameters === parameters) return earlier.resourceId;
    throw new AwsError(
      "IdempotentParameterMismatch",
      `Client token ${ClientToken} was already used with different parameters`,
    );
  }
  const resourceId = make();
  store.clientTokens[key] = { resourceId, parameters };
  return resourceId;
}
